// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputselection.h"
#include "terminaltext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestOutputSelection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheColumnsOfALine_data();
    void knowsTheColumnsOfALine();
    void findsWords_data();
    void findsWords();
};

void TestOutputSelection::knowsTheColumnsOfALine_data()
{
    QTest::addColumn<TextPlace>("anchor");
    QTest::addColumn<TextPlace>("end");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<bool>("goesOn");
    const auto row = [](const char *tag, TextPlace anchor, TextPlace end, qint64 line, int from, int to, bool goesOn) {
        QTest::newRow(tag) << anchor << end << line << from << to << goesOn;
    };
    // Each line has ten columns.
    row("nothing", {2, 3}, {2, 3}, 2, 0, 0, false);
    row("within a line", {2, 3}, {2, 5}, 2, 3, 5, false);
    row("drawn backwards", {2, 5}, {2, 3}, 2, 3, 5, false);
    row("another line", {2, 3}, {2, 5}, 3, 0, 0, false);
    row("the first line", {2, 3}, {4, 5}, 2, 3, 10, true);
    row("a line between", {2, 3}, {4, 5}, 3, 0, 10, true);
    row("the last line", {2, 3}, {4, 5}, 4, 0, 5, false);
    row("upwards", {4, 5}, {2, 3}, 2, 3, 10, true);
    row("behind the end of a line", {2, 30}, {2, 40}, 2, 10, 10, false);
}

void TestOutputSelection::knowsTheColumnsOfALine()
{
    QFETCH(TextPlace, anchor);
    QFETCH(TextPlace, end);
    QFETCH(qint64, line);
    const auto columns = OutputSelection{anchor, end}.columnsOf(line, 10);
    QTEST(columns.from, "from");
    QTEST(columns.to, "to");
    QTEST(columns.goesOn, "goesOn");
}

void TestOutputSelection::findsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *tag, const QString &text, int column, const QString &word) {
        QTest::newRow(tag) << text << column << word;
    };
    row("a word", u"one two three"_s, 5, u"two"_s);
    row("at its beginning", u"one two"_s, 4, u"two"_s);
    row("at its end", u"one two"_s, 2, u"one"_s);
    row("a file", u"in /tmp/a-b.txt: 5"_s, 8, u"/tmp/a-b.txt:"_s);
    row("a space", u"one two"_s, 3, u" "_s);
    row("a sign", u"(one)"_s, 0, u"("_s);
    row("wide ones", u"a 度度 b"_s, 4, u"度度"_s);
    row("behind the end", u"one"_s, 3, u""_s);
    row("nothing", u""_s, 0, u""_s);
}

void TestOutputSelection::findsWords()
{
    QFETCH(QString, text);
    QFETCH(int, column);
    TerminalText terminal;
    terminal.feed(text.toUtf8());
    const TerminalLine line = terminal.openLine();
    const auto word = wordAt(line, column);
    QTEST(line.textBetween(word.from, word.to), "word");
}

QTEST_GUILESS_MAIN(TestOutputSelection)
#include "tst_outputselection.moc"
