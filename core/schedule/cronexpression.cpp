// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cronexpression.h"

#include "cronparser.h"

#include <bit>

namespace Procession {

using namespace std::chrono;

namespace {

constexpr year lastYear{9000};
// Each date falls on each weekday within 40 years, 29 February around the year 2100 included.
constexpr int yearsToLookAt = 100;

unsigned lastDayOf(const year_month_day &day)
{
    return static_cast<unsigned>((day.year() / day.month() / last).day());
}

unsigned weekdayOf(const year_month_day &day)
{
    return weekday{sys_days{day}}.c_encoding();
}

/// The day from Monday to Friday that is nearest to `day` within its month.
unsigned weekdayNearestTo(const year_month_day &day)
{
    const unsigned number = static_cast<unsigned>(day.day());
    switch (weekdayOf(day)) {
    case 6:
        return number > 1 ? number - 1 : number + 2;
    case 0:
        return number < lastDayOf(day) ? number + 1 : number - 2;
    default:
        return number;
    }
}

bool isNearestWeekday(const year_month_day &day, quint32 wanted)
{
    for (unsigned number = 1; number <= lastDayOf(day); ++number) {
        if ((wanted >> number) & 1 && weekdayNearestTo(day.year() / day.month() / number) == unsigned(day.day()))
            return true;
    }
    return false;
}

bool isLastWeekday(const year_month_day &day)
{
    return weekdayNearestTo(day.year() / day.month() / lastDayOf(day)) == unsigned(day.day());
}

} // namespace

std::optional<unsigned> CronField::firstFrom(unsigned from) const
{
    const quint64 rest = from < 64 ? values >> from << from : 0;
    if (rest == 0)
        return std::nullopt;
    return static_cast<unsigned>(std::countr_zero(rest));
}

Result<CronExpression> CronExpression::parse(QStringView text)
{
    Result<CronFields> fields = parseCronFields(text);
    if (!fields)
        return fields.error();
    CronExpression cron;
    cron.m_seconds = fields->seconds;
    cron.m_minutes = fields->minutes;
    cron.m_hours = fields->hours;
    cron.m_days = fields->days;
    cron.m_months = fields->months;
    cron.m_weekdays = fields->weekdays;
    cron.m_monthDays = fields->monthDays;
    if (!cron.firstFrom(local_days{year{2000} / January / 1})) {
        return Error{
            ErrorCode::InvalidField, QStringLiteral("\"%1\" never comes: no month has such a day.").arg(text), {}};
    }
    return cron;
}

bool CronExpression::matchesDay(const year_month_day &day) const
{
    const unsigned number = static_cast<unsigned>(day.day());
    const unsigned weekday = weekdayOf(day);
    const unsigned lastDay = lastDayOf(day);
    const bool isDay = m_days.has(number) || (m_monthDays.beforeLast >> (lastDay - number)) & 1
        || (m_monthDays.lastWeekday && isLastWeekday(day))
        || (m_monthDays.nearestWeekday && isNearestWeekday(day, m_monthDays.nearestWeekday));
    const bool isWeekday = m_weekdays.has(weekday) || (m_monthDays.nthWeekday[weekday] >> ((number - 1) / 7 + 1)) & 1
        || ((m_monthDays.lastOfWeekday >> weekday) & 1 && number + 7 > lastDay);
    return m_days.isWildcard || m_weekdays.isWildcard ? isDay && isWeekday : isDay || isWeekday;
}

std::optional<seconds> CronExpression::firstTimeFrom(seconds timeOfDay) const
{
    const hh_mm_ss<seconds> from{timeOfDay};
    unsigned minute = static_cast<unsigned>(from.minutes().count());
    unsigned second = static_cast<unsigned>(from.seconds().count());
    for (auto hour = m_hours.firstFrom(static_cast<unsigned>(from.hours().count())); hour;
         hour = m_hours.firstFrom(*hour + 1)) {
        if (*hour != static_cast<unsigned>(from.hours().count()))
            minute = second = 0;
        for (auto at = m_minutes.firstFrom(minute); at; at = m_minutes.firstFrom(*at + 1)) {
            const auto exact = m_seconds.firstFrom(*at == minute ? second : 0);
            if (exact)
                return hours{*hour} + minutes{*at} + seconds{*exact};
        }
    }
    return std::nullopt;
}

std::optional<local_seconds> CronExpression::firstFrom(local_seconds from) const
{
    local_days date = floor<days>(from);
    seconds timeOfDay = from - date;
    const year firstYear = year_month_day{date}.year();
    for (year_month_day day{date}; day.year() < lastYear && day.year() <= firstYear + years{yearsToLookAt};
         day = year_month_day{date}) {
        if (!m_months.has(static_cast<unsigned>(day.month()))) {
            date = local_days{(day.year() / day.month() + months{1}) / 1};
            timeOfDay = {};
            continue;
        }
        if (matchesDay(day)) {
            if (const auto time = firstTimeFrom(timeOfDay))
                return date + *time;
        }
        date += days{1};
        timeOfDay = {};
    }
    return std::nullopt;
}

} // namespace Procession
