// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cronwords.h"

#include <QStringList>

#include <functional>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Name = std::function<QString(unsigned)>;

constexpr qsizetype mostTimesOfDay = 6; // more are told as minutes and hours

QString number(unsigned value)
{
    return QString::number(value);
}

QString weekdayName(unsigned day)
{
    static const QStringList names{u"Sunday"_s,   u"Monday"_s, u"Tuesday"_s, u"Wednesday"_s,
                                   u"Thursday"_s, u"Friday"_s, u"Saturday"_s};
    return names.at(day % 7);
}

QString monthName(unsigned month)
{
    static const QStringList names{u"January"_s,   u"February"_s, u"March"_s,    u"April"_s,
                                   u"May"_s,       u"June"_s,     u"July"_s,     u"August"_s,
                                   u"September"_s, u"October"_s,  u"November"_s, u"December"_s};
    return names.at(static_cast<qsizetype>(month) - 1);
}

QString listOf(const QStringList &parts, const QString &word = u" and "_s)
{
    return parts.size() < 2 ? parts.join(QString()) : parts.first(parts.size() - 1).join(u", "_s) + word + parts.last();
}

QList<unsigned> valuesOf(const CronField &field)
{
    QList<unsigned> values;
    for (auto value = field.firstFrom(0); value; value = field.firstFrom(*value + 1))
        values += *value;
    return values;
}

/// The numbers as a list, with three neighbours or more as a range.
QStringList partsOf(const CronField &field, const Name &name)
{
    QStringList parts;
    const QList<unsigned> values = valuesOf(field);
    for (qsizetype i = 0; i < values.size();) {
        qsizetype end = i;
        while (end + 1 < values.size() && values.at(end + 1) == values.at(end) + 1)
            ++end;
        if (end - i >= 2) {
            parts += u"%1 to %2"_s.arg(name(values.at(i)), name(values.at(end)));
            i = end + 1;
        } else {
            parts += name(values.at(i++));
        }
    }
    return parts;
}

/// The step where the field's numbers are all those of one, from the first possible number to the last; else 0.
unsigned stepOf(const CronField &field, unsigned first, unsigned last)
{
    const QList<unsigned> values = valuesOf(field);
    if (values.size() < 2 || values.first() != first)
        return 0;
    const unsigned step = values.at(1) - values.at(0);
    for (qsizetype i = 1; i < values.size(); ++i) {
        if (values.at(i) - values.at(i - 1) != step)
            return 0;
    }
    return values.last() + step > last ? step : 0;
}

bool isAll(const CronField &field, unsigned first, unsigned last)
{
    return stepOf(field, first, last) == 1;
}

QString every(unsigned step, const QString &unit)
{
    return step == 1 ? u"every "_s + unit : u"every %1 %2s"_s.arg(step).arg(unit);
}

/// `every 5 minutes`, or `at minute 3 and 7`.
QString unitWords(const CronField &field, const QString &unit)
{
    if (const unsigned step = stepOf(field, 0, 59))
        return every(step, unit);
    return u"at %1 %2"_s.arg(unit, listOf(partsOf(field, number)));
}

QString hourWords(const CronField &hours)
{
    if (isAll(hours, 0, 23))
        return {};
    if (const unsigned step = stepOf(hours, 0, 23))
        return u" of every %1 hours"_s.arg(step);
    const QStringList parts = partsOf(hours, number);
    const bool isOne = valuesOf(hours).size() == 1;
    return u" of the %1 %2"_s.arg(isOne ? u"hour"_s : u"hours"_s, listOf(parts));
}

QString timeWords(const CronExpression &cron)
{
    const bool isWholeMinute = cron.secondField().values == 1;
    const QList<unsigned> hours = valuesOf(cron.hourField());
    const QList<unsigned> minutes = valuesOf(cron.minuteField());
    const QList<unsigned> seconds = valuesOf(cron.secondField());
    if (hours.size() * minutes.size() * seconds.size() <= mostTimesOfDay) {
        QStringList times;
        for (const unsigned hour : hours) {
            for (const unsigned minute : minutes) {
                for (const unsigned second : seconds) {
                    QString time = u"%1:%2"_s.arg(hour, 2, 10, QChar(u'0')).arg(minute, 2, 10, QChar(u'0'));
                    if (!isWholeMinute)
                        time += u":%1"_s.arg(second, 2, 10, QChar(u'0'));
                    times += time;
                }
            }
        }
        return u"at "_s + listOf(times);
    }
    if (isWholeMinute && minutes == QList<unsigned>{0}) {
        if (const unsigned step = stepOf(cron.hourField(), 0, 23))
            return every(step, u"hour"_s);
    }
    QString words;
    if (!isWholeMinute) {
        words = unitWords(cron.secondField(), u"second"_s);
        if (!isAll(cron.minuteField(), 0, 59))
            words += u", "_s;
    }
    if (isWholeMinute || !isAll(cron.minuteField(), 0, 59))
        words += unitWords(cron.minuteField(), u"minute"_s);
    return words + hourWords(cron.hourField());
}

QString ordinal(unsigned place)
{
    static const QStringList names{u"first"_s, u"second"_s, u"third"_s, u"fourth"_s, u"fifth"_s};
    return names.at(static_cast<qsizetype>(place) - 1);
}

QStringList dayParts(const CronExpression &cron)
{
    const CronMonthDays &special = cron.monthDays();
    QStringList parts;
    if (const unsigned step = stepOf(cron.dayField(), 1, 31); step > 1)
        parts += u"every %1 days from day 1 of the month"_s.arg(step);
    else if (cron.dayField().values != 0)
        parts += u"day %1 of the month"_s.arg(listOf(partsOf(cron.dayField(), number)));
    for (unsigned before = 0; before < 31; ++before) {
        if ((special.beforeLast >> before) & 1)
            parts += before == 0
                ? u"the last day of the month"_s
                : u"%1 before the last of the month"_s.arg(before == 1 ? u"the day"_s : u"%1 days"_s.arg(before));
        if ((special.nearestWeekday >> before) & 1)
            parts += u"the weekday nearest to day %1 of the month"_s.arg(before);
    }
    if ((special.nearestWeekday >> 31) & 1)
        parts += u"the weekday nearest to day 31 of the month"_s;
    if (special.lastWeekday)
        parts += u"the last weekday of the month"_s;
    return parts;
}

QStringList weekdayParts(const CronExpression &cron)
{
    const CronMonthDays &special = cron.monthDays();
    // From Monday on, as people count the week.
    CronField week;
    for (unsigned day = 0; day < 7; ++day) {
        if (cron.weekdayField().has(day))
            week.values |= quint64(1) << (day == 0 ? 7 : day);
    }
    QStringList parts = partsOf(week, weekdayName);
    for (unsigned day = 1; day <= 7; ++day) {
        for (unsigned place = 1; place <= 5; ++place) {
            if ((special.nthWeekday[day % 7] >> place) & 1)
                parts += u"the %1 %2 of the month"_s.arg(ordinal(place), weekdayName(day));
        }
        if ((special.lastOfWeekday >> day % 7) & 1)
            parts += u"the last %1 of the month"_s.arg(weekdayName(day));
    }
    return parts;
}

QString dayWords(const CronExpression &cron)
{
    const bool anyDay = isAll(cron.dayField(), 1, 31);
    const bool anyWeekday = isAll(cron.weekdayField(), 0, 6);
    if (anyDay && (anyWeekday || !cron.weekdayField().isWildcard)) {
        // A day of the month that is all of them, and no wildcard, matches by itself.
        if (anyWeekday || !cron.dayField().isWildcard)
            return {};
    }
    const QString days = listOf(dayParts(cron));
    const QString weekdays = listOf(weekdayParts(cron));
    const bool both = cron.dayField().isWildcard || cron.weekdayField().isWildcard;
    if (both && anyDay)
        return u" on "_s + weekdays;
    if (both && anyWeekday)
        return u" on "_s + days;
    return u" on %1%2%3"_s.arg(days, both ? u" if it is "_s : u" or on "_s, weekdays);
}

} // namespace

QString cronWords(const CronExpression &cron)
{
    QString words = timeWords(cron) + dayWords(cron);
    if (!isAll(cron.monthField(), 1, 12))
        words += u" in "_s + listOf(partsOf(cron.monthField(), monthName));
    return words;
}

} // namespace Procession
