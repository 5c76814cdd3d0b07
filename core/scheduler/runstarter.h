// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processtracker.h"

#include <functional>

namespace Procession {

/// Starts the runs of schedules through the door. A value; any thread, as far as the planner is.
class RunStarter
{
public:
    /// Checks the request of such work, and tells how the process of it is started. The work queue does.
    using Planner = std::function<Result<StartChange>(const ProcessType &type, const QJsonObject &request)>;

    /// Tracker and clock must outlive it.
    RunStarter(ProcessTracker &tracker, const Clock &clock, Planner planner)
        : m_tracker(tracker)
        , m_clock(clock)
        , m_planner(std::move(planner))
    {
    }

    /// Whether the work of such a schedule could be started now. Errors: those of the planner.
    Result<void> check(const ScheduleDefinition &definition) const;
    /// Starts the run of a due time. The same id is the same run: it is started once, however often it is asked for.
    /// Errors: those of the planner and of ProcessTracker::start().
    Result<ProcessPtr> start(const Schedule &schedule, const ProcessId &id, qint64 dueMs, const Origin &origin) const;
    /// Starts a run at once, beside the grid of the schedule. Errors: UnknownSchedule, and as above.
    Result<ProcessPtr> runNow(const Text &name, const Origin &origin) const;

private:
    Result<StartChange> plan(const ScheduleDefinition &definition) const;

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    Planner m_planner;
};

} // namespace Procession
