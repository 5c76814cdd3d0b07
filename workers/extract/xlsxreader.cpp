// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cellformat.h"
#include "documentreaders.h"
#include "packagerelations.h"
#include "sheetrows.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QHash>
#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSheets = 1000;
constexpr qsizetype longestCell = 32'767; // as the format itself has it

struct Sheet
{
    QString name;
    QByteArray part;
};

struct Workbook
{
    QList<Sheet> sheets;
    QStringList strings; // shared by the cells
    QList<CellFormat> formats;
    bool is1904 = false;
};

/// Where the workbook is; it may have another name than usual.
QByteArray workbookPart(const ZipPackage &package)
{
    const QByteArray part = PackageRelations::of(package, {}).byType(u"officeDocument"_s);
    return part.isEmpty() ? "xl/workbook.xml" : part;
}

/// The sheets that are shown, in their order.
Result<void> readSheets(const ZipPackage &package, const QByteArray &part, Workbook &workbook)
{
    const Result<QByteArray> content = package.read(part);
    if (!content)
        return content.error();
    const PackageRelations relations = PackageRelations::of(package, part);
    XmlPart xml(*content, QString::fromUtf8(part));
    while (xml.next()) {
        if (!xml.starts())
            continue;
        if (xml.element() == "workbookPr"_L1) {
            const QString value = xml.attribute("date1904"_L1);
            workbook.is1904 = value == "1"_L1 || value == "true"_L1;
        } else if (xml.element() == "sheet"_L1 && workbook.sheets.size() < mostSheets) {
            const QString state = xml.attribute("state"_L1);
            const QByteArray sheet = relations.byId(xml.attribute("id"_L1));
            if ((state.isEmpty() || state == "visible"_L1) && !sheet.isEmpty() && package.contains(sheet))
                workbook.sheets.append({xml.attribute("name"_L1), sheet});
        }
    }
    return xml.result();
}

/// Strings with the text of their runs; how ideographs are spoken is left out.
Result<void> readStrings(const QByteArray &content, qint64 mostBytes, QStringList &strings)
{
    XmlPart xml(content, u"sharedStrings.xml"_s);
    QString text;
    bool isText = false;
    qint64 size = 0;
    while (xml.next()) {
        if (xml.starts() && xml.element() == "rPh"_L1)
            xml.skip();
        else if (xml.starts() && xml.element() == "si"_L1)
            text.clear();
        else if (xml.element() == "t"_L1)
            isText = xml.starts();
        else if (xml.ends() && xml.element() == "si"_L1)
            strings.append(text);
        else if (isText && text.size() < longestCell) {
            text += xml.text();
            size += xml.text().size();
        }
        if (size > mostBytes) {
            return documentError(DocumentFailure::tooLarge,
                                 u"The document has more than %1 MiB of text."_s.arg(mostBytes >> 20));
        }
    }
    return xml.result();
}

QList<CellFormat> readFormats(const QByteArray &content)
{
    QHash<int, QString> codes;
    QList<CellFormat> formats;
    bool isOfCells = false;
    XmlPart xml(content, {});
    while (xml.next()) {
        const QStringView name = xml.element();
        if (name == "cellXfs"_L1) {
            isOfCells = xml.starts();
        } else if (xml.starts() && name == "numFmt"_L1) {
            codes.insert(xml.attribute("numFmtId"_L1).toInt(), xml.attribute("formatCode"_L1));
        } else if (xml.starts() && isOfCells && name == "xf"_L1) {
            const int id = xml.attribute("numFmtId"_L1).toInt();
            formats.append(CellFormat(id, codes.value(id)));
        }
    }
    return formats;
}

/// The column of a cell such as "AB12", from 0; -1 where it names none.
qsizetype columnOf(const QString &reference)
{
    qsizetype column = 0;
    for (const QChar c : reference) {
        if (c < u'A' || c > u'Z')
            break;
        column = column * 26 + (c.unicode() - u'A') + 1;
        if (column > 20'000) // more than there can be
            break;
    }
    return column - 1;
}

/// The rows of one sheet, but for those that are hidden.
class SheetReader
{
public:
    SheetReader(const Workbook &workbook, SheetRows &rows, const TextFlow &flow)
        : m_workbook(workbook)
        , m_rows(rows)
        , m_flow(flow)
    {
    }

    Result<void> read(const QByteArray &content, const QString &name)
    {
        XmlPart xml(content, name);
        while (xml.next() && !m_flow.isFull()) {
            if (xml.starts())
                start(xml);
            else if (xml.ends())
                end(xml.element());
            else if (m_isValue && m_value.size() < longestCell)
                m_value += xml.text();
        }
        return xml.result();
    }

private:
    void start(XmlPart &xml)
    {
        const QStringView name = xml.element();
        if (name == "col"_L1 && isOn(xml.attribute("hidden"_L1))) {
            const int last = std::min(xml.attribute("max"_L1).toInt(), static_cast<int>(SheetRows::mostColumns));
            for (int column = std::max(1, xml.attribute("min"_L1).toInt()); column <= last; ++column)
                m_hidden.insert(column - 1);
        } else if (name == "row"_L1) {
            m_cells.clear();
            m_isRowHidden = isOn(xml.attribute("hidden"_L1));
        } else if (name == "c"_L1) {
            const qsizetype column = columnOf(xml.attribute("r"_L1));
            m_column = column >= 0 ? column : m_column + 1;
            m_type = xml.attribute("t"_L1);
            m_format = xml.attribute("s"_L1).toInt();
            m_value.clear();
        } else if (name == "rPh"_L1) {
            xml.skip();
        } else if (name == "v"_L1 || name == "t"_L1) {
            m_isValue = true;
        }
    }

    void end(QStringView name)
    {
        if (name == "v"_L1 || name == "t"_L1) {
            m_isValue = false;
        } else if (name == "c"_L1) {
            put(shown());
        } else if (name == "row"_L1) {
            if (!m_isRowHidden)
                m_rows.addRow(m_cells);
            m_column = -1;
        }
    }

    void put(const QString &text)
    {
        if (text.isEmpty() || m_column >= SheetRows::mostColumns || m_hidden.contains(m_column))
            return;
        while (m_cells.size() < m_column)
            m_cells.append(QString());
        if (m_cells.size() == m_column)
            m_cells.append(text);
    }

    QString shown() const
    {
        if (m_type == "s"_L1) {
            bool isNumber = false;
            const qsizetype index = m_value.toLongLong(&isNumber);
            return isNumber && index >= 0 && index < m_workbook.strings.size() ? m_workbook.strings.at(index)
                                                                               : QString();
        }
        if (m_type == "b"_L1)
            return m_value == "1"_L1 ? u"TRUE"_s : u"FALSE"_s;
        if (m_type == "str"_L1 || m_type == "inlineStr"_L1 || m_type == "e"_L1 || m_type == "d"_L1)
            return m_value;
        bool isNumber = false;
        const double value = m_value.toDouble(&isNumber);
        if (!isNumber)
            return m_value;
        const CellFormat format =
            m_format >= 0 && m_format < m_workbook.formats.size() ? m_workbook.formats.at(m_format) : CellFormat();
        return format.text(value, m_workbook.is1904);
    }

    static bool isOn(const QString &value) { return value == "1"_L1 || value == "true"_L1; }

    const Workbook &m_workbook;
    SheetRows &m_rows;
    const TextFlow &m_flow;
    QSet<qsizetype> m_hidden; // columns
    QStringList m_cells;
    qsizetype m_column = -1;
    QString m_type;
    qsizetype m_format = 0;
    QString m_value;
    bool m_isValue = false;
    bool m_isRowHidden = false;
};

/// What is remarked of cells, behind their sheet.
void appendComments(const ZipPackage &package, const QByteArray &part, TextFlow &flow)
{
    const QByteArray comments = PackageRelations::of(package, part).byType(u"comments"_s);
    if (comments.isEmpty() || !package.contains(comments))
        return;
    const Result<QByteArray> content = package.read(comments);
    if (!content)
        return;
    XmlPart xml(*content, {});
    bool isText = false;
    flow.breakParagraph();
    while (xml.next() && !flow.isFull()) {
        if (xml.element() == "t"_L1)
            isText = xml.starts();
        else if (xml.ends() && xml.element() == "comment"_L1)
            flow.breakLine();
        else if (isText)
            flow.append(xml.text());
    }
}

} // namespace

Result<void> readXlsx(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    Workbook workbook;
    const QByteArray part = workbookPart(*package);
    if (auto read = readSheets(*package, part, workbook); !read)
        return read;
    const PackageRelations relations = PackageRelations::of(*package, part);
    if (const QByteArray strings = relations.byType(u"sharedStrings"_s); package->contains(strings)) {
        const Result<QByteArray> list = package->read(strings);
        if (!list)
            return list.error();
        if (auto read = readStrings(*list, sink.limits().textBytes, workbook.strings); !read)
            return read;
    }
    if (const QByteArray styles = relations.byType(u"styles"_s); package->contains(styles)) {
        if (const auto list = package->read(styles))
            workbook.formats = readFormats(*list);
    }

    TextFlow flow(sink.limits());
    flow.hasRealPages();
    SheetRows rows(flow);
    for (const Sheet &sheet : std::as_const(workbook.sheets)) {
        const Result<QByteArray> cells = package->read(sheet.part);
        if (!cells)
            return cells.error();
        rows.beginSheet(sheet.name);
        if (auto read = SheetReader(workbook, rows, flow).read(*cells, QString::fromUtf8(sheet.part)); !read)
            return read;
        rows.endSheet();
        appendComments(*package, sheet.part, flow);
    }
    return flow.writeTo(sink);
}

} // namespace Procession
