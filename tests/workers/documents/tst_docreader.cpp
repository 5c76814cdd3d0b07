// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docsamples.h"
#include "documentreaders.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

using Samples::docProperty;
using Paragraphs = QList<Samples::DocParagraph>;

const QByteArray hidden = docProperty(0x083c, 1, 1);
const QByteArray special = docProperty(0x0855, 1, 1);
const QByteArray inTable = docProperty(0x2416, 1, 1);
const QByteArray rowEnd = inTable + docProperty(0x2417, 1, 1);
const QByteArray inner = inTable + docProperty(0x6649, 2, 4);
constexpr char16_t cell = u'\a';

/// What a reader gave: the text of the pages, parted by |, or the reason why there is none; and the headings.
struct Reading
{
    QString text;
    QString reason;
    QString message;
    QStringList headings;
};

Reading read(const QByteArray &content)
{
    Reading reading;
    QStringList pages;
    const auto take = [&](const QByteArray &line) {
        const QJsonObject message = QJsonDocument::fromJson(line).object();
        if (message.contains("heading"_L1))
            reading.headings.append(
                u"%1 %2"_s.arg(message.value("level"_L1).toInt()).arg(message.value("heading"_L1).toString()));
        else if (message.contains("text"_L1))
            pages.append(message.value("text"_L1).toString());
    };
    ExtractionLimits limits;
    limits.textBytes = 20'000;
    DocumentSink sink(take, limits);
    if (const Result<void> result = readDoc(content, sink); !result) {
        reading.reason = result.error().field;
        reading.message = result.error().message;
    }
    reading.text = pages.join(u'|');
    return reading;
}

Samples::DocParagraph plain(const QString &text, const QByteArray &properties = {}, quint16 style = 0)
{
    return {.runs = {{.text = text}}, .properties = properties, .style = style};
}

Samples::DocParagraph marked(const QString &text, char16_t mark, const QByteArray &properties)
{
    return {.runs = {{.text = text}}, .properties = properties, .mark = mark};
}

Samples::DocParagraph item(const QString &text, quint32 use = 1, quint32 level = 0)
{
    return plain(text, docProperty(0x260a, level, 1) + docProperty(0x460b, use, 2));
}

/// \0 to \8 stand for the numbers of levels.
QString pattern(QString text)
{
    for (char16_t level = 1; level <= 9; ++level)
        text.replace(u"%%1"_s.arg(level), QString(QChar(static_cast<char16_t>(level - 1))));
    return text;
}

} // namespace

/// The reader of Word documents until 2003, on documents that are put together byte by byte.
class TestDocReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void findsHeadings();
    void saysWhyItDoesnt_data();
    void saysWhyItDoesnt();
    void endsWhateverItIsGiven();
};

void TestDocReader::reads_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Samples::Doc &doc, const QString &text) {
        QTest::newRow(name) << Samples::doc(doc) << text;
    };

    row("UTF-16", {.body = {plain(u"Договор"_s), plain(u"№ 1"_s)}}, u"Договор\n\n№ 1"_s);
    row("Windows-1252", {.body = {plain(u"Caf\u00e9 \u0096 \u0080 5"_s)}, .isWide = false}, u"Café – € 5"_s);
    row("special characters",
        {.body = {plain(u"a\x1e"
                        "b\x1f"
                        "c\vd\te\x01\u00a0"
                        "f"_s)}},
        u"a-bc\nd\te\u00a0f"_s);
    row("a page break", {.body = {plain(u"one\ftwo"_s), plain(u"three"_s, docProperty(0x2407, 1, 1))}},
        u"one|two|three"_s);

    const QByteArray ofStyle = docProperty(0x4a30, 3, 2);
    row("hidden and deleted text",
        {.body = {{.runs = {{u"A"_s},
                            {u"no"_s, hidden},
                            {u"B"_s, docProperty(0x083c, 0, 1)},
                            {u"no"_s, docProperty(0x0800, 1, 1)},
                            {u"no"_s, ofStyle},
                            {u"C"_s, ofStyle + docProperty(0x083c, 0, 1)},
                            {u"D"_s, ofStyle + docProperty(0x083c, 0x81, 1)},
                            {u"no"_s, docProperty(0x083c, 0x81, 1)},
                            {u"e"_s, docProperty(0x083b, 1, 1)}}}}},
        u"ABCDE"_s);
    row("results of fields",
        {.body = {{.runs = {{u"on "_s},
                            {u"\x13"_s, special},
                            {u"PAGE \x13 X \x14 Y\x15"_s},
                            {u"\x14"_s, special},
                            {u"7"_s},
                            {u"\x15"_s, special},
                            {u" of"_s}}},
                  plain(u"\x13 INDEX \x15"
                        "end"_s)}},
        u"on 7 of\n\nend"_s);
    row("symbols",
        {.body = {{.runs = {{u"a"_s},
                            {u"("_s, docProperty(0x6a09, 0x22640000, 4)},
                            {u"("_s, docProperty(0x6a09, 0xf0b30001, 4)},
                            {u"("_s, docProperty(0x6a09, 0xf0b30000, 4)},
                            {u"\uf061"_s, docProperty(0x4a4f, 1, 2)},
                            {u"(b)"_s}}}}},
        u"a≤≥ α(b)"_s);

    row("a table",
        {.body = {plain(u"before"_s), marked(u"a"_s, u'\r', inTable), marked(u"b"_s, cell, inTable),
                  marked(u"c"_s, cell, inTable), marked({}, cell, rowEnd), marked(u"d"_s, cell, inTable),
                  marked({}, cell, rowEnd), plain(u"after"_s)}},
        u"before\n\na b \tc\nd\n\nafter"_s);
    row("a table in a table",
        {.body = {marked(u"a"_s, u'\r', inTable), marked(u"x"_s, u'\r', inner + docProperty(0x244b, 1, 1)),
                  marked({}, u'\r', inner + docProperty(0x244c, 1, 1)), marked(u"b"_s, cell, inTable),
                  marked({}, cell, rowEnd), plain(u"after"_s)}},
        u"a x\nb\n\nafter"_s);
    row("long properties in the stream of data",
        {.body = {marked(u"a"_s, cell, docProperty(0x6646, 2, 4)), marked({}, cell, rowEnd), plain(u"b"_s)},
         .data = QByteArray("\0\0\3\0", 4) + inTable},
        u"a\n\nb"_s);

    const QList<Samples::DocLevel> levels{{.text = pattern(u"%1."_s)},
                                          {.text = pattern(u"%1.%2."_s)},
                                          {.format = 58, .text = pattern(u"%3)"_s)},
                                          {.format = 2, .text = pattern(u"(%4)"_s), .flags = 8, .restart = 1},
                                          {.format = 23, .text = u"\uf0b7"_s}};
    row("a list",
        {.body = {item(u"a"_s), item(u"b"_s, 1, 1), item(u"c"_s, 1, 2), item(u"d"_s, 1, 2), item(u"e"_s, 1, 3),
                  item(u"f"_s, 1, 1), item(u"g"_s, 1, 3), item(u"h"_s), item(u"i"_s, 1, 3), item(u"j"_s, 1, 4),
                  plain(u"k"_s)},
         .lists = Samples::docLists({levels}),
         .uses = Samples::docListUses({{1, 0}})},
        u"1. a\n\n1.1. b\n\nа) c\n\nб) d\n\n(i) e\n\n1.2. f\n\n(ii) g\n\n2. h\n\n(i) i\n\n- j\n\nk"_s);
    row("lists that go on, and begin anew",
        {.body = {item(u"a"_s), item(u"b"_s, 2), item(u"c"_s, 3), item(u"d"_s, 3), item(u"e"_s, 4), item(u"f"_s, 99)},
         .lists =
             Samples::docLists({{{.start = 3, .text = pattern(u"%1)"_s)}}, {{.format = 1, .text = pattern(u"%1"_s)}}}),
         .uses = Samples::docListUses({{1, 0}, {1, 0}, {1, 8}, {2, 0}})},
        u"3) a\n\n4) b\n\n8) c\n\n9) d\n\nI e\n\nf"_s);
    row("a list by style",
        {.body = {item(u"a"_s), plain(u"b"_s, {}, 5), plain(u"c"_s, docProperty(0x460b, 0, 2), 5),
                  plain(u"d"_s, {}, 5)},
         .lists = Samples::docLists({levels}),
         .uses = Samples::docListUses({{1, 0}})},
        u"1. a\n\n1.1. b\n\nc\n\n1.2. d"_s);
    Samples::DocParagraph deleted = item(u"b"_s);
    deleted.ofMark = docProperty(0x0800, 1, 1);
    row("a number that was deleted",
        {.body = {item(u"a"_s), deleted, item(u"c"_s)},
         .lists = Samples::docLists({levels}),
         .uses = Samples::docListUses({{1, 0}})},
        u"1. a\n\nb\n\n2. c"_s);

    row("notes, headers and footers",
        {.body = {plain(u"a\x02\x02 b\x02"_s)},
         .footnotes = {plain(u"\x02 one"_s), plain(u"\x02two"_s), plain({})},
         .endnotes = {plain(u"\x02 end"_s), plain({})},
         .footnoteMarks = 1,
         .endnoteMarks = 5,
         .margins = {plain({}), plain(u"Head"_s), plain(u"Head"_s), plain(u"Page 1"_s)}},
        u"a[1][2] b[i]\n\n[1] one\n\n[2] two\n\n[i] end\n\nHead\n\nPage 1"_s);
    row("boxes of text",
        {.body = {plain(u"before"_s), plain(u"a\bb"_s), plain(u"after"_s)},
         .boxes = {plain(u"one"_s), plain(u"two"_s), plain({})},
         .shapes = {{8, 2}}},
        u"before\n\ntwo\n\nab\n\nafter\n\none"_s);
    row("pieces that are given one property", {.body = {plain(u"a"_s)}, .change = (0x5b << 1) | 0x0100}, u"A"_s);
    row("pieces that are given properties",
        {.body = {plain(u"a"_s)}, .changes = docProperty(0x083b, 1, 1), .change = 1}, u"A"_s);
}

void TestDocReader::reads()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, text);
    const Reading reading = read(content);
    QCOMPARE(reading.message, QString());
    QCOMPARE(reading.text, text);
}

void TestDocReader::findsHeadings()
{
    const QByteArray outline = docProperty(0x2640, 2, 1);
    const Reading reading = read(Samples::doc(
        {.body = {plain(u"Style"_s, {}, 1), plain(u"Based"_s, {}, 2), plain(u"text"_s), plain(u"Outline"_s, outline),
                  plain(u"None"_s, docProperty(0x2640, 9, 1), 1), marked(u"Cell"_s, cell, inTable + outline)}}));
    QCOMPARE(reading.message, QString());
    QCOMPARE(reading.headings, QStringList({u"2 Style"_s, u"2 Based"_s, u"3 Outline"_s}));

    // Without any, by their look: that of a style, too, which is based on itself.
    const Reading looks =
        read(Samples::doc({.body = {plain(u"Bold words"_s, {}, 4), plain(u"text"_s), plain(u"text"_s)}}));
    QCOMPARE(looks.headings, QStringList{u"2 Bold words"_s});
}

void TestDocReader::saysWhyItDoesnt_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("message");
    const Paragraphs body{plain(u"text"_s)};
    QTest::newRow("encrypted") << Samples::doc({.body = body, .flags = 0x0100}) << QString(DocumentFailure::encrypted)
                               << u"without a password"_s;
    QTest::newRow("Word 95") << Samples::doc({.body = body, .version = 0x68}) << QString(DocumentFailure::unsupported)
                             << u"save it as DOCX"_s;
    QTest::newRow("much text") << Samples::doc({.body = {plain(QString(25'000, u'a'))}, .isWide = false})
                               << QString(DocumentFailure::tooLarge) << u"of text"_s;
    QTest::newRow("no text stream") << Samples::compoundFile({{u"Other"_s, "abc"}})
                                    << QString(DocumentFailure::malformed) << u"damaged"_s;
    QTest::newRow("no table") << Samples::compoundFile(
        {{u"WordDocument"_s, QByteArray("\xec\xa5\xc1\0", 4) + QByteArray(5000, '\0')}})
                              << QString(DocumentFailure::malformed) << u"damaged"_s;
}

void TestDocReader::saysWhyItDoesnt()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, reason);
    QFETCH(const QString, message);
    const Reading reading = read(content);
    QCOMPARE(reading.reason, reason);
    QVERIFY2(reading.message.contains(message), qPrintable(reading.message));
}

/// Each damaged document is read, or refused with a reason.
void TestDocReader::endsWhateverItIsGiven()
{
    const QSet<QString> reasons{{},
                                QString(DocumentFailure::malformed),
                                QString(DocumentFailure::unsupported),
                                QString(DocumentFailure::encrypted),
                                QString(DocumentFailure::tooLarge)};
    const auto verify = [&](const QString &name, const QByteArray &content) {
        const Reading reading = read(content);
        QVERIFY2(reasons.contains(reading.reason), qPrintable(name + u": "_s + reading.reason));
        QVERIFY2(reading.reason.isEmpty() == reading.message.isEmpty(), qPrintable(name));
    };
    for (const Samples::Sample &sample : Samples::hostileDocs())
        verify(sample.name, sample.content);
    for (const QString &name : {u"ship.doc"_s, u"norm.doc"_s}) {
        QFile file(QFINDTESTDATA(u"data/"_s + name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY2(read(content).reason.isEmpty(), qPrintable(name));
        for (quint32 seed = 0; seed < 200; ++seed)
            verify(u"%1 %2"_s.arg(name).arg(seed), Samples::damaged(content, seed));
        // Numbers that lie are most of them where the head and the tables are.
        for (qsizetype at = 0; at + 4 <= content.size(); at += 62) {
            QByteArray lies = content;
            verify(u"%1 at %2"_s.arg(name).arg(at), lies.replace(at, 4, QByteArray(4, at % 4 == 0 ? '\xff' : '\x7f')));
        }
        for (qsizetype size = 0; size < content.size(); size += content.size() / 100)
            verify(u"%1 of %2"_s.arg(name).arg(size), content.first(size));
    }
}

QTEST_GUILESS_MAIN(TestDocReader)
#include "tst_docreader.moc"
