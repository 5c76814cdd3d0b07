// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "officesamples.h"

namespace Procession::Samples {

using namespace Qt::StringLiterals;

namespace {

constexpr char relationType[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

QByteArray relations(const QList<std::pair<QByteArray, QByteArray>> &typesAndTargets)
{
    QByteArray xml = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    int id = 0;
    for (const auto &[type, target] : typesAndTargets) {
        xml += "<Relationship Id=\"rId" + QByteArray::number(++id) + "\" Type=\"" + relationType + type + "\" Target=\""
            + target + "\"/>";
    }
    return xml + "</Relationships>";
}

constexpr char relationPrefix[] = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

QByteArray repeated(const QByteArray &text, int count)
{
    return text.repeated(count);
}

} // namespace

QByteArray xlsx(const QList<QByteArray> &sheets, const QByteArray &strings, const Parts &more,
                const QByteArray &attributes)
{
    Parts parts{{"[Content_Types].xml", "spreadsheetml.sheet.main"},
                {"_rels/.rels", relations({{"officeDocument", "xl/workbook.xml"}})}};
    QByteArray list;
    QList<std::pair<QByteArray, QByteArray>> targets;
    for (qsizetype i = 0; i < sheets.size(); ++i) {
        const QByteArray number = QByteArray::number(i + 1);
        list += "<sheet name=\"Sheet" + number + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\" "
            + attributes + "/>";
        targets.append({"worksheet", "worksheets/sheet" + number + ".xml"});
        parts.append({"xl/worksheets/sheet" + number + ".xml", "<worksheet>" + sheets[i] + "</worksheet>"});
    }
    targets.emplaceBack("sharedStrings", "sharedStrings.xml");
    targets.emplaceBack("styles", "styles.xml");
    parts.append(
        {"xl/workbook.xml", "<workbook " + QByteArray(relationPrefix) + "><sheets>" + list + "</sheets></workbook>"});
    parts.append({"xl/_rels/workbook.xml.rels", relations(targets)});
    parts.append({"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"});
    return zip(parts + more);
}

QByteArray pptx(const QList<QByteArray> &slides, const Parts &more)
{
    Parts parts{{"[Content_Types].xml", "presentationml.presentation.main"},
                {"_rels/.rels", relations({{"officeDocument", "ppt/presentation.xml"}})}};
    QByteArray list;
    QList<std::pair<QByteArray, QByteArray>> targets;
    for (qsizetype i = 0; i < slides.size(); ++i) {
        const QByteArray number = QByteArray::number(i + 1);
        list += "<p:sldId id=\"" + QByteArray::number(256 + i) + "\" r:id=\"rId" + number + "\"/>";
        targets.append({"slide", "slides/slide" + number + ".xml"});
        parts.append({"ppt/slides/slide" + number + ".xml", slides[i]});
        parts.append({"ppt/slides/_rels/slide" + number + ".xml.rels",
                      relations({{"notesSlide", "../notesSlides/notesSlide" + number + ".xml"}})});
    }
    parts.append({"ppt/presentation.xml",
                  "<p:presentation xmlns:p=\"p\" " + QByteArray(relationPrefix) + "><p:sldIdLst>" + list
                      + "</p:sldIdLst></p:presentation>"});
    parts.append({"ppt/_rels/presentation.xml.rels", relations(targets)});
    return zip(parts + more);
}

QByteArray slide(const QByteArray &shapes, const QByteArray &attributes)
{
    return "<p:sld xmlns:p=\"p\" xmlns:a=\"a\" " + attributes + ">" + shapes + "</p:sld>";
}

QByteArray shape(const QByteArray &text, int x, int y, const QByteArray &type)
{
    return "<p:sp><p:nvPr>" + (type.isEmpty() ? QByteArray() : "<p:ph type=\"" + type + "\"/>") + "</p:nvPr><a:off x=\""
        + QByteArray::number(x) + "\" y=\"" + QByteArray::number(y) + "\"/><a:p><a:r><a:t>" + text
        + "</a:t></a:r></a:p></p:sp>";
}

QByteArray epub(const QList<QByteArray> &chapters, const Parts &more)
{
    QByteArray items;
    QByteArray order;
    Parts parts{{"mimetype", "application/epub+zip"},
                {"META-INF/container.xml",
                 "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>"}};
    for (qsizetype i = 0; i < chapters.size(); ++i) {
        const QByteArray number = QByteArray::number(i + 1);
        items +=
            "<item id=\"c" + number + "\" href=\"c%20" + number + ".xhtml\" media-type=\"application/xhtml+xml\"/>";
        order = "<itemref idref=\"c" + number + "\"/>" + order; // the last one first
        parts.append({"OEBPS/c " + number + ".xhtml", "<html><body>" + chapters[i] + "</body></html>"});
    }
    parts.append(
        {"OEBPS/book.opf", "<package><manifest>" + items + "</manifest><spine>" + order + "</spine></package>"});
    return zip(parts + more);
}

QByteArray mail(const QByteArray &heads, const QByteArray &body)
{
    return "From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nDate: Sat, 14 Mar 2026 12:00:00 +0300\r\n"
           "MIME-Version: 1.0\r\n"
        + heads + "\r\n" + body;
}

QByteArray ods(const QByteArray &tables)
{
    return zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                {"content.xml",
                 "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">" + tables
                     + "</office:document-content>"}});
}

QByteArray odp(const QByteArray &slides, const QByteArray &beforeRoot)
{
    return zip(
        {{"mimetype", "application/vnd.oasis.opendocument.presentation"},
         {"content.xml",
          beforeRoot
              + "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:draw=\"d\" "
                "xmlns:svg=\"s\" xmlns:presentation=\"p\" xmlns:style=\"y\"><style:style style:name=\"Hid\">"
                "<style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>"
              + slides + "</office:document-content>"}});
}

std::vector<Sample> goodOffice()
{
    const QByteArray text = prose(u"en"_s).toUtf8();
    const QByteArray row = "<row><c t=\"s\"><v>0</v></c><c><v>1</v></c></row>";
    const QByteArray base64 = text.toBase64();
    return {
        {u"good.xlsx"_s, xlsx({row + row, row}, "<si><t>" + text + "</t></si>")},
        {u"good.ods"_s,
         ods("<table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>" + text
             + "</text:p></table:table-cell></table:table-row></table:table>")},
        {u"good.pptx"_s,
         pptx({slide(shape("Ship", 0, 0, "title") + shape(text, 0, 500'000)), slide(shape(text, 0, 0))})},
        {u"good.odp"_s,
         odp("<draw:page><draw:frame "
             "presentation:class=\"title\"><text:p>Ship</text:p></draw:frame><draw:frame><text:p>"
             + text + "</text:p></draw:frame><presentation:notes><draw:frame><text:p>" + text
             + "</text:p></draw:frame></presentation:notes></draw:page>")},
        {u"good.epub"_s, epub({"<h1>Ship</h1><p>" + text + "</p>", "<p>" + text + "</p>"})},
        {u"good.eml"_s,
         mail(
             "Subject: Ship\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n",
             "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64
                 + "\r\n--b\r\nContent-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment\r\n\r\na;b\r\n"
                   "1;2\r\n--b--\r\n")},
        {u"good.rtf"_s,
         "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}}{\\stylesheet{\\s1\\outlinelevel0 "
         "Mine;}}\\pard\\s1{\\listtext 1."
         "\\tab}Ship\\par\\pard "
             + text
             + "\\u1057?\\'d1{\\footnote a note}\\par\\trowd\\trhdr\\pard\\intbl a\\cell "
               "b\\cell\\row\\trowd\\pard\\intbl 1\\cell "
               "2\\cell\\row\\pard{\\*\\bin3 {}}}{\\header top}\\page end\\par}"},
        {u"good.csv"_s, "name;price\n\"a \"\"b\"\"\";1\nc;2\n" + text + ";3\n"},
    };
}

std::vector<Sample> hostileOffice()
{
    const QByteArray inline1 = "<c t=\"inlineStr\"><is><t>x</t></is></c>";
    const QByteArray laughing =
        "<!DOCTYPE s [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
        "\"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e "
        "\"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>";
    QList<QByteArray> sheets;
    for (int i = 0; i < 3000; ++i)
        sheets.append("<row>" + inline1 + "</row>");
    QByteArray nested = "From: a@b.c\r\nDate: x\r\nMIME-Version: 1.0\r\n";
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray number = QByteArray::number(i);
        nested += "Content-Type: multipart/mixed; boundary=\"b" + number + "\"\r\n\r\n--b" + number + "\r\n";
    }
    QByteArray mails;
    for (int i = 0; i < 2000; ++i)
        mails += "From: a@b.c\r\nContent-Type: message/rfc822\r\n\r\n";
    const QByteArray zeros(100 * 1024 * 1024, '\0');
    const QByteArray external = "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" "
                                "Target=\"file:///etc/passwd\" TargetMode=\"External\"/><Relationship Id=\"rId2\" "
                                "Type=\"x/worksheet\" Target=\"../../../../etc/passwd\"/></Relationships>";
    return {
        {u"string-out-of-range.xlsx"_s, xlsx({"<row><c t=\"s\"><v>999999999</v></c><c t=\"s\"><v>-1</v></c></row>"})},
        {u"far-column.xlsx"_s, xlsx({"<row><c r=\"ZZZZZZ99999999\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>"})},
        {u"far-row.xlsx"_s, xlsx({"<dimension ref=\"A1:XFD1048576\"/><row r=\"1048576\"><c><v>1</v></c></row>"})},
        {u"many-rows.xlsx"_s, xlsx({repeated("<row><c><v>1</v></c></row>", 1'000'000)})},
        {u"many-cells.xlsx"_s, xlsx({"<row>" + repeated("<c><v>1</v></c>", 1'000'000) + "</row>"})},
        {u"many-sheets.xlsx"_s, xlsx(sheets)},
        {u"hidden-columns.xlsx"_s,
         xlsx({"<col min=\"1\" max=\"2000000000\" hidden=\"1\"/><row><c><v>1</v></c></row>"})},
        {u"bomb.xlsx"_s, xlsx({QByteArray()}, zeros)},
        {u"bomb-sheet.xlsx"_s, xlsx({zeros})},
        {u"laughs.xlsx"_s,
         zip({{"[Content_Types].xml", "spreadsheetml.sheet.main"}, {"xl/workbook.xml", laughing + "<s>&f;</s>"}})},
        {u"deep.xlsx"_s, xlsx({repeated("<a>", 100'000)})},
        {u"external.xlsx"_s,
         zip({{"[Content_Types].xml", "spreadsheetml.sheet.main"},
              {"xl/_rels/workbook.xml.rels", external},
              {"xl/workbook.xml",
               "<w xmlns:r=\"r\"><sheet name=\"a\" r:id=\"rId1\"/><sheet name=\"b\" r:id=\"rId2\"/></w>"}})},
        {u"numbers.xlsx"_s,
         xlsx({"<row><c><v>1e308</v></c><c><v>nan</v></c><c><v>-inf</v></c><c s=\"99999\"><v>5</v></c></row>"})},
        {u"no-workbook.xlsx"_s, zip({{"[Content_Types].xml", "spreadsheetml.sheet.main"}})},
        {u"repeats.ods"_s,
         ods("<table:table>"
             + repeated("<table:table-row table:number-rows-repeated=\"2000000000\"><table:table-cell "
                        "table:number-columns-repeated=\"2000000000\"><text:p>x</text:p></table:table-cell>"
                        "</table:table-row>",
                        2000)
             + "</table:table>")},
        {u"deep.ods"_s, ods(repeated("<table:table>", 100'000))},
        {u"many-slides.pptx"_s, pptx(QList<QByteArray>(6000, slide(shape("a", 0, 0))))},
        {u"many-shapes.pptx"_s, pptx({slide(repeated(shape("a", 1, 1), 200'000))})},
        {u"places.pptx"_s, pptx({slide(shape("a", 2147483647, -2147483647) + shape("b", -2147483647, 2147483647))})},
        {u"bomb.pptx"_s, pptx({zeros})},
        {u"deep.pptx"_s, pptx({repeated("<p:sp>", 100'000)})},
        {u"laughs.pptx"_s, pptx({laughing + slide(shape("&f;", 0, 0))})},
        {u"no-slides.pptx"_s, pptx({})},
        {u"bomb.epub"_s, epub({"<p>" + zeros + "</p>"})},
        {u"many-chapters.epub"_s, epub(QList<QByteArray>(12'000, "<p>a</p>"))},
        {u"deep.epub"_s, epub({repeated("<div>", 300'000)})},
        {u"list-in-itself.epub"_s,
         zip({{"mimetype", "application/epub+zip"},
              {"META-INF/container.xml", "<c><rootfile full-path=\"META-INF/container.xml\"/></c>"}})},
        {u"climbs.epub"_s,
         zip({{"mimetype", "application/epub+zip"},
              {"META-INF/container.xml", "<c><rootfile full-path=\"../../../../etc/passwd\"/></c>"}})},
        {u"nothing.epub"_s, zip({{"mimetype", "application/epub+zip"}})},
        {u"nested-parts.eml"_s, nested},
        {u"nested-mails.eml"_s, mails},
        {u"many-parts.eml"_s,
         mail("Content-Type: multipart/mixed; boundary=b\r\n",
              repeated("--b\r\nContent-Type: text/plain\r\n\r\na\r\n", 200'000))},
        {u"many-attachments.eml"_s,
         mail(
             "Content-Type: multipart/mixed; boundary=b\r\n",
             repeated("--b\r\nContent-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment\r\n\r\na;b\r\n",
                      20'000))},
        {u"long-head.eml"_s, mail("Subject: " + repeated("x", 20'000'000) + "\r\n", "a")},
        {u"many-heads.eml"_s, mail(repeated("X-A: b\r\n", 1'000'000), "a")},
        {u"many-recipients.eml"_s, mail("Cc: " + repeated("a@b.c, ", 500'000) + "d@e.f\r\n", "a")},
        {u"odd-words.eml"_s, mail("Subject: =?x?Q?=?= =?utf-8?B?////?= =?=?=\r\nContent-Type: ;;;=\r\n", "a")},
        {u"attached-bomb.eml"_s,
         mail("Content-Type: multipart/mixed; boundary=b\r\n",
              "--b\r\nContent-Type: a/b; name=\"a.xlsx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                  + xlsx({zeros}).toBase64() + "\r\n--b--\r\n")},
        {u"open-quote.csv"_s, "a;\"" + repeated("b;c\n", 2'000'000)},
        {u"wide.csv"_s, repeated(";a", 3'000'000)},
        {u"quotes.csv"_s, repeated("\"", 5'000'001)},
        {u"nul.csv"_s, repeated(QByteArray("a\0;", 3), 100'000)},
        {u"drawing.dwg"_s, QByteArray("AC1032\0\0\0\0\0", 11) + repeated("x", 1000)},
    };
}

} // namespace Procession::Samples
