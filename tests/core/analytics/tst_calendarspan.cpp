// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarspan.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

qint64 ms(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch();
}

QString textOf(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs).toUTC().toString(Qt::ISODate);
}

} // namespace

class TestCalendarSpan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lieAroundAMoment_data();
    void lieAroundAMoment();
    void coverAPeriodByFew_data();
    void coverAPeriodByFew();
};

void TestCalendarSpan::lieAroundAMoment_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("moment");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("end");
    const auto row = [](SpanLevel level, const char *moment, const char *start, const char *end) {
        QTest::addRow("%d %s", static_cast<int>(level), moment)
            << static_cast<int>(level) << QString::fromLatin1(moment) << QString::fromLatin1(start)
            << QString::fromLatin1(end);
    };
    row(SpanLevel::Hour, "2026-11-28T01:59:59Z", "2026-11-28T01:00:00Z", "2026-11-28T02:00:00Z");
    row(SpanLevel::Day, "2026-11-28T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z");
    row(SpanLevel::Month, "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z");
    row(SpanLevel::Month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
    row(SpanLevel::Day, "1969-12-31T23:00:00Z", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z");
    row(SpanLevel::Month, "1969-12-31T23:00:00Z", "1969-12-01T00:00:00Z", "1970-01-01T00:00:00Z");
}

void TestCalendarSpan::lieAroundAMoment()
{
    QFETCH(int, level);
    QFETCH(QString, moment);
    QFETCH(QString, start);
    QFETCH(QString, end);
    const CalendarSpan span = spanOf(static_cast<SpanLevel>(level), ms(moment));
    QCOMPARE(textOf(span.startMs), start);
    QCOMPARE(textOf(endOf(span)), end);
}

void TestCalendarSpan::coverAPeriodByFew_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("coarsest");
    QTest::addColumn<QList<int>>("counts"); // of hours, days and months
    const auto row = [](const char *from, const char *to, SpanLevel coarsest, const QList<int> &counts) {
        QTest::addRow("%s to %s by %d", from, to, static_cast<int>(coarsest))
            << QString::fromLatin1(from) << QString::fromLatin1(to) << static_cast<int>(coarsest) << counts;
    };
    row("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", SpanLevel::Month, {0, 0, 12});
    row("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", SpanLevel::Day, {0, 365, 0});
    row("2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z", SpanLevel::Hour, {60 * 24, 0, 0});
    row("2025-01-30T22:30:00Z", "2025-03-02T01:00:01Z", SpanLevel::Month,
        {2 + 2, 2, 1}); // 2 hours, 31st, Feb, 1st, 2 hours
    row("2025-01-30T22:30:00Z", "2025-01-30T22:31:00Z", SpanLevel::Month, {1, 0, 0});
    row("2025-01-30T22:00:00Z", "2025-01-30T22:00:00Z", SpanLevel::Month, {0, 0, 0});
    row("2025-01-30T23:00:00Z", "2025-01-30T22:00:00Z", SpanLevel::Month, {0, 0, 0});
}

void TestCalendarSpan::coverAPeriodByFew()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(int, coarsest);
    QFETCH(QList<int>, counts);
    const auto spans = spansBetween(ms(from), ms(to), static_cast<SpanLevel>(coarsest));
    QList<int> found{0, 0, 0};
    for (size_t i = 0; i < spans.size(); ++i) {
        ++found[static_cast<int>(spans[i].level)];
        if (i > 0)
            QCOMPARE(textOf(spans[i].startMs), textOf(endOf(spans[i - 1])));
    }
    QCOMPARE(found, counts);
}

QTEST_APPLESS_MAIN(TestCalendarSpan)
#include "tst_calendarspan.moc"
