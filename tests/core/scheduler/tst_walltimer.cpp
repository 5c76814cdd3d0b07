// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "walltimer.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;

class TestWallTimer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesOnce();
    void comesAtOnceForWhatIsPast();
    void theLatestTimeCounts();
    void stops();
};

void TestWallTimer::comesOnce()
{
    WallTimer timer;
    QSignalSpy spy(&timer, &WallTimer::timeout);
    timer.start(20);
    QVERIFY(spy.wait());
    QVERIFY(!spy.wait(60));
    QCOMPARE(spy.size(), 1);
}

void TestWallTimer::comesAtOnceForWhatIsPast()
{
    WallTimer timer;
    QSignalSpy spy(&timer, &WallTimer::timeout);
    timer.start(-5000);
    QVERIFY(spy.wait());
}

void TestWallTimer::theLatestTimeCounts()
{
    WallTimer timer;
    QSignalSpy spy(&timer, &WallTimer::timeout);
    timer.start(3'600'000);
    timer.start(10);
    QVERIFY(spy.wait());
}

void TestWallTimer::stops()
{
    WallTimer timer;
    QSignalSpy spy(&timer, &WallTimer::timeout);
    timer.start(10);
    timer.stop();
    QVERIFY(!spy.wait(60));
}

QTEST_GUILESS_MAIN(TestWallTimer)
#include "tst_walltimer.moc"
