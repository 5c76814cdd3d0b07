// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "sheetrows.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestCell = 32'767;
constexpr int mostRepeats = 1000; // of a row that has something

/// The sheets of content.xml: cells hold what they show as text.
class SheetsReader
{
public:
    explicit SheetsReader(TextFlow &flow)
        : m_flow(flow)
        , m_rows(flow)
    {
    }

    Result<void> read(const QByteArray &content)
    {
        XmlPart xml(content, u"content.xml"_s);
        while (xml.next() && !m_flow.isFull()) {
            if (xml.starts())
                start(xml);
            else if (xml.ends())
                end(xml.element());
            else if (m_isInCell && m_paragraphs > 0 && m_text.size() < longestCell)
                m_text += xml.text();
        }
        return xml.result();
    }

private:
    void start(XmlPart &xml)
    {
        const QStringView name = xml.element();
        if (name == "tracked-changes"_L1 || name == "forms"_L1 || name == "shapes"_L1 || name == "annotation"_L1) {
            xml.skip();
        } else if (name == "table"_L1) {
            m_rows.beginSheet(xml.attribute("name"_L1));
        } else if (name == "table-row"_L1) {
            const QString visibility = xml.attribute("visibility"_L1);
            m_isRowHidden = visibility == "collapse"_L1 || visibility == "filter"_L1;
            m_repeats = std::clamp(xml.attribute("number-rows-repeated"_L1).toInt(), 1, mostRepeats);
            m_cells.clear();
        } else if (name == "table-cell"_L1 || name == "covered-table-cell"_L1) {
            m_isInCell = true;
            m_columns = std::clamp(xml.attribute("number-columns-repeated"_L1).toInt(), 1,
                                   static_cast<int>(SheetRows::mostColumns));
            m_text.clear();
        } else if (name == "p"_L1 && m_isInCell) {
            if (!m_text.isEmpty())
                m_text += u' ';
            ++m_paragraphs;
        } else if (name == "s"_L1 || name == "tab"_L1 || name == "line-break"_L1) {
            m_text += u' ';
        }
    }

    void end(QStringView name)
    {
        if (name == "p"_L1) {
            m_paragraphs = std::max(0, m_paragraphs - 1);
        } else if (name == "table-cell"_L1 || name == "covered-table-cell"_L1) {
            for (int i = 0; i < m_columns && m_cells.size() < SheetRows::mostColumns; ++i)
                m_cells.append(m_text);
            m_isInCell = false;
        } else if (name == "table-row"_L1) {
            for (int i = 0; i < m_repeats && !m_isRowHidden && !m_flow.isFull(); ++i)
                m_rows.addRow(m_cells);
        } else if (name == "table"_L1) {
            m_rows.endSheet();
        }
    }

    TextFlow &m_flow;
    SheetRows m_rows;
    QStringList m_cells;
    QString m_text;
    int m_paragraphs = 0; // within the cell
    int m_columns = 1;
    int m_repeats = 1;
    bool m_isInCell = false;
    bool m_isRowHidden = false;
};

} // namespace

Result<void> readOds(const QByteArray &content, DocumentSink &sink)
{
    const Result<QByteArray> body = ZipPackage::readOpenDocument(content);
    if (!body)
        return body.error();
    TextFlow flow(sink.limits());
    flow.hasRealPages();
    if (auto read = SheetsReader(flow).read(*body); !read)
        return read;
    return flow.writeTo(sink);
}

} // namespace Procession
