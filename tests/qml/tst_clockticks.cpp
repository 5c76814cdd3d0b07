// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clockticks.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Round times of the clock, in a time zone whose clocks are changed.
class TestClockTicks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Europe/Berlin"); }
    void tellsRoundTimes_data();
    void tellsRoundTimes();
    void isBounded();
};

void TestClockTicks::tellsRoundTimes_data()
{
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("end");
    QTest::addColumn<int>("leastMinutes");
    QTest::addColumn<QString>("expected");
    QTest::newRow("every 6 hours") << u"2026-03-01T05:59"_s << u"2026-03-02T06:00"_s << 181
                                   << u"06:00 12:00 18:00 Mon 2 06:00"_s;
    QTest::newRow("every 5 minutes") << u"2026-03-01T05:58"_s << u"2026-03-01T06:11"_s << 1 << u"06:00 06:05 06:10"_s;
    QTest::newRow("days") << u"2026-03-01T05:58"_s << u"2026-03-04T00:00"_s << 721 << u"Mon 2 Tue 3 Wed 4"_s;
    QTest::newRow("every second day") << u"2026-03-01T00:00"_s << u"2026-03-06T00:00"_s << 1500
                                      << u"Sun 1 Tue 3 Thu 5"_s;
    QTest::newRow("clocks put forward") << u"2026-03-29T00:00"_s << u"2026-03-29T05:00"_s << 60
                                        << u"Sun 29 01:00 03:00 04:00 05:00"_s;
    QTest::newRow("clocks put back") << u"2026-10-25T00:00"_s << u"2026-10-25T05:00"_s << 60
                                     << u"Sun 25 01:00 02:00 03:00 04:00 05:00"_s;
}

void TestClockTicks::tellsRoundTimes()
{
    QFETCH(QString, begin);
    QFETCH(QString, end);
    QFETCH(int, leastMinutes);
    QFETCH(QString, expected);
    const auto ms = [](const QString &text) { return QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch(); };
    QStringList texts;
    for (const ClockTick &tick : clockTicks(ms(begin), ms(end), leastMinutes * 60'000))
        texts.append(tick.text);
    QCOMPARE(texts.join(u' '), expected);
}

void TestClockTicks::isBounded()
{
    QVERIFY(clockTicks(10, 0, 1).empty());
    QVERIFY(clockTicks(0, 7LL * 24 * 3600'000, 24LL * 3600'000).size() <= 8);
}

QTEST_GUILESS_MAIN(TestClockTicks)
#include "tst_clockticks.moc"
