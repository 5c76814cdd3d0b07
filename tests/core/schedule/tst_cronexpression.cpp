// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cronexpression.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono;

class TestCronExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheNextTimes_data();
    void findsTheNextTimes();
    void takesTwoSpellingsForOne_data();
    void takesTwoSpellingsForOne();
    void refuses_data();
    void refuses();
};

namespace {

local_seconds secondsOf(const QString &text)
{
    QDateTime time = QDateTime::fromString(text, u"yyyy-MM-dd HH:mm:ss"_s);
    time.setTimeSpec(Qt::UTC);
    return local_seconds{seconds{time.toSecsSinceEpoch()}};
}

QString textOf(local_seconds time)
{
    return QDateTime::fromSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace

void TestCronExpression::findsTheNextTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QStringList>("expected");

    const QString newYear = u"2026-01-01 00:00:00"_s; // a Thursday
    QTest::newRow("each minute") << u"* * * * *"_s << u"2026-01-01 23:58:01"_s
                                 << QStringList{u"2026-01-01 23:59:00"_s, u"2026-01-02 00:00:00"_s};
    QTest::newRow("a moment that matches is the first")
        << u"0 0 * * *"_s << newYear << QStringList{newYear, u"2026-01-02 00:00:00"_s};
    QTest::newRow("six fields") << u"15,45 0 12 * * *"_s << newYear
                                << QStringList{u"2026-01-01 12:00:15"_s, u"2026-01-01 12:00:45"_s,
                                               u"2026-01-02 12:00:15"_s};
    QTest::newRow("step over all") << u"*/25 3 * * *"_s << newYear
                                   << QStringList{u"2026-01-01 03:00:00"_s, u"2026-01-01 03:25:00"_s,
                                                  u"2026-01-01 03:50:00"_s, u"2026-01-02 03:00:00"_s};
    QTest::newRow("step over a range") << u"0 9-17/4 * * *"_s << newYear
                                       << QStringList{u"2026-01-01 09:00:00"_s, u"2026-01-01 13:00:00"_s,
                                                      u"2026-01-01 17:00:00"_s, u"2026-01-02 09:00:00"_s};
    QTest::newRow("step from a number") << u"40/10 5 * * *"_s << newYear
                                        << QStringList{u"2026-01-01 05:40:00"_s, u"2026-01-01 05:50:00"_s,
                                                       u"2026-01-02 05:40:00"_s};
    QTest::newRow("days or weekdays") << u"0 0 13 * FRI"_s << newYear
                                      << QStringList{u"2026-01-02 00:00:00"_s, u"2026-01-09 00:00:00"_s,
                                                     u"2026-01-13 00:00:00"_s, u"2026-01-16 00:00:00"_s};
    QTest::newRow("days and weekdays, as one begins with *")
        << u"0 0 */2 * 5"_s << newYear
        << QStringList{u"2026-01-09 00:00:00"_s, u"2026-01-23 00:00:00"_s, u"2026-02-13 00:00:00"_s};
    QTest::newRow("names of months and days, in any case")
        << u"0 0 * dec Mon-wed"_s << newYear << QStringList{u"2026-12-01 00:00:00"_s, u"2026-12-02 00:00:00"_s};
    QTest::newRow("a range to Sunday") << u"0 0 * * SAT-SUN"_s << newYear
                                       << QStringList{u"2026-01-03 00:00:00"_s, u"2026-01-04 00:00:00"_s,
                                                      u"2026-01-10 00:00:00"_s};
    QTest::newRow("29 February") << u"0 0 29 2 *"_s << newYear
                                 << QStringList{u"2028-02-29 00:00:00"_s, u"2032-02-29 00:00:00"_s};
    QTest::newRow("29 February, over the year without one")
        << u"0 0 29 2 *"_s << u"2096-03-01 00:00:00"_s << QStringList{u"2104-02-29 00:00:00"_s};
    QTest::newRow("31st of months that have one") << u"0 0 31 * *"_s << u"2026-03-31 00:00:01"_s
                                                  << QStringList{u"2026-05-31 00:00:00"_s, u"2026-07-31 00:00:00"_s};
    QTest::newRow("last day") << u"0 0 L * *"_s << u"2028-01-31 12:00:00"_s
                              << QStringList{u"2028-02-29 00:00:00"_s, u"2028-03-31 00:00:00"_s};
    QTest::newRow("three days before the last") << u"0 0 L-3 2 *"_s << newYear << QStringList{u"2026-02-25 00:00:00"_s};
    QTest::newRow("last weekday") << u"0 0 LW * *"_s << newYear
                                  << QStringList{u"2026-01-30 00:00:00"_s, u"2026-02-27 00:00:00"_s};
    QTest::newRow("weekday near a Saturday") << u"0 0 17W 1 *"_s << newYear << QStringList{u"2026-01-16 00:00:00"_s};
    QTest::newRow("weekday near a Sunday") << u"0 0 18W 1 *"_s << newYear << QStringList{u"2026-01-19 00:00:00"_s};
    QTest::newRow("weekday near a Saturday that is the first")
        << u"0 0 1W 8 *"_s << newYear << QStringList{u"2026-08-03 00:00:00"_s};
    QTest::newRow("weekday near a Sunday that is the last")
        << u"0 0 31W 5 *"_s << newYear << QStringList{u"2026-05-29 00:00:00"_s};
    QTest::newRow("third Friday") << u"0 0 * * FRI#3"_s << newYear
                                  << QStringList{u"2026-01-16 00:00:00"_s, u"2026-02-20 00:00:00"_s};
    QTest::newRow("fifth Thursday") << u"0 0 * * 4#5"_s << newYear
                                    << QStringList{u"2026-01-29 00:00:00"_s, u"2026-04-30 00:00:00"_s};
    QTest::newRow("last Friday") << u"0 0 * * 5L"_s << newYear
                                 << QStringList{u"2026-01-30 00:00:00"_s, u"2026-02-27 00:00:00"_s};
    QTest::newRow("over the year's end") << u"30 23 31 12 *"_s << u"2026-12-31 23:30:01"_s
                                         << QStringList{u"2027-12-31 23:30:00"_s};
    QTest::newRow("@weekly") << u"@weekly"_s << newYear
                             << QStringList{u"2026-01-04 00:00:00"_s, u"2026-01-11 00:00:00"_s};
    QTest::newRow("@yearly") << u"@Yearly"_s << u"2026-01-01 00:00:01"_s << QStringList{u"2027-01-01 00:00:00"_s};
}

void TestCronExpression::findsTheNextTimes()
{
    QFETCH(const QString, text);
    QFETCH(const QString, from);
    QFETCH(const QStringList, expected);

    const auto cron = CronExpression::parse(text);
    QVERIFY2(cron.ok(), qPrintable(cron.ok() ? QString() : cron.error().message));
    QStringList found;
    local_seconds time = secondsOf(from);
    while (found.size() < expected.size()) {
        const auto next = cron->firstFrom(time);
        QVERIFY(next);
        found += textOf(*next);
        time = *next + seconds{1};
    }
    QCOMPARE(found, expected);
}

void TestCronExpression::takesTwoSpellingsForOne_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::newRow("0 and 7 are Sunday") << u"0 0 * * 0"_s << u"0 0 * * 7"_s;
    QTest::newRow("a name") << u"0 0 * * 1"_s << u"0 0 * * Mon"_s;
    QTest::newRow("blanks") << u"0 0 * * 1"_s << u"  0\t0  *  * 1 "_s;
    QTest::newRow("a list and a range") << u"1,2,3 0 * * *"_s << u"1-3 0 * * *"_s;
    QTest::newRow("? and *") << u"0 0 ? * 1"_s << u"0 0 * * 1"_s;
    QTest::newRow("alias") << u"@midnight"_s << u"0 0 * * *"_s;
    QTest::newRow("no seconds and second 0") << u"5 4 * * *"_s << u"0 5 4 * * *"_s;
}

void TestCronExpression::takesTwoSpellingsForOne()
{
    QFETCH(const QString, one);
    QFETCH(const QString, other);
    const auto first = CronExpression::parse(one);
    const auto second = CronExpression::parse(other);
    QVERIFY(first.ok());
    QVERIFY(second.ok());
    QVERIFY(*first == *second);
}

void TestCronExpression::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason"); // a part of it
    QTest::newRow("nothing") << QString() << u"has 0"_s;
    QTest::newRow("four fields") << u"* * * *"_s << u"has 4"_s;
    QTest::newRow("seven fields") << u"0 0 0 1 1 * 2026"_s << u"has 7"_s;
    QTest::newRow("too long") << QString(300, u'*') << u"256 characters"_s;
    QTest::newRow("minute 60") << u"60 * * * *"_s << u"from 0 to 59"_s;
    QTest::newRow("hour 24") << u"0 24 * * *"_s << u"from 0 to 23"_s;
    QTest::newRow("day 0") << u"0 0 0 * *"_s << u"from 1 to 31"_s;
    QTest::newRow("month 13") << u"0 0 1 13 *"_s << u"from 1 to 12"_s;
    QTest::newRow("weekday 8") << u"0 0 * * 8"_s << u"from 0 to 7"_s;
    QTest::newRow("a misspelled day") << u"0 0 * * tur"_s << u"did you mean \"tue\"?"_s;
    QTest::newRow("step 0") << u"*/0 * * * *"_s << u"step"_s;
    QTest::newRow("step that is far too long") << u"*/99999999999 * * * *"_s << u"step"_s;
    QTest::newRow("negative") << u"-5 * * * *"_s << u"minute"_s;
    QTest::newRow("signed") << u"+5 * * * *"_s << u"minute"_s;
    QTest::newRow("downwards") << u"0 22-2 * * *"_s << u"22-23,0-2"_s;
    QTest::newRow("an empty part") << u"1,,2 * * * *"_s << u"empty"_s;
    QTest::newRow("an open range") << u"1- * * * *"_s << u"minute"_s;
    QTest::newRow("30 February") << u"0 0 30 2 *"_s << u"never comes"_s;
    QTest::newRow("31 of months with 30 days") << u"0 0 31 4,6,9,11 *"_s << u"never comes"_s;
    QTest::newRow("L among minutes") << u"L * * * *"_s << u"minute"_s;
    QTest::newRow("L alone among weekdays") << u"0 0 * * L"_s << u"FRIL"_s;
    QTest::newRow("sixth Friday") << u"0 0 * * 5#6"_s << u"from 1 to 5"_s;
    QTest::newRow("W alone") << u"0 0 W * *"_s << u"15W"_s;
    QTest::newRow("a range of W") << u"0 0 1-5W * *"_s << u"15W"_s;
    QTest::newRow("unknown alias") << u"@dayly"_s << u"did you mean \"@daily\"?"_s;
    QTest::newRow("@reboot") << u"@reboot"_s << u"no known rule"_s;
    QTest::newRow("NUL") << QString(u"0 0 * * 1"_s + QChar(0)) << u"day of the week"_s;
    QTest::newRow("digits of another script") << u"٥ * * * *"_s << u"minute"_s;
}

void TestCronExpression::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, reason);
    const auto cron = CronExpression::parse(text);
    QVERIFY(!cron.ok());
    QCOMPARE(cron.error().code, ErrorCode::InvalidField);
    QVERIFY2(cron.error().message.contains(reason), qPrintable(cron.error().message));
}

QTEST_APPLESS_MAIN(TestCronExpression)
#include "tst_cronexpression.moc"
