// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduletimes.h"

#include <functional>

namespace Procession {

/// One run that is to be started. Plain data.
struct TickStart
{
    qint64 dueMs = 0;
    int backfill = 0; ///< the number of the backfill that it belongs to, or 0

    friend bool operator==(const TickStart &a, const TickStart &b) = default;
};

/// What a schedule does at a moment: runs to cancel, runs to start, and the schedule as it stands once that is done.
/// Plain data.
struct TickDecision
{
    Schedule next; ///< with the cursor moved; the runs of `starts` are in `running` and their ticks in `ticks`
    std::vector<TickStart> starts;
    std::vector<ProcessId> cancels;
    std::optional<qint64>
        wakeAt; ///< wall ms at which there is something to decide again; nothing where an event must come

    bool isChange = false; ///< whether `next` differs from the schedule that was given
};

/// Decides all that is due by `nowMs`. Pure: a moment that is decided twice, with the same schedule, is decided alike.
/// `exists` tells whether a process of that id was started before, by a server that went down before it could say so.
TickDecision decideTicks(const Schedule &schedule, const ScheduleTimes &times, qint64 nowMs,
                         const std::function<bool(const ProcessId &)> &exists);

/// How much later than due the run starts, by the definition's jitter: 0 to it, the same for a due time each time.
qint64 jitterOf(const Schedule &schedule, qint64 dueMs);

/// Adds what was decided, as part of the tick before where it is the same, and lets go of the oldest.
void addTick(Schedule &schedule, Tick tick);

} // namespace Procession
