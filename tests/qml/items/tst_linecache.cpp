// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linecache.h"
#include "madepages.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestLineCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatIsWanted();
    void asksForNothingTwice();
    void givesUpWhatIsNoLongerWanted();
    void readsAgainWhatHasGrown();
    void readsAgainWhatGrewMeanwhile();
    void knowsWhatIsMissing();
    void saysWhyItFails();
    void forgetsAnotherOutput();
    void boundsItsMemory();
};

void TestLineCache::givesWhatIsWanted()
{
    MadePages pages(20'000'000);
    LineCache cache;
    cache.setPages(&pages);
    QVERIFY(!cache.line(1));
    cache.want({{15'000'000, 15'000'100}});
    QTRY_VERIFY(cache.line(15'000'100));
    QCOMPARE(cache.line(15'000'000)->line.text, u"line 15000000"_s);
    QVERIFY(pages.asked <= 2);
    QVERIFY(!cache.line(0));
    QVERIFY(!cache.line(1));
}

void TestLineCache::asksForNothingTwice()
{
    MadePages pages(1000);
    LineCache cache;
    cache.setPages(&pages);
    cache.want({{1, 100}});
    cache.want({{2, 100}});
    QTRY_VERIFY(cache.line(1));
    cache.want({{1, 100}});
    QCOMPARE(pages.asked, 1);
}

void TestLineCache::givesUpWhatIsNoLongerWanted()
{
    MadePages pages(1'000'000);
    pages.holds = true;
    LineCache cache;
    cache.setPages(&pages);
    // A scroll bar is dragged over a lot.
    for (qint64 line = 1; line < 900'000; line += 1000)
        cache.want({{line, line + 100}});
    QVERIFY(cache.isLoading());
    cache.want({{5, 50}});
    pages.release();
    QTRY_VERIFY(cache.line(5));
    QVERIFY(!cache.line(1001));
    QVERIFY(!cache.line(899'001));
}

void TestLineCache::readsAgainWhatHasGrown()
{
    qint64 grown = 0;
    MadePages pages(200, [&grown](qint64 line) { return u"%1 %2"_s.arg(line).arg(grown); });
    LineCache cache;
    cache.setPages(&pages);
    cache.want({{1, 200}});
    QTRY_VERIFY(cache.line(200) && cache.line(1));
    grown = 1;
    pages.growTo(250);
    cache.outdate(200);
    QCOMPARE(cache.line(200)->line.text, u"200 0"_s); // until the new one is there
    QTRY_VERIFY(cache.line(250));
    QCOMPARE(cache.line(200)->line.text, u"200 1"_s);
    QCOMPARE(cache.line(1)->line.text, u"1 0"_s);
    QCOMPARE(pages.asked, 3);
}

void TestLineCache::readsAgainWhatGrewMeanwhile()
{
    MadePages pages(10);
    LineCache cache;
    cache.setPages(&pages);
    cache.want({{1, 20}});
    // The answer is on its way.
    pages.growTo(20);
    cache.outdate(10);
    QTRY_VERIFY(cache.line(20));
    QCOMPARE(pages.asked, 2);
}

void TestLineCache::knowsWhatIsMissing()
{
    MadePages pages(1000);
    pages.cutLines(100, 300);
    LineCache cache;
    cache.setPages(&pages);
    QVERIFY(!cache.isMissing(150));
    cache.want({{90, 310}});
    QTRY_VERIFY(cache.line(310) && cache.line(90));
    QTRY_VERIFY(cache.isMissing(150));
    QVERIFY(cache.isMissing(100) && cache.isMissing(300));
    QVERIFY(!cache.isMissing(99) && !cache.isMissing(301));
}

void TestLineCache::saysWhyItFails()
{
    MadePages pages(1000);
    pages.fails = true;
    LineCache cache;
    QSignalSpy failed(&cache, &LineCache::failed);
    cache.setPages(&pages);
    cache.want({{1, 100}});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), u"The disk is gone."_s);
    // It doesn't go on asking by itself.
    cache.want({{1, 100}});
    QCOMPARE(pages.asked, 1);
    pages.fails = false;
    cache.retry();
    QTRY_VERIFY(cache.line(1));
}

void TestLineCache::forgetsAnotherOutput()
{
    MadePages first(100);
    MadePages second(100, [](qint64) { return u"other"_s; });
    LineCache cache;
    cache.setPages(&first);
    cache.want({{1, 10}});
    QTRY_VERIFY(cache.line(1));
    first.holds = true;
    cache.outdate(1);
    cache.setPages(&second);
    QVERIFY(!cache.line(1));
    first.release();
    cache.want({{1, 10}});
    QTRY_VERIFY(cache.line(1));
    QCOMPARE(cache.line(1)->line.text, u"other"_s);
}

void TestLineCache::boundsItsMemory()
{
    // A page of this is some 4 MiB.
    MadePages pages(100'000, [](qint64) { return QString(15'000, u'x'); });
    LineCache cache;
    cache.setPages(&pages);
    for (qint64 page = 0; page < 12; ++page) {
        const qint64 line = page * LineCache::linesOfAPage + 1;
        cache.want({{line, line}});
        QTRY_VERIFY(cache.line(line));
    }
    QVERIFY(!cache.line(1));
    qint64 kept = 0;
    for (qint64 page = 0; page < 12; ++page)
        kept += cache.line(page * LineCache::linesOfAPage + 1) ? 1 : 0;
    QVERIFY2(kept >= 4 && kept <= 8, qPrintable(QString::number(kept)));
}

QTEST_GUILESS_MAIN(TestLineCache)
#include "tst_linecache.moc"
