// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timetext.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestTimeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void namesAMoment();
    void tellsHowLongItTook_data();
    void tellsHowLongItTook();
    void tellsHowLongUntil_data();
    void tellsHowLongUntil();
    void tellsHowLongAgo_data();
    void tellsHowLongAgo();
    void notesWhatIsToBeKnownFirst_data();
    void notesWhatIsToBeKnownFirst();
    void nowFollowsTheClock();
};

void TestTimeText::initTestCase()
{
    qputenv("TZ", "UTC");
}

void TestTimeText::namesAMoment()
{
    QCOMPARE(TimeText::moment(1'700'000'000'123), u"2023-11-14 22:13:20"_s);
    QCOMPARE(TimeText::day(1'700'000'000'123), u"2023-11-14"_s);
    QCOMPARE(TimeText::timeOfDay(1'700'000'000'123.0), u"22:13:20"_s);
}

void TestTimeText::tellsHowLongAgo_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("the clock was set back") << -5.0 << u"0 s ago"_s;
    QTest::newRow("seconds") << 59.9 << u"59 s ago"_s;
    QTest::newRow("a minute") << 60.0 << u"1 min ago"_s;
    QTest::newRow("minutes") << 3599.0 << u"59 min ago"_s;
    QTest::newRow("hours") << 86399.0 << u"23 h ago"_s;
    QTest::newRow("a day is told by its date") << 86400.0 << QString();
}

void TestTimeText::tellsHowLongAgo()
{
    QFETCH(double, seconds);
    constexpr double now = 1e12;
    QTEST(TimeText::ago(now - seconds * 1000.0, now), "expected");
}

void TestTimeText::tellsHowLongItTook_data()
{
    QTest::addColumn<double>("begin");
    QTest::addColumn<double>("end");
    QTest::addColumn<QString>("expected");
    QTest::newRow("not begun") << 0.0 << 0.0 << QString();
    QTest::newRow("still runs") << 1000.0 << 0.0 << u"9 s"_s;
    QTest::newRow("ended") << 1000.0 << 4000.0 << u"3 s"_s;
}

void TestTimeText::tellsHowLongItTook()
{
    QFETCH(double, begin);
    QFETCH(double, end);
    QFETCH(QString, expected);
    QCOMPARE(TimeText::elapsed(begin, end, 10000.0), expected);
}

void TestTimeText::tellsHowLongUntil_data()
{
    QTest::addColumn<double>("at");
    QTest::addColumn<QString>("expected");
    QTest::newRow("passed") << 9000.0 << u"due"_s;
    QTest::newRow("this moment") << 10000.0 << u"due"_s;
    QTest::newRow("a part of a second counts whole") << 10001.0 << u"in 1 s"_s;
    QTest::newRow("whole seconds") << 15000.0 << u"in 5 s"_s;
    QTest::newRow("a day") << 10000.0 + 25 * 3600'000.0 << u"in 25:00 h"_s;
    QTest::newRow("days") << 10000.0 + 75 * 3600'000.0 << u"in 3 days"_s;
}

void TestTimeText::tellsHowLongUntil()
{
    QFETCH(double, at);
    QFETCH(QString, expected);
    QCOMPARE(TimeText::until(at, 10000.0), expected);
}

void TestTimeText::notesWhatIsToBeKnownFirst_data()
{
    QTest::addColumn<TimeText::Alert>("alert");
    QTest::addColumn<double>("at");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << TimeText::NoAlert << 0.0 << QString() << QString();
    QTest::newRow("a message") << TimeText::NoAlert << 0.0 << u"reading"_s << u"reading"_s;
    QTest::newRow("a cancel waits") << TimeText::CancelWaits << 14000.0 << QString() << u"Cancelled in 4 s"_s;
    QTest::newRow("a cancel is due") << TimeText::CancelWaits << 10000.0 << QString() << u"Cancelling…"_s;
    QTest::newRow("not committed yet") << TimeText::BeingStored << 0.0 << QString() << u"Being stored…"_s;
    QTest::newRow("a retry waits") << TimeText::RetryWaits << 15000.0 << u"disk full"_s
                                   << u"Retry in 5 s · \u2068disk full\u2069"_s;
    QTest::newRow("a retry was cancelled") << TimeText::RetryCancelled << 0.0 << QString() << u"Retry cancelled"_s;
    QTest::newRow("no attempt left") << TimeText::RetriesUsedUp << 0.0 << QString() << u"No attempt left"_s;
    QTest::newRow("nobody took it up") << TimeText::NotTakenUp << 1000.0 << QString()
                                       << u"Nobody has taken it up since %1"_s.arg(TimeText::timeOfDay(1000.0));
    QTest::newRow("quiet") << TimeText::Quiet << 1000.0 << u"reading"_s << u"Quiet for 9 s · \u2068reading\u2069"_s;
}

void TestTimeText::notesWhatIsToBeKnownFirst()
{
    QFETCH(TimeText::Alert, alert);
    QFETCH(double, at);
    QFETCH(QString, message);
    QTEST(TimeText::note(alert, at, 10000.0, message), "expected");
}

void TestTimeText::nowFollowsTheClock()
{
    TimeText time;
    QSignalSpy ticks(&time, &TimeText::nowChanged);
    const double before = time.now();
    QVERIFY(before > 1.7e12);
    QTRY_VERIFY(ticks.count() >= 1);
    QVERIFY(time.now() > before);
}

QTEST_GUILESS_MAIN(TestTimeText)
#include "tst_timetext.moc"
