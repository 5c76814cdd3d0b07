// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawingsamples.h"

#include "officesamples.h"

namespace Procession::Samples {

using namespace Qt::StringLiterals;

namespace {

QByteArray section(const QByteArray &name, const QByteArray &content)
{
    return content.isEmpty() ? QByteArray()
                             : "  0\r\nSECTION\r\n  2\r\n" + name + "\r\n" + content + "  0\r\nENDSEC\r\n";
}

QByteArray block(const QByteArray &name, const QByteArray &content)
{
    return groups({{0, "BLOCK"}, {2, name}}) + content + groups({{0, "ENDBLK"}});
}

QByteArray insert(const QByteArray &name)
{
    return groups({{0, "INSERT"}, {2, name}});
}

/// Of DXF, that which breaks readers of pairs, blocks and codes.
std::vector<Sample> hostileDxf()
{
    const QByteArray million(1'000'000, 'x');
    QByteArray chain;
    for (int i = 0; i < 20'000; ++i) // each refers to the next one
        chain += block("B" + QByteArray::number(i), insert("B" + QByteArray::number(i + 1)) + drawnText("a"));
    QByteArray tree;
    for (int i = 0; i < 40; ++i) { // each refers to the next one twice: a million million, if each was written
        const QByteArray next = insert("B" + QByteArray::number(i + 1));
        tree += block("B" + QByteArray::number(i), next + next + drawnText("a"));
    }
    QByteArray sheets;
    for (int i = 0; i < 20'000; ++i)
        sheets += block("*Paper_Space" + QByteArray::number(i), drawnText("a"));
    return {
        {u"itself.dxf"_s, dxf(insert("A"), block("A", insert("A") + insert("B")) + block("B", insert("A")))},
        {u"chain.dxf"_s, dxf(insert("B0"), chain)},
        {u"tree.dxf"_s, dxf(insert("B0"), tree)},
        {u"many-sheets.dxf"_s, dxf(drawnText("a"), sheets)},
        {u"many-texts.dxf"_s, dxf(drawnText("a").repeated(1'100'000))},
        {u"many-inserts.dxf"_s, dxf(insert("A").repeated(1'500'000), block("A", drawnText("a")))},
        {u"long-line.dxf"_s, dxf(drawnText(million.repeated(30)))},
        {u"long-name.dxf"_s, dxf(insert(million) + drawnText("a"), block(million, drawnText("b")))},
        {u"many-parts.dxf"_s, dxf(groups({{0, "MTEXT"}}) + groups({{3, "abc"}}).repeated(1'000'000))},
        {u"deep-stacks.dxf"_s, dxf(drawnText(QByteArray("\\S").repeated(500'000), 0, 0, "MTEXT"))},
        {u"open-formats.dxf"_s, dxf(drawnText(QByteArray("\\f").repeated(500'000), 0, 0, "MTEXT"))},
        {u"open-braces.dxf"_s, dxf(drawnText(QByteArray("{\\H1x").repeated(300'000), 0, 0, "MTEXT"))},
        {u"nothing-but-signs.dxf"_s, dxf(drawnText(QByteArray("%%").repeated(500'000)))},
        {u"no-code.dxf"_s, "0\nSECTION\n2\nENTITIES\n" + QByteArray("oops\n").repeated(1'000'000)},
        {u"codes-out-of-range.dxf"_s,
         dxf("99999999999999999999\r\nx\r\n-5\r\nx\r\n  0\r\nTEXT\r\n 10\r\n1e999\r\n 20\r\nnan\r\n 40\r\n-inf\r\n")},
        {u"only-a-mark.dxf"_s, "0\nSECTION"},
        {u"comments.dxf"_s, QByteArray("999\nno\n").repeated(1'000'000)},
        {u"no-entities.dxf"_s, dxf({})},
        {u"open-block.dxf"_s, dxf({}, groups({{0, "BLOCK"}, {2, "A"}}) + drawnText("a").repeated(1000))},
        {u"odd-code-page.dxf"_s, dxf(drawnText("\xff\xfe\xfd\xd0"), {}, {}, "AC1009", million)},
        {u"nul.dxf"_s, dxf(drawnText(QByteArray("a\0b\0\x1b$", 6).repeated(100'000)))},
        {u"binary.dxf"_s, "AutoCAD Binary DXF\r\n\x1a" + QByteArray(100'000, '\0')},
        {u"lone-returns.dxf"_s, QByteArray("0\rSECTION\r2\rENTITIES\r").repeated(100'000)},
    };
}

std::vector<Sample> hostileOdp()
{
    const QByteArray page = "<draw:page><draw:frame><text:p>a</text:p></draw:frame></draw:page>";
    const QByteArray zeros(100 * 1024 * 1024, '\0');
    const QByteArray laughing = "<!DOCTYPE s [<!ENTITY a \"" + QByteArray(1000, 'a') + "\"><!ENTITY b \""
        + QByteArray("&a;").repeated(1000) + "\"><!ENTITY c \"" + QByteArray("&b;").repeated(1000) + "\">]>";
    const auto shape = [](const QByteArray &attributes, const QByteArray &text = "a") {
        return "<draw:frame " + attributes + "><text:p>" + text + "</text:p></draw:frame>";
    };
    const auto presentation = [](const Parts &parts) {
        return zip(Parts{{"mimetype", "application/vnd.oasis.opendocument.presentation"}} + parts);
    };
    return {
        {u"many-slides.odp"_s, odp(page.repeated(6000))},
        {u"many-shapes.odp"_s, odp("<draw:page>" + shape({}).repeated(200'000) + "</draw:page>")},
        {u"deep.odp"_s, odp(QByteArray("<draw:g>").repeated(100'000))},
        {u"deep-shapes.odp"_s, odp("<draw:page>" + QByteArray("<draw:frame>").repeated(400) + "<text:p>a")},
        {u"laughs.odp"_s, odp("<draw:page>" + shape({}, "&c;") + "</draw:page>", laughing)},
        {u"external.odp"_s,
         odp("<draw:page>" + shape({}, "&x;") + "</draw:page>",
             "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")},
        {u"bomb.odp"_s, presentation({{"content.xml", zeros}})},
        {u"bomb-manifest.odp"_s, presentation({{"META-INF/manifest.xml", zeros}, {"content.xml", "<a/>"}})},
        {u"no-content.odp"_s, presentation({})},
        {u"empty.odp"_s, presentation({{"content.xml", {}}})},
        {u"no-slides.odp"_s, odp({})},
        {u"many-spaces.odp"_s,
         odp("<draw:page><draw:frame><text:p>" + QByteArray("<text:s text:c=\"2000000000\"/>").repeated(100'000)
             + "</text:p></draw:frame></draw:page>")},
        {u"far.odp"_s,
         odp("<draw:page>" + shape("svg:x=\"1e308cm\" svg:y=\"nancm\"")
             + shape("svg:x=\"-infin\" svg:y=\"99999999999999999999mm\"") + shape("svg:x=\"m\" svg:y=\"\"")
             + shape("draw:transform=\"translate (\"") + "</draw:page>")},
        {u"open-transform.odp"_s,
         odp("<draw:page>" + shape("draw:transform=\"" + QByteArray("translate (").repeated(200'000) + "\"")
             + "</draw:page>")},
        {u"many-rows.odp"_s,
         odp("<draw:page><draw:frame><table:table>"
             + QByteArray("<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>")
                   .repeated(300'000)
             + "</table:table></draw:frame></draw:page>")},
        {u"many-styles.odp"_s,
         odp(QByteArray("<style:style style:name=\"a\"><style:drawing-page-properties "
                        "presentation:visibility=\"hidden\"/></style:style>")
                 .repeated(200'000))},
        {u"odd-order.odp"_s, odp("</draw:page></presentation:notes>" + page)},
        {u"encrypted.odp"_s,
         presentation({{"META-INF/manifest.xml", "<m><encryption-data/></m>"}, {"content.xml", "x"}})},
    };
}

} // namespace

QByteArray groups(const QList<std::pair<int, QByteArray>> &pairs)
{
    QByteArray result;
    for (const auto &[code, value] : pairs)
        result += QByteArray::number(code).rightJustified(3) + "\r\n" + value + "\r\n";
    return result;
}

QByteArray drawnText(const QByteArray &text, int x, int y, const QByteArray &type)
{
    return groups(
        {{0, type}, {8, "Texts"}, {10, QByteArray::number(x)}, {20, QByteArray::number(y)}, {40, "2.5"}, {1, text}});
}

QByteArray dxf(const QByteArray &entities, const QByteArray &blocks, const QByteArray &tables,
               const QByteArray &version, const QByteArray &codePage)
{
    return section(
               "HEADER",
               groups(
                   {{9, "$ACADVER"}, {1, version}, {9, "$DWGCODEPAGE"}, {3, codePage}, {9, "$TEXTSIZE"}, {40, "2.5"}}))
        + section("TABLES", tables) + section("BLOCKS", blocks) + section("ENTITIES", entities) + "  0\r\nEOF\r\n";
}

std::vector<Sample> goodDrawings()
{
    const QByteArray text = prose(u"en"_s).toUtf8();
    return {
        {u"good.dxf"_s,
         dxf(drawnText(text) + insert("FRAME") + drawnText("{\\H2x;" + text + "}\\P\\S1/2;", 0, 0, "MTEXT"),
             block("FRAME", drawnText("Ship")))},
    };
}

std::vector<Sample> hostileDrawings()
{
    std::vector<Sample> all = hostileDxf();
    for (const Sample &sample : hostileOdp())
        all.push_back(sample);
    return all;
}

} // namespace Procession::Samples
