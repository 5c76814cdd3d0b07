// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "fakeclock.h"
#include "processtracker.h"

namespace Procession {

/// A tracker with a log and a clock of its own, which stands still until the test moves it.
///
/// A test takes the three by their names: `auto [clock, log, tracker] = Tracked();`.
struct Tracked
{
    /// `capacity` is how many events the log holds; `commits` says whether they wait for a store.
    explicit Tracked(qsizetype capacity = EventLog::defaultCapacity,
                     EventLog::Commits commits = EventLog::Commits::OnAppend)
        : log(capacity, commits)
        , tracker(log, clock)
    {
    }

    FakeClock clock;
    EventLog log;
    ProcessTracker tracker;
};

} // namespace Procession
