// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulerule.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestScheduleRule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysAPeriodInWords_data();
    void saysAPeriodInWords();
    void findsTheNextTimes_data();
    void findsTheNextTimes();
    void neverStandsStill_data();
    void neverStandsStill();
    void refuses_data();
    void refuses();
    void knowsTimeZones();
};

namespace {

qint64 msOf(const QString &utc)
{
    return QDateTime::fromString(utc, Qt::ISODate).toMSecsSinceEpoch();
}

QString textOf(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

} // namespace

void TestScheduleRule::findsTheNextTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QStringList>("expected"); // UTC

    QTest::newRow("UTC") << u"0 3 * * *"_s << u"UTC"_s << u"2026-11-27T03:00:00Z"_s
                         << QStringList{u"2026-11-28T03:00:00Z"_s, u"2026-11-29T03:00:00Z"_s};
    QTest::newRow("a moment before") << u"0 3 * * *"_s << u"UTC"_s << u"2026-11-27T02:59:59.999Z"_s
                                     << QStringList{u"2026-11-27T03:00:00Z"_s};
    QTest::newRow("a zone without daylight saving")
        << u"0 0 * * *"_s << u"Asia/Kolkata"_s << u"2026-07-01T00:00:00Z"_s << QStringList{u"2026-07-01T18:30:00Z"_s};
    QTest::newRow("winter and summer") << u"0 12 1 1,7 *"_s << u"Europe/Berlin"_s << u"2025-12-01T00:00:00Z"_s
                                       << QStringList{u"2026-01-01T11:00:00Z"_s, u"2026-07-01T10:00:00Z"_s};

    // Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00Z. 2026-10-25: 03:00 becomes 02:00 at 01:00Z.
    QTest::newRow("a left-out time of the day comes at the change")
        << u"30 2 * * *"_s << u"Europe/Berlin"_s << u"2026-03-28T00:00:00Z"_s
        << QStringList{u"2026-03-28T01:30:00Z"_s, u"2026-03-29T01:00:00Z"_s, u"2026-03-30T00:30:00Z"_s};
    QTest::newRow("left-out times come as one, with that of the change itself")
        << u"0,20,40 2,3 * * *"_s << u"Europe/Berlin"_s << u"2026-03-29T00:30:00Z"_s
        << QStringList{u"2026-03-29T01:00:00Z"_s, u"2026-03-29T01:20:00Z"_s, u"2026-03-29T01:40:00Z"_s,
                       u"2026-03-30T00:00:00Z"_s};
    QTest::newRow("every so often goes on over the hour that is left out")
        << u"*/30 * * * *"_s << u"Europe/Berlin"_s << u"2026-03-29T00:00:00Z"_s
        << QStringList{u"2026-03-29T00:30:00Z"_s, u"2026-03-29T01:00:00Z"_s, u"2026-03-29T01:30:00Z"_s};
    QTest::newRow("every second hour, whose 02:00 is left out")
        << u"0 */2 * * *"_s << u"Europe/Berlin"_s << u"2026-03-28T23:30:00Z"_s
        << QStringList{u"2026-03-29T02:00:00Z"_s, u"2026-03-29T04:00:00Z"_s};
    QTest::newRow("a doubled time of the day counts the first time")
        << u"30 2 * * *"_s << u"Europe/Berlin"_s << u"2026-10-24T12:00:00Z"_s
        << QStringList{u"2026-10-25T00:30:00Z"_s, u"2026-10-26T01:30:00Z"_s};
    QTest::newRow("asked within the hour that comes again")
        << u"30 2 * * *"_s << u"Europe/Berlin"_s << u"2026-10-25T01:10:00Z"_s << QStringList{u"2026-10-26T01:30:00Z"_s};
    QTest::newRow("a time of the day at the end of the doubled hour")
        << u"0 3 * * *"_s << u"Europe/Berlin"_s << u"2026-10-25T00:10:00Z"_s
        << QStringList{u"2026-10-25T02:00:00Z"_s, u"2026-10-26T02:00:00Z"_s};
    QTest::newRow("every so often counts the doubled hour twice")
        << u"30 * * * *"_s << u"Europe/Berlin"_s << u"2026-10-25T00:00:00Z"_s
        << QStringList{u"2026-10-25T00:30:00Z"_s, u"2026-10-25T01:30:00Z"_s, u"2026-10-25T02:30:00Z"_s};
    QTest::newRow("a change at midnight") << u"0 0 * * *"_s << u"America/Santiago"_s << u"2026-09-05T12:00:00Z"_s
                                          << QStringList{u"2026-09-06T04:00:00Z"_s, u"2026-09-07T03:00:00Z"_s};
    QTest::newRow("half an hour, Lord Howe") << u"15 2 * * *"_s << u"Australia/Lord_Howe"_s << u"2026-10-03T00:00:00Z"_s
                                             << QStringList{u"2026-10-03T15:30:00Z"_s, u"2026-10-04T15:15:00Z"_s};
    QTest::newRow("a day that the calendar left out isn't made up for")
        << u"0 12 * * *"_s << u"Pacific/Apia"_s << u"2011-12-29T23:00:00Z"_s
        << QStringList{u"2011-12-30T22:00:00Z"_s, u"2011-12-31T22:00:00Z"_s};

    QTest::newRow("every 90 seconds") << u"@every 90s"_s << u"UTC"_s << u"1970-01-01T00:00:00Z"_s
                                      << QStringList{u"1970-01-01T00:01:30Z"_s, u"1970-01-01T00:03:00Z"_s};
    QTest::newRow("every 90 seconds, before 1970")
        << u"@every 90s"_s << u"UTC"_s << u"1969-12-31T23:59:59Z"_s << QStringList{u"1970-01-01T00:00:00Z"_s};
    QTest::newRow("every hour and a half")
        << u"@every 1.5h"_s << u"Asia/Tokyo"_s << u"1970-01-01T00:00:00Z"_s << QStringList{u"1970-01-01T01:30:00Z"_s};
    QTest::newRow("once") << u"@at 2026-12-01T03:00"_s << u"Europe/Berlin"_s << u"2026-11-27T00:00:00Z"_s
                          << QStringList{u"2026-12-01T02:00:00Z"_s, u"never"_s};
    QTest::newRow("once, in UTC") << u"@at 2026-12-01T03:00:00Z"_s << u"Europe/Berlin"_s << u"2026-11-27T00:00:00Z"_s
                                  << QStringList{u"2026-12-01T03:00:00Z"_s, u"never"_s};
    QTest::newRow("once, with an offset") << u"@at 2026-12-01T03:00:00+05:00"_s << u"Europe/Berlin"_s
                                          << u"2026-11-27T00:00:00Z"_s << QStringList{u"2026-11-30T22:00:00Z"_s};
    QTest::newRow("once, at a time that is left out")
        << u"@at 2026-03-29T02:30"_s << u"Europe/Berlin"_s << u"2026-01-01T00:00:00Z"_s
        << QStringList{u"2026-03-29T01:00:00Z"_s, u"never"_s};
    QTest::newRow("once, and over") << u"@at 2026-12-01T03:00"_s << u"UTC"_s << u"2026-12-01T03:00:00Z"_s
                                    << QStringList{u"never"_s};
    QTest::newRow("far away") << u"0 2 * * *"_s << u"Europe/Berlin"_s << u"2060-07-01T00:00:00Z"_s
                              << QStringList{u"2060-07-02T00:00:00Z"_s};
}

void TestScheduleRule::findsTheNextTimes()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const QString, after);
    QFETCH(const QStringList, expected);

    const auto timeZone = timeZoneFrom(zone);
    QVERIFY(timeZone.ok());
    const auto rule = ScheduleRule::parse(text, *timeZone);
    QVERIFY2(rule.ok(), qPrintable(rule.ok() ? QString() : rule.error().message));
    QStringList found;
    qint64 ms = msOf(after);
    while (found.size() < expected.size()) {
        const auto next = rule->nextAfter(ms);
        found += next ? textOf(*next) : u"never"_s;
        if (!next)
            break;
        ms = *next;
    }
    QCOMPARE(found, expected);
}

void TestScheduleRule::neverStandsStill_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("each minute") << u"* * * * *"_s;
    QTest::newRow("a time in the changed hour") << u"30 2 * * *"_s;
    QTest::newRow("many times in it") << u"*/7 1-3 * * *"_s;
    QTest::newRow("times of the day") << u"1,59 1-3 * * *"_s;
}

/// Whether one asks from time to time or from moment to moment: the same times, each after the one before.
void TestScheduleRule::neverStandsStill()
{
    QFETCH(const QString, text);
    for (const QString &zone :
         {u"Europe/Berlin"_s, u"America/New_York"_s, u"Australia/Lord_Howe"_s, u"Africa/Cairo"_s}) {
        const auto rule = ScheduleRule::parse(text, *timeZoneFrom(zone));
        QVERIFY(rule.ok());
        const qint64 begin = msOf(u"2026-10-20T00:00:00Z"_s);
        const qint64 end = msOf(u"2026-11-03T00:00:00Z"_s);
        QList<qint64> times;
        for (auto next = rule->nextAfter(begin); next && *next < end; next = rule->nextAfter(*next)) {
            QVERIFY(times.isEmpty() || *next > times.last());
            times += *next;
        }
        QVERIFY(times.size() > 10);
        qsizetype index = 0;
        for (qint64 ms = begin; index < times.size(); ms += 7 * 60 * 1000 + 1) {
            while (index < times.size() && times.at(index) <= ms)
                ++index;
            if (index < times.size())
                QCOMPARE(rule->nextAfter(ms).value_or(0), times.at(index));
        }
    }
}

void TestScheduleRule::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no period") << u"@every fast"_s << u"no period"_s;
    QTest::newRow("too short") << u"@every 200ms"_s << u"one second at least"_s;
    QTest::newRow("negative") << u"@every -5s"_s << u"no period"_s;
    QTest::newRow("no time") << u"@at tomorrow"_s << u"no time"_s;
    QTest::newRow("no such day") << u"@at 2026-02-30T00:00"_s << u"no time"_s;
    QTest::newRow("no rule") << u"sometimes"_s << u"five fields"_s;
    QTest::newRow("too long") << u"@every "_s + QString(1000, u'1') + u's' << u"no period"_s;
}

void TestScheduleRule::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, reason);
    const auto rule = ScheduleRule::parse(text, QTimeZone("UTC"));
    QVERIFY(!rule.ok());
    QVERIFY2(rule.error().message.contains(reason), qPrintable(rule.error().message));
}

void TestScheduleRule::knowsTimeZones()
{
    QVERIFY(timeZoneFrom(u"Europe/Berlin"_s).ok());
    const auto wrong = timeZoneFrom(u"Europe/Berln"_s);
    QVERIFY(!wrong.ok());
    QVERIFY2(wrong.error().message.contains(u"Europe/Berlin"_s), qPrintable(wrong.error().message));
    QVERIFY(!timeZoneFrom(u"../../etc/passwd"_s).ok());
    QVERIFY(!timeZoneFrom(QString()).ok());
}

void TestScheduleRule::saysAPeriodInWords_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("words");
    QTest::newRow("seconds") << u"@every 90s"_s << u"every 90 seconds"_s;
    QTest::newRow("one") << u"@every 60m"_s << u"every hour"_s;
    QTest::newRow("minutes") << u"@every 1200s"_s << u"every 20 minutes"_s;
    QTest::newRow("days") << u"@every 48h"_s << u"every 2 days"_s;
    QTest::newRow("a part of a second") << u"@every 1500ms"_s << u"every 1500 ms"_s;
}

void TestScheduleRule::saysAPeriodInWords()
{
    QFETCH(QString, rule);
    const auto parsed = ScheduleRule::parse(rule, QTimeZone("UTC"));
    QVERIFY(parsed);
    QTEST(parsed->words(), "words");
}

QTEST_APPLESS_MAIN(TestScheduleRule)
#include "tst_schedulerule.moc"
