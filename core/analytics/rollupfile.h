// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendarspan.h"
#include "numberedtexts.h"
#include "rollup.h"

#include <chrono>
#include <map>
#include <span>

namespace Procession {

/// How long summaries are kept, and how many. Plain data.
struct RollupRetention
{
    std::chrono::milliseconds hours = std::chrono::days(90);     ///< those of hours
    std::chrono::milliseconds days = std::chrono::days(3 * 366); ///< those of days
    std::chrono::milliseconds months{0};                         ///< those of months; 0 for ever
    /// Of all together. The oldest hours go first, then the oldest days, then months.
    qint64 maxCount = 5'000'000;

    friend bool operator==(const RollupRetention &a, const RollupRetention &b) = default;
};

/// Writes the summaries of runs in a file of their own, `analytics.db`, beside the store's.
///
/// There is a row for each name of a type (and group) in each hour, day and month in which one ended, one for each type and
/// one for all runs, and one for each reason for which one failed. Names and reasons are what clients wrote: only so many are told apart, the rest is counted together.
/// Which runs are in it is told by the number of the last event, written in the same transaction: each run counts once,
/// whenever the program is killed.
/// Threads: one at a time. Owner: RollupRecorder, or a bench.
class RollupFile
{
public:
    static constexpr qint64 mostNames = 20'000;
    static constexpr qint64 mostReasons = 5'000;

    static QString pathIn(const QString &dataFolder);

    /// Opens the file, or makes it, readable by its owner only. Errors: Io, also where it is damaged or of a newer version.
    Result<void> open(const QString &path);
    void close();

    /// The number of the last event whose run is counted.
    quint64 cursor() const { return m_cursor; }
    /// Counts these runs, and notes that all runs up to event `cursor` are counted. All of it, or nothing. Errors: Io.
    Result<void> add(std::span<const EndedRun> runs, quint64 cursor);
    /// Deletes what is kept no longer, some thousand rows at most, and gives a part of the room that is free back to the
    /// disk. Whether there may be more. Errors: Io.
    Result<bool> sweep(qint64 nowMs, const RollupRetention &retention);

private:
    struct Key
    {
        CalendarSpan span;
        qint64 name = 0;
        friend auto operator<=>(const Key &a, const Key &b) = default;
    };
    struct Failures
    {
        quint64 count = 0;
        QByteArray lastId;
        qint64 lastAt = 0;

        void add(const EndedRun &run);
    };
    /// All runs of a type in a span, and of all types where that is empty.
    using TotalKey = std::pair<CalendarSpan, QByteArray>;
    using FailureKey = std::pair<Key, qint64>; // and the number of the reason

    Result<void> prepareStatements();
    Result<qint64> nameOf(const EndedRun &run);
    Result<void> addAll(std::span<const EndedRun> runs);
    Result<void> addRollup(const Key &key, Rollup &rollup);
    Result<void> addTotal(const TotalKey &key, Rollup &rollup);
    Result<void> addFailures(const FailureKey &key, const Failures &failures);
    Result<qint64> surplus(qint64 maxCount);
    Result<bool> removeBefore(SpanLevel level, qint64 startMs);
    Result<bool> removeSurplus(qint64 surplus);

    SqliteConnection m_connection;
    NumberedTexts m_names; // by type, name and group
    NumberedTexts m_reasons;
    SqliteStatement m_selectRollup;
    SqliteStatement m_writeRollup;
    SqliteStatement m_selectTotal;
    SqliteStatement m_writeTotal;
    SqliteStatement m_addFailures;
    SqliteStatement m_setCursor;
    quint64 m_cursor = 0;
    std::optional<qint64> m_count; // of all rows, while a sweep goes on
};

/// Reads the columns of a row of `rollups` from runs on, as RollupColumns::names lists them.
namespace RollupColumns {
inline constexpr const char *names =
    "runs, completed, failed, timed_out, cancelled, given_up, retries, recovered, busy_ms, "
    "memory_peak, durations, waits";
/// Nothing where the row is damaged.
std::optional<Rollup> read(const SqliteStatement &row, int first);
} // namespace RollupColumns

} // namespace Procession
