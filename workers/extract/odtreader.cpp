// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "odtreader.h"

#include "paragraphflow.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxSpaces = 1000; // that one element may stand for

/// Puts content.xml into a flow.
class ContentReader
{
public:
    ContentReader(const QByteArray &content, TextFlow &flow)
        : m_xml(content, u"content.xml"_s)
        , m_flow(flow)
        , m_paragraphs(flow)
    {
    }

    Result<void> read()
    {
        while (m_xml.next() && !m_flow.isFull()) {
            if (m_xml.starts())
                startElement();
            else if (m_xml.ends())
                endElement(m_xml.element());
            else if (m_paragraphs.isInParagraph())
                appendText(m_xml.text());
        }
        return m_xml.result();
    }

private:
    void startElement()
    {
        const QStringView name = m_xml.element();
        if (name == "tracked-changes"_L1 || name == "annotation"_L1 || name == "sequence-decls"_L1 || name == "forms"_L1
            || name == "event-listeners"_L1) {
            m_xml.skip(); // what was deleted, what others remark
        } else if (name == "style"_L1) {
            m_style = m_xml.attribute("name"_L1);
        } else if (name == "paragraph-properties"_L1) {
            if (m_xml.attribute("break-before"_L1) == "page"_L1)
                m_stylesOnNewPage.insert(m_style);
        } else if (name == "table-cell"_L1) {
            m_paragraphs.beginCell();
        } else if (name == "h"_L1 || name == "p"_L1) {
            if (!m_paragraphs.isInCell() && !m_paragraphs.isInParagraph()
                && m_stylesOnNewPage.contains(m_xml.attribute("style-name"_L1)))
                m_flow.breakPage();
            const int level = name == "h"_L1 ? std::max(1, m_xml.attribute("outline-level"_L1).toInt()) : 0;
            m_paragraphs.beginParagraph(level);
        } else if (name == "soft-page-break"_L1) {
            m_paragraphs.breakPage();
        } else if (m_paragraphs.isInParagraph()) {
            startInline(name);
        }
    }

    void startInline(QStringView name)
    {
        QString &text = m_paragraphs.paragraph().text;
        if (name == "s"_L1)
            text += QString(std::clamp(m_xml.attribute("c"_L1).toInt(), 1, maxSpaces), u' ');
        else if (name == "tab"_L1)
            text += u'\t';
        else if (name == "line-break"_L1)
            text += u'\n';
    }

    /// White space in the file is one space, as in HTML.
    void appendText(QStringView part)
    {
        QString &text = m_paragraphs.paragraph().text;
        for (const QChar c : part) {
            const bool isWhite = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r';
            if (!isWhite)
                text += c;
            else if (!text.isEmpty() && !text.back().isSpace())
                text += u' ';
        }
    }

    void endElement(QStringView name)
    {
        if ((name == "h"_L1 || name == "p"_L1) && m_paragraphs.isInParagraph()) {
            m_paragraphs.endParagraph();
        } else if (name == "table-cell"_L1) {
            m_paragraphs.endCell();
        } else if (name == "table-row"_L1) {
            m_paragraphs.endRow();
        } else if (name == "table"_L1) {
            m_paragraphs.endTable();
        }
    }

    XmlPart m_xml;
    TextFlow &m_flow;
    QString m_style;
    QSet<QString> m_stylesOnNewPage;
    ParagraphFlow m_paragraphs;
};

} // namespace

Result<void> OdtReader::read(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    if (const auto manifest = package->read("META-INF/manifest.xml"); manifest && manifest->contains("encryption-data"))
        return documentError(DocumentFailure::encrypted, u"The document is encrypted; save it without a password."_s);
    const Result<QByteArray> body = package->read("content.xml");
    if (!body)
        return body.error();
    TextFlow flow(sink.limits());
    if (body->contains("soft-page-break"))
        flow.hasRealPages();
    if (auto read = ContentReader(*body, flow).read(); !read)
        return read;
    return flow.writeTo(sink);
}

} // namespace Procession
