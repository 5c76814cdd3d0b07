// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QStringView>

#include <array>
#include <chrono>
#include <optional>

namespace Procession {

/// The numbers of one field of a cron expression. Plain data.
struct CronField
{
    quint64 values = 0;      ///< bit n stands for the number n
    bool isWildcard = false; ///< its text begins with `*` or is `?`

    bool has(unsigned value) const { return (values >> value) & 1; }
    /// The smallest of its numbers that is `from` or more, or nothing.
    std::optional<unsigned> firstFrom(unsigned from) const;

    friend bool operator==(const CronField &a, const CronField &b) = default;
};

/// The days that a cron expression names by their place in the month, which differ from month to month. Plain data.
struct CronMonthDays
{
    quint32 beforeLast = 0;             ///< bit n: n days before the last day (`L`, `L-3`)
    quint32 nearestWeekday = 0;         ///< bit n: the weekday that is nearest to day n (`15W`)
    bool lastWeekday = false;           ///< the last day from Monday to Friday (`LW`)
    std::array<quint8, 7> nthWeekday{}; ///< by weekday, 0 for Sunday; bit n: the n-th one (`FRI#2`)
    quint8 lastOfWeekday = 0;           ///< bit n: the last one of weekday n (`5L`)

    bool hasDays() const { return beforeLast || nearestWeekday || lastWeekday; }
    bool hasWeekdays() const { return lastOfWeekday || nthWeekday != std::array<quint8, 7>{}; }

    friend bool operator==(const CronMonthDays &a, const CronMonthDays &b) = default;
};

/// A cron expression: the seconds of the local calendar that it names. A value; any thread.
///
/// Five fields (minute, hour, day of month, month, day of week) or six (a field of seconds before them), separated by
/// blanks; or `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight`, `@hourly`. A field is a list of
/// numbers, ranges (`9-17`) and steps (`*/5`, `9-17/2`, `30/10`), with English names of months and days. Sunday is 0
/// and 7. Days may be `L` (the last), `L-3`, `LW`, `15W`; days of the week `5L` (the last Friday) and `5#3` (the third).
///
/// As in Debian's cron, a day matches where the day of the month *or* that of the week does, once neither field begins with
/// `*`; otherwise where both do. docs/schedules.md tells all of it.
class CronExpression
{
public:
    /// Longer texts are refused before they are read.
    static constexpr qsizetype maxLength = 256;

    /// Errors: InvalidField, which names the part of the text that is wrong; also where no day ever matches.
    static Result<CronExpression> parse(QStringView text);

    /// The first second at or after `from` that matches, by the calendar alone: no time zone is looked at. Nothing from
    /// the year 9000 on.
    std::optional<std::chrono::local_seconds> firstFrom(std::chrono::local_seconds from) const;

    /// Whether it names times of the day, as `30 2 * * *` does. False where the seconds, minutes or hours begin with `*`,
    /// as those do that mean "every so often".
    bool namesTimesOfDay() const { return !m_seconds.isWildcard && !m_minutes.isWildcard && !m_hours.isWildcard; }

    const CronField &secondField() const { return m_seconds; }
    const CronField &minuteField() const { return m_minutes; }
    const CronField &hourField() const { return m_hours; }
    const CronField &dayField() const { return m_days; }
    const CronField &monthField() const { return m_months; }
    const CronField &weekdayField() const { return m_weekdays; } ///< 0 for Sunday
    const CronMonthDays &monthDays() const { return m_monthDays; }

    friend bool operator==(const CronExpression &a, const CronExpression &b) = default;

private:
    bool matchesDay(const std::chrono::year_month_day &day) const;
    std::optional<std::chrono::seconds> firstTimeFrom(std::chrono::seconds timeOfDay) const;

    CronField m_seconds{1, false};
    CronField m_minutes;
    CronField m_hours;
    CronField m_days;
    CronField m_months;
    CronField m_weekdays;
    CronMonthDays m_monthDays;
};

} // namespace Procession
