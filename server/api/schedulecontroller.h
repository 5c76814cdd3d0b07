// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"
#include "schedule.h"

namespace Procession {

class Clock;
class EventLog;
class ProcessTracker;
class RunStarter;
struct ServerParts;

/// Answers requests about schedules: their definitions, pauses, runs and backfills. Threads: the server's.
class ScheduleController
{
public:
    static constexpr size_t maxSchedules = 10'000;

    explicit ScheduleController(const ServerParts &parts);

    /// Whether this program runs schedules. Without, there are no routes for them.
    bool hasRunner() const { return m_runner; }

    Answer list(const Call &call) const;
    Answer get(const Call &call) const;
    Answer put(const Call &call) const;
    Answer remove(const Call &call) const;
    Answer run(const Call &call) const;
    Answer pause(const Call &call) const;
    Answer resume(const Call &call) const;
    Answer moveCursor(const Call &call) const;
    Answer fillBack(const Call &call) const;
    /// When a rule would be due, without a schedule.
    Answer preview(const Call &call) const;

private:
    template <typename Change>
    Answer change(const Call &call, Change &&change) const;
    HttpResponse answerWith(int status, const SchedulePtr &schedule) const;

    ProcessTracker &m_tracker;
    const EventLog &m_log;
    const Clock &m_clock;
    const RunStarter *m_runner;
};

} // namespace Procession
