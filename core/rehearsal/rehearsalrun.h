// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrehearsal.h"
#include "archive.h"
#include "clock.h"
#include "pastfacts.h"

namespace Procession {

/// Rehearses a rule with the history of an archive, a slice of time at a go, so that others get their turn.
///
/// Rules about ends read these alone; those about how long something was pending, or ran, read the whole lives of processes,
/// of so many days before as well where it depends on durations. What is committed is in the archive. It ends early, and says so, where there is more than `Limits` allow.
/// Threads: one at a time. Owner: whoever asks; archive and clock must outlive it.
class RehearsalRun
{
public:
    struct Limits
    {
        qint64 mostRuns = 2'000'000;
        std::chrono::milliseconds longest{15'000}; ///< of work, waiting between slices not counted
        std::chrono::milliseconds slice{50};       ///< about so long is worked at a go
        qsizetype pageSize = 500;                  ///< ends that are read at once
    };

    /// From `days` before now on: 1 to Rehearsal::mostDays.
    RehearsalRun(const Archive &archive, const Clock &clock, AlertRule rule, int days, Limits limits);
    RehearsalRun(const Archive &archive, const Clock &clock, AlertRule rule, int days)
        : RehearsalRun(archive, clock, std::move(rule), days, Limits{})
    {
    }

    /// Goes on. The result once it is done; then it may not be called again. Errors: Io.
    Result<std::optional<Rehearsal>> next();
    /// All at once. Errors: Io.
    Result<Rehearsal> finish();

private:
    Result<void> begin();
    Result<void> readPage();
    Result<qsizetype> readEnds(qsizetype limit);
    Result<qsizetype> readPasts(qsizetype limit);
    void takeFacts(bool isAll);
    bool isLimitReached() const;
    Rehearsal close();

    const Archive &m_archive;
    const Clock &m_clock;
    const AlertRule m_rule;
    const Limits m_limits;
    const qint64 m_toMs;
    const qint64 m_fromMs;
    AlertRehearsal m_rehearsal;
    bool m_hasBegun = false;
    bool m_isAtEnd = false;
    AttemptEndRange m_range;
    std::optional<PastFacts> m_pasts; // for what isn't told by ends alone
    quint64 m_after = 0;              // the last end, or the last process, that was read
    qint64 m_lastMs = 0;              // its time
    qint64 m_runs = 0;
    qint64 m_workedMs = 0;
};

} // namespace Procession
