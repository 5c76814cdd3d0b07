// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticsquery.h"
#include "calendarspan.h"
#include "rollup.h"

#include <QString>

#include <stop_token>
#include <vector>

namespace Procession {

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
