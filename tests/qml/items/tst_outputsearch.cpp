// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "madepages.h"
#include "outputsearch.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestOutputSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void goesOnWhereTheTimeIsUp();
    void canBeStopped();
    void saysWhyItFails();
};

void TestOutputSearch::finds_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<bool>("backwards");
    QTest::addColumn<LineRange>("lines");
    QTest::addColumn<qint64>("found"); // 0 for none
    QTest::addColumn<bool>("wrapped");
    const auto row = [](const char *tag, qint64 from, bool backwards, LineRange lines, qint64 found, bool wrapped) {
        QTest::newRow(tag) << from << backwards << lines << found << wrapped;
    };
    // It is in lines 10 and 20 of 30.
    const LineRange all{1, 30};
    row("the first", 1, false, all, 10, false);
    row("on the line itself", 10, false, all, 10, false);
    row("the second", 11, false, all, 20, false);
    row("over the end", 21, false, all, 10, true);
    row("behind the last line", 31, false, all, 10, true);
    row("the last", 30, true, all, 20, false);
    row("the one before", 19, true, all, 10, false);
    row("over the beginning", 9, true, all, 20, true);
    row("before the first line", 0, true, all, 20, true);
    row("only within the lines", 12, false, {12, 15}, 0, true);
    row("only within the lines, backwards", 15, true, {12, 15}, 0, true);
    row("the only one, again", 16, false, {5, 15}, 10, true);
    row("the only one, from within", 11, false, {5, 15}, 10, true);
    row("no lines", 1, false, {1, 0}, 0, false);
}

void TestOutputSearch::finds()
{
    QFETCH(qint64, from);
    QFETCH(bool, backwards);
    QFETCH(LineRange, lines);
    QFETCH(qint64, found);
    MadePages pages(30, [](qint64 line) { return line % 10 == 0 && line < 30 ? u"needle"_s : u"hay"_s; });
    OutputSearch search;
    QSignalSpy lineFound(&search, &OutputSearch::found);
    search.setPages(&pages);
    search.setTerm({u"needle"_s, false, true});
    search.start(from, backwards, lines);
    QTRY_VERIFY(search.state() != OutputSearch::State::Searching);
    QVERIFY(search.state() == (found > 0 ? OutputSearch::State::Found : OutputSearch::State::NotFound));
    QTEST(search.hasWrapped(), "wrapped");
    QCOMPARE(lineFound.size(), found > 0 ? 1 : 0);
    if (found > 0)
        QCOMPARE(lineFound[0][0].toLongLong(), found);
}

void TestOutputSearch::goesOnWhereTheTimeIsUp()
{
    MadePages pages(1000, [](qint64 line) { return line == 500 ? u"needle"_s : u"hay"_s; });
    pages.linesOfASearch = 100;
    OutputSearch search;
    QSignalSpy found(&search, &OutputSearch::found);
    search.setPages(&pages);
    search.setTerm({u"needle"_s, false, true});
    search.start(1, false, {1, 1000});
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(pages.searches, 5);
    // The other way round, over the beginning.
    search.start(499, true, {1, 1000});
    QTRY_COMPARE(found.size(), 2);
    QVERIFY(search.hasWrapped());
    // And once all of it was looked at, it ends.
    search.setTerm({u"nothing"_s, false, true});
    search.start(500, false, {1, 1000});
    QTRY_VERIFY(search.state() == OutputSearch::State::NotFound);
}

void TestOutputSearch::canBeStopped()
{
    MadePages pages(10);
    pages.holds = true;
    OutputSearch search;
    QSignalSpy found(&search, &OutputSearch::found);
    search.setPages(&pages);
    search.setTerm({u"line"_s, false, true});
    search.start(1, false, {1, 10});
    QVERIFY(search.state() == OutputSearch::State::Searching);
    search.stop();
    QVERIFY(search.state() == OutputSearch::State::Idle);
    pages.release();
    search.start(5, false, {1, 10});
    pages.release();
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found[0][0].toLongLong(), 5);
    // Another term stops it, too.
    search.start(1, false, {1, 10});
    search.setTerm({u"other"_s, false, true});
    QVERIFY(search.state() == OutputSearch::State::Idle);
    search.setTerm({});
    search.start(1, false, {1, 10});
    QVERIFY(search.state() == OutputSearch::State::Idle);
}

void TestOutputSearch::saysWhyItFails()
{
    MadePages pages(10);
    OutputSearch search;
    search.setPages(&pages);
    search.setTerm({u"("_s, true, false});
    search.start(1, false, {1, 10});
    QTRY_VERIFY(search.state() == OutputSearch::State::Failed);
    QCOMPARE(search.error(), u"The expression has no end."_s);
}

QTEST_GUILESS_MAIN(TestOutputSearch)
#include "tst_outputsearch.moc"
