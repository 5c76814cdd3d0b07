// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "madepages.h"
#include "matchcount.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestMatchCount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
    void goesOnWithWhatComes();
    void beginsAgain();
    void forgetsPagesThatGo();
};

void TestMatchCount::counts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("no text") << QString() << 0;
    QTest::newRow("nothing") << u"nowhere"_s << 0;
    QTest::newRow("one") << u"line 77"_s << 1;
    QTest::newRow("some") << u"line 9"_s << 11; // 9, 90 to 99
    QTest::newRow("all") << u"line"_s << 100;
}

void TestMatchCount::counts()
{
    QFETCH(const QString, text);
    QFETCH(const int, count);
    MadePages pages(100);
    pages.linesOfASearch = 7; // so that each search ends without an answer many times
    MatchCount matches;
    matches.setPages(&pages);
    matches.setText(text);
    QTRY_VERIFY(!matches.hasMore());
    QCOMPARE(matches.count(), count);
    if (count == 11) {
        QCOMPARE(matches.placeOf(9, 11), 1);
        QCOMPARE(matches.placeOf(90, 11), 2);
        QCOMPARE(matches.placeOf(99, 11), 11);
        QCOMPARE(matches.placeOf(10, 11), 0);
        QCOMPARE(matches.placeOf(99, 5), 0); // only five of them are known yet
    }
}

void TestMatchCount::goesOnWithWhatComes()
{
    MadePages pages(10);
    MatchCount matches;
    matches.setPages(&pages);
    matches.setText(u"line"_s);
    QTRY_COMPARE(matches.count(), 10);
    pages.growTo(25);
    QTRY_COMPARE(matches.count(), 25);
}

void TestMatchCount::beginsAgain()
{
    MadePages pages(100);
    MatchCount matches;
    matches.setPages(&pages);
    matches.setText(u"line 9"_s);
    QTRY_COMPARE(matches.count(), 11);
    pages.holds = true;
    matches.setText(u"line 1"_s);
    QCOMPARE(matches.count(), 0);
    QVERIFY(matches.hasMore());
    pages.holds = false;
    pages.release();
    QTRY_COMPARE(matches.count(), 12); // 1, 10 to 19, 100
    matches.setText({});
    QCOMPARE(matches.count(), 0);
    QVERIFY(!matches.hasMore());
}

void TestMatchCount::forgetsPagesThatGo()
{
    auto pages = std::make_unique<MadePages>(10);
    MatchCount matches;
    matches.setPages(pages.get());
    pages->holds = true;
    matches.setText(u"line"_s);
    pages->release();
    pages.reset();
    QTest::qWait(0);
    QCOMPARE(matches.count(), 0);
    matches.setText(u"other"_s);
    QCOMPARE(matches.count(), 0);
}

QTEST_GUILESS_MAIN(TestMatchCount)
#include "tst_matchcount.moc"
