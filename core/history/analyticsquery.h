// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processtype.h"
#include "result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace Procession {

/// A question for what past runs have in common. Plain data.
struct AnalyticsQuery
{
    enum class GroupBy : quint8 {
        Total, ///< all runs as one group
        Type,
        Name, ///< the name of a type, and the group where it has one
        Group,
        Hour,
        Day,
        Week, ///< from Monday
        Month,
        WeekHour, ///< the hour of the week: 0 is Monday from 0 to 1 o'clock, 167 the last of Sunday
        Reason,   ///< why runs failed
    };
    enum class Sort : quint8 {
        Runs,     ///< the most first
        Failures, ///< the most first
        Slowest,  ///< the 95th percentile of the durations, the longest first
        Flakiest, ///< the share of retries and failures, the greatest first
        Change,   ///< how much slower the median is than in the period before, the most first
    };
    static constexpr size_t maxLimit = 1000;
    /// Hours of a period at most, where they are counted one by one.
    static constexpr qint64 mostHours = 24 * 92;

    qint64 fromMs = 0; ///< wall time; the whole hour that it lies in counts
    qint64 toMs = 0;   ///< likewise, and exclusive
    GroupBy groupBy = GroupBy::Total;
    Sort sort = Sort::Runs; ///< of groups that have no time: those of time stand in their order
    std::optional<ProcessType> type{};
    std::optional<QByteArray> name{}; ///< as it is kept: see EndedRun::name
    std::optional<QByteArray> group{};
    QByteArray text{};        ///< only names that have it in them as they are kept, whatever the case of ASCII letters
    int utcOffsetMinutes = 0; ///< by which days and weeks begin
    bool comparesBefore = false; ///< each group also with the period of the same length before
    bool tellsHistogram = false; ///< each group also how many of its runs took how long
    size_t limit = 100;          ///< of groups without a time: 1 to maxLimit
};

/// The wire name, such as `week_hour`.
QLatin1StringView wireName(AnalyticsQuery::GroupBy groupBy);
QLatin1StringView wireName(AnalyticsQuery::Sort sort);
/// The value of that wire name. Errors: InvalidField, with the nearest name.
Result<AnalyticsQuery::GroupBy> groupByFromString(const QString &name);
Result<AnalyticsQuery::Sort> analyticsSortFromString(const QString &name);

} // namespace Procession
