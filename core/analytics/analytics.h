// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendarspan.h"
#include "result.h"
#include "rollup.h"

#include <QString>

#include <stop_token>
#include <vector>

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
    int utcOffsetMinutes = 0;    ///< by which days and weeks begin
    bool comparesBefore = false; ///< each group also with the period of the same length before
    size_t limit = 100;          ///< of groups without a time: 1 to maxLimit
};

/// The wire name, such as `week_hour`.
QLatin1StringView wireName(AnalyticsQuery::GroupBy groupBy);
/// The value of that wire name. Errors: InvalidField, with the nearest name.
Result<AnalyticsQuery::GroupBy> groupByFromString(const QString &name);
Result<AnalyticsQuery::Sort> analyticsSortFromString(const QString &name);

/// What runs of a kind add up to. Plain data; only what the query groups by is set.
struct AnalyticsGroup
{
    QByteArray type{};
    QByteArray name{};
    QByteArray group{};
    QByteArray reason{};
    std::optional<qint64> startMs{}; ///< of an hour, a day, a week or a month
    std::optional<int> weekHour{};
    Rollup runs{};
    std::optional<Rollup> before{}; ///< in the period before
    // Of a reason, in place of `runs`:
    quint64 count = 0;
    std::optional<quint64> countBefore{};
    QByteArray lastId{}; ///< of the last process that failed for it
    qint64 lastAt = 0;
};

struct AnalyticsAnswer
{
    qint64 fromMs = 0; ///< as it was rounded to hours
    qint64 toMs = 0;
    std::vector<AnalyticsGroup> groups;
    size_t leftOut = 0; ///< groups beyond the limit
};

/// Answers from the summaries that a RollupRecorder keeps.
///
/// Each call opens the file anew, and reads a row for each name in each span of the period, of which there are few: a year
/// is twelve months. Threads: any, several at once, but none that others wait for. Owner: app/.
class Analytics
{
public:
    explicit Analytics(QString path);

    /// Errors: InvalidField (the period ends before it begins, or is too long for hours), Io; NotFinished where `stop` was
    /// asked for.
    Result<AnalyticsAnswer> ask(const AnalyticsQuery &query, const std::stop_token &stop = {}) const;

private:
    const QString m_path;
};

} // namespace Procession
