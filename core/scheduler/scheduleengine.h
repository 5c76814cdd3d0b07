// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "runstarter.h"
#include "tickdecision.h"
#include "waketimes.h"

#include <QHash>

#include <map>

namespace Procession {

/// Starts the runs of all schedules when they are due.
///
/// A reader of the log, which knows the schedules and their live runs from it, and knocks at the door like everyone: it
/// starts the processes first and moves the cursor then, both in one commit of the store where they come together. After a
/// crash between the two the same decision is made again, and starts the same processes, which are there already.
/// One timer waits for the earliest due time, by the wall clock; it also comes when that clock is set.
/// Threads: lives in one with an event loop. Owner: app/.
class ScheduleEngine : public QObject
{
    Q_OBJECT

public:
    /// All must outlive this.
    ScheduleEngine(ProcessTracker &tracker, const Clock &clock, RunStarter starter, QObject *parent = nullptr);

    /// Decides what is due by now, before the timer comes: for a clock that was moved.
    void checkNow();

private:
    struct Known
    {
        SchedulePtr schedule;
        std::optional<ScheduleTimes> times; ///< empty where this machine can't read the rule (an unknown time zone)
    };

    void readLog();
    void reload();
    void take(const SchedulePtr &schedule);
    void forget(const Text &name);
    void follow(const Process &process, bool isGone);
    bool isRun(const ProcessId &id) const;
    void decide(const Text &name);
    bool carryOut(TickDecision &decision, const Schedule &schedule);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const RunStarter m_starter;
    const Origin m_origin = Origin::ofServer(u"schedules");
    EventCursor m_cursor;
    WakeTimes m_wakes;
    std::map<Text, Known> m_known;
    QHash<ProcessId, Text> m_runs; // the schedule of each live run
};

} // namespace Procession
