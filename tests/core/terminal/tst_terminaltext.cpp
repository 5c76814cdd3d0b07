// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminaltext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestTerminalText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsLines_data();
    void showsLines();
    void isAlikeInAllPieces_data();
    void isAlikeInAllPieces();
    void carriesTheStyleOver();
    void splitsRunsByStyle();
    void placesWideCharacters();
    void keepsWordsOfAReorderingScriptTogether();
    void cutsALongLine_data();
    void cutsALongLine();
    void boundsTheLineOfAHundredMegabytes();
    void boundsMarks();
};

namespace {

QStringList shown(QByteArrayView bytes, int maxColumns = TerminalText::defaultColumns)
{
    TerminalText text(maxColumns);
    text.feed(bytes);
    QStringList lines;
    for (const TerminalLine &line : text.takeLines())
        lines.append(line.text);
    if (const QString open = text.openLine().text; !open.isEmpty())
        lines.append(open);
    return lines;
}

QByteArray operator""_b(const char *bytes, size_t size)
{
    return QByteArray(bytes, static_cast<qsizetype>(size));
}

} // namespace

void TestTerminalText::showsLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("lines");
    const auto row = [](const char *tag, const QByteArray &bytes, const QStringList &lines) {
        QTest::newRow(tag) << bytes << lines;
    };
    row("nothing", "", {});
    row("lines", "a\nb\n", {u"a"_s, u"b"_s});
    row("an open line", "a\nb", {u"a"_s, u"b"_s});
    row("empty lines", "\n\na", {u""_s, u""_s, u"a"_s});
    row("lines of Windows", "a\r\nb\r\n", {u"a"_s, u"b"_s});
    // What a terminal moves.
    row("a return replaces", "100 %\rdone", {u"done%"_s});
    row("a bar shows its last state", "[#   ] 25%\r[##  ] 50%\r[####] 100%\n", {u"[####] 100%"_s});
    row("a return alone changes nothing", "done\r", {u"done"_s});
    row("a return and an erase", "Downloading 10 MB\r\x1b[Kdone", {u"done"_s});
    row("erase, then go to the first column", "at 10 %\x1b[2K\x1b[1Gat 20 %", {u"at 20 %"_s});
    row("go to a column", "abc\x1b[2GX", {u"aXc"_s});
    row("go beyond the end", "ab\x1b[5GX", {u"ab  X"_s});
    row("erase up to here", "abcd\b\b\x1b[1KX", {u"  Xd"_s});
    row("erase from here", "abcd\b\b\x1b[0K", {u"ab"_s});
    row("a backspace replaces", "ab\b\bxy", {u"xy"_s});
    row("a spinner", "|\b/\b-\b\\\b*", {u"*"_s});
    row("no backspace before the first column", "\b\ba", {u"a"_s});
    row("no backspace into the line before", "a\n\bb", {u"a"_s, u"b"_s});
    row("tabs", "a\tb\n\tc\n12345678\td", {u"a       b"_s, u"        c"_s, u"12345678        d"_s});
    row("a tab replaces nothing", "abcdefghij\r\tX", {u"abcdefghXj"_s});
    // What is left out.
    row("colours", "\x1b[1;31mred\x1b[0m", {u"red"_s});
    row("a title with a bell", "a\x1b]0;evil\x07z", {u"az"_s});
    row("a title with its terminator", "a\x1b]2;evil\x1b\\z", {u"az"_s});
    row("a clipboard", "a\x1b]52;c;ZXZpbA==\x07z", {u"az"_s});
    row("a link", "\x1b]8;;http://evil.example/\x1b\\text\x1b]8;;\x1b\\", {u"text"_s});
    row("a title of Linux consoles that never ends", "\x1b]R", {});
    row("a device control string", "a\x1bPq#0;2;0;0;0#0~~@@vv\x1b\\z", {u"az"_s});
    row("an application command", "a\x1b_Gf=24;AAAA\x1b\\z", {u"az"_s});
    row("a privacy message and a start of string", "a\x1b^x\x1b\\\x1bXx\x1b\\z", {u"az"_s});
    row("moves", "a\x1b[2J\x1b[H\x1b[10;20H\x1b[5A\x1b[3Dz", {u"az"_s});
    row("modes", "a\x1b[?1049h\x1b[?25l\x1b[?2004hz", {u"az"_s});
    row("questions to the terminal", "a\x1b[c\x1b[6n\x1b[>c\x1b[21tz", {u"az"_s});
    row("a private SGR is none", "\x1b[>4;2ma", {u"a"_s});
    row("a reset",
        "a\x1b"
        "cz",
        {u"az"_s});
    row("a character set", "a\x1b(0\x1b)Bz", {u"az"_s});
    row("a two-byte escape",
        "a\x1b"
        "7\x1b"
        "8\x1bMz",
        {u"az"_s});
    row("an escape within a title", "a\x1b]0;t\x1b[31mz", {u"az"_s});
    row("an escape is cancelled", "a\x1b[31\x18z\x1b]0;t\x1az", {u"azz"_s});
    row("a string ends with its line", "a\x1b]0;open\nz", {u"a"_s, u"z"_s});
    row("a sequence ends with its line", "a\x1b[31\nz", {u"a"_s, u"z"_s});
    row("a sequence ends where a letter can't be", "a\x1b[31\xc3\xa4z", {u"aäz"_s});
    row("too many parameters", "a\x1b[" + QByteArray("1;").repeated(1000) + "Kz", {u"az"_s});
    row("an escape at the end", "a\x1b", {u"a"_s});
    // What is shown in another way.
    row("control characters", "a\0\x01\x07\x0b\x0c\x0e\x1c\x7fz"_b, {u"a␀␁␇␋␌␎␜␡z"_s});
    row("C1 begins no sequence",
        "a\xc2\x9b"
        "31mz\xc2\x9d"
        "0;t\xc2\x9cq",
        {u"a\ufffd31mz\ufffd0;t\ufffdq"_s});
    row("other ends of lines",
        "a\xc2\x85"
        "b\xe2\x80\xa8"
        "c\xe2\x80\xa9"
        "d",
        {u"a b c d"_s});
    row("overrides of direction",
        "a\xe2\x80\xae"
        "b\xe2\x80\xad"
        "c",
        {u"a\ufffdb\ufffdc"_s});
    row("marks of direction",
        "a\xe2\x80\xaa\xe2\x80\xac\xe2\x81\xa6"
        "b\xe2\x81\xa9\xe2\x80\x8f"
        "c",
        {u"abc"_s});
    row("a byte order mark",
        "\xef\xbb\xbf"
        "a",
        {u"a"_s});
    row("an object", "\xef\xbf\xbc", {u"\ufffd"_s});
    // Bytes.
    row("UTF-8", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", {u"ä€😀"_s});
    row("a lone byte", "a\xff\xfez\x80", {u"a\ufffd\ufffdz\ufffd"_s});
    row("Latin-1", "\xe4 \xfc", {u"\ufffd \ufffd"_s});
    row("a character that breaks off", "\xe2\x82z\xf0\x9f\x98\n", {u"\ufffdz\ufffd"_s});
    row("a character that breaks off for another", "\xe2\x82\xc3\xa4", {u"\ufffdä"_s});
    row("a longer way to write", "\xc0\xaf\xe0\x80\xaf", {u"\ufffd\ufffd\ufffd\ufffd\ufffd"_s});
    row("surrogates", "\xed\xa0\x80", {u"\ufffd\ufffd\ufffd"_s});
    row("beyond Unicode", "\xf4\x90\x80\x80", {u"\ufffd\ufffd\ufffd\ufffd"_s});
    row("an accent on its own", "e\xcc\x81\n\xcc\x81", {u"e\u0301"_s, u"\u25cc\u0301"_s});
    row("an accent behind the end", "\x1b[9G\xcc\x81", {u"        \u25cc\u0301"_s});
    // Two columns.
    row("a wide one is replaced as a whole", "\xe5\xba\xa6x\ra", {u"a x"_s});
    row("two of one column make room for a wide one", "abc\r\xe5\xba\xa6", {u"度c"_s});
    row("a family is one", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa6|\r12", {u"12|"_s});
}

void TestTerminalText::showsLines()
{
    QFETCH(QByteArray, bytes);
    QTEST(shown(bytes), "lines");
}

void TestTerminalText::isAlikeInAllPieces_data()
{
    showsLines_data();
}

void TestTerminalText::isAlikeInAllPieces()
{
    QFETCH(QByteArray, bytes);
    TerminalText pieces;
    for (qsizetype at = 0; at < bytes.size(); ++at)
        pieces.feed(QByteArrayView(bytes).sliced(at, 1));
    TerminalText whole;
    whole.feed(bytes);
    QVERIFY(pieces.takeLines() == whole.takeLines());
    QVERIFY(pieces.openLine() == whole.openLine());
    QVERIFY(pieces.style() == whole.style());
}

void TestTerminalText::carriesTheStyleOver()
{
    TerminalText text;
    text.feed("\x1b[32mgreen\nstill");
    const std::vector<TerminalLine> lines = text.takeLines();
    QCOMPARE(lines.size(), size_t(1));
    QCOMPARE(lines[0].runs.at(0).style.foreground.value, 2U);
    QCOMPARE(text.openLine().runs.at(0).style.foreground.value, 2U);
    QVERIFY(text.takeLines().empty());
    QCOMPARE(text.style().foreground.value, 2U);
    text.setStyle({});
    text.feed("x");
    QVERIFY(text.openLine().runs.back().style == TerminalStyle());
}

void TestTerminalText::splitsRunsByStyle()
{
    TerminalText text;
    text.feed("ab\x1b[1mcd\x1b[1mef\x1b[0mg");
    const TerminalLine line = text.openLine();
    QCOMPARE(line.text, u"abcdefg"_s);
    const TerminalStyle bold{.bold = true};
    const std::vector<TerminalRun> runs{{0, 2, 0, 2, TerminalRun::Kind::Plain, {}},
                                        {2, 4, 2, 4, TerminalRun::Kind::Plain, bold},
                                        {6, 1, 6, 1, TerminalRun::Kind::Plain, {}}};
    QVERIFY(line.runs == runs);
    QCOMPARE(line.columns, 7);
}

void TestTerminalText::placesWideCharacters()
{
    TerminalText text;
    text.feed("a\xe5\xba\xa6\xe5\xba\xa6"
              "e\xcc\x81\xf0\x9f\x98\x80z");
    const TerminalLine line = text.openLine();
    using Kind = TerminalRun::Kind;
    const std::vector<TerminalRun> runs{{0, 1, 0, 1, Kind::Plain, {}},   {1, 1, 1, 2, Kind::Cluster, {}},
                                        {2, 1, 3, 2, Kind::Cluster, {}}, {3, 2, 5, 1, Kind::Cluster, {}},
                                        {5, 2, 6, 2, Kind::Cluster, {}}, {7, 1, 8, 1, Kind::Plain, {}}};
    QVERIFY(line.runs == runs);
    QCOMPARE(line.columns, 9);
}

void TestTerminalText::keepsWordsOfAReorderingScriptTogether()
{
    TerminalText text;
    text.feed(u"a: مهمة جديدة 12"_s.toUtf8());
    const TerminalLine line = text.openLine();
    using Kind = TerminalRun::Kind;
    const std::vector<TerminalRun> runs{
        {0, 3, 0, 3, Kind::Plain, {}}, {3, 10, 3, 10, Kind::Joined, {}}, {13, 3, 13, 3, Kind::Plain, {}}};
    QVERIFY(line.runs == runs);
    QCOMPARE(line.columns, 16);
}

void TestTerminalText::cutsALongLine_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("cut");
    const auto row = [](const char *tag, const QByteArray &bytes, const QString &text, qint64 cut) {
        QTest::newRow(tag) << bytes << text << cut;
    };
    // Four columns.
    row("fits", "abcd", u"abcd"_s, 0);
    row("one more", "abcde", u"abcd"_s, 1);
    row("more bytes than characters", "abcd\xc3\xa4\xe2\x82\xac", u"abcd"_s, 5);
    row("broken ones", "abcd\xff\xe2\x82z", u"abcd"_s, 4);
    row("a wide one has no room, nor has a narrow one behind it", "abc\xe5\xba\xa6z", u"abc"_s, 4);
    row("a return begins anew", "abcdef\rxy", u"xycd"_s, 2);
    row("the longest counts", "abcdefg\rabcdef", u"abcd"_s, 3);
    row("what was erased is no more", "abcdefg\r\x1b[Kxy", u"xy"_s, 0);
    row("all is erased", "abcdefg\x1b[2Kxy", u""_s, 2);
    row("no way back into it", "abcdef\b\bxy", u"abcd"_s, 4);
    row("a tab stops at the end", "\tab", u"    "_s, 2);
    row("marks beyond are part of nothing", "abcdef\xcc\x81", u"abcd"_s, 2);
    row("going beyond the end", "\x1b[999999Gx", u""_s, 1);
    row("a mark at the end of an empty line", "\x1b[999999G\xcc\x81", u""_s, 0);
}

void TestTerminalText::cutsALongLine()
{
    QFETCH(QByteArray, bytes);
    TerminalText text(4);
    text.feed(bytes);
    QTEST(text.openLine().text, "text");
    QTEST(text.openLine().cutBytes, "cut");
    text.feed("\nnext");
    QTEST(text.takeLines().at(0).cutBytes, "cut");
    QCOMPARE(text.openLine().text, u"next"_s);
    QCOMPARE(text.openLine().cutBytes, 0);
}

void TestTerminalText::boundsTheLineOfAHundredMegabytes()
{
    TerminalText text(1000);
    const QByteArray piece(1024 * 1024, 'x');
    for (int count = 0; count < 100; ++count)
        text.feed(piece);
    const TerminalLine line = text.openLine();
    QCOMPARE(line.text, QString(1000, u'x'));
    QCOMPARE(line.cutBytes, 100 * 1024 * 1024 - 1000);
}

void TestTerminalText::boundsMarks()
{
    TerminalText text;
    text.feed("a" + QByteArray("\xcc\x81").repeated(100'000));
    QCOMPARE(text.openLine().text.size(), 17);
}

QTEST_GUILESS_MAIN(TestTerminalText)
#include "tst_terminaltext.moc"
