// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminaltext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestTerminalLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsColumns_data();
    void findsColumns();
    void givesPartsOfItsText_data();
    void givesPartsOfItsText();
    void takesAnotherBehindIt();
};

namespace {

TerminalLine lineOf(const QString &text)
{
    TerminalText terminal;
    terminal.feed(text.toUtf8());
    return terminal.openLine();
}

} // namespace

void TestTerminalLine::findsColumns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qsizetype>("index");
    QTest::addColumn<int>("column");
    const auto row = [](const char *tag, const QString &text, qsizetype index, int column) {
        QTest::newRow(tag) << text << index << column;
    };
    row("nothing", u""_s, 0, 0);
    row("the beginning", u"abc"_s, 0, 0);
    row("within", u"abc"_s, 2, 2);
    row("the end", u"abc"_s, 3, 3);
    row("beyond", u"abc"_s, 9, 3);
    row("before a wide one", u"a度b"_s, 1, 1);
    row("behind a wide one", u"a度b"_s, 2, 3);
    row("behind two units", u"a😀b"_s, 3, 3);
    row("behind a mark", u"ae\u0301b"_s, 3, 2);
    row("between styles", u"ab\x1b[1mcd"_s, 3, 3);
}

void TestTerminalLine::findsColumns()
{
    QFETCH(QString, text);
    QFETCH(qsizetype, index);
    QFETCH(int, column);
    const TerminalLine line = lineOf(text);
    QCOMPARE(line.columnAt(index), column);
    QCOMPARE(line.indexAt(column), std::min(index, line.text.size()));
}

void TestTerminalLine::givesPartsOfItsText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *tag, const QString &text, int from, int to, const QString &part) {
        QTest::newRow(tag) << text << from << to << part;
    };
    row("all", u"abc"_s, 0, 3, u"abc"_s);
    row("more than all", u"abc"_s, 0, 99, u"abc"_s);
    row("some", u"abcd"_s, 1, 3, u"bc"_s);
    row("behind the end", u"abc"_s, 5, 9, u""_s);
    row("the wrong way round", u"abc"_s, 2, 1, u""_s);
    row("from within a wide one", u"a度b"_s, 2, 4, u"度b"_s);
    row("up to within a wide one", u"a度b"_s, 0, 2, u"a"_s);
    row("no half of a character", u"a😀b"_s, 1, 3, u"😀"_s);
    row("a letter with its mark", u"ae\u0301b"_s, 1, 2, u"e\u0301"_s);
}

void TestTerminalLine::givesPartsOfItsText()
{
    QFETCH(QString, text);
    QFETCH(int, from);
    QFETCH(int, to);
    QTEST(lineOf(text).textBetween(from, to), "part");
}

void TestTerminalLine::takesAnotherBehindIt()
{
    TerminalLine line = lineOf(u"a度"_s);
    line.cutBytes = 2;
    TerminalLine other = lineOf(u"x\x1b[1my"_s);
    other.cutBytes = 3;
    line.append(other);
    TerminalLine expected = lineOf(u"a度x\x1b[1my"_s);
    expected.cutBytes = 5;
    QCOMPARE(line.text, expected.text);
    QVERIFY(line == expected);
}

QTEST_GUILESS_MAIN(TestTerminalLine)
#include "tst_terminalline.moc"
