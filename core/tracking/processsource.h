// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "eventlog.h"
#include "expectation.h"
#include "processindex.h"
#include "schedule.h"

#include <QList>

#include <shared_mutex>

namespace Procession {

/// Processes and their changes, as models and followers read them: an index of the latest states, the types, and a log.
///
/// The tracker is one, for the processes of this program; a replica is one, for those of another server. Each fills it in
/// its own way; a reader doesn't know whose processes it reads. It takes snapshot(), follows log() from its `seq` on, and
/// starts again from a snapshot when the log reports a loss.
/// Threads: any. Owner: app/; outlives its readers.
class ProcessSource
{
public:
    Q_DISABLE_COPY_MOVE(ProcessSource)

    struct Snapshot
    {
        quint64 seq = 0;                          ///< of the last event in log() that it includes
        std::vector<ProcessPtr> processes;        ///< oldest first
        TypeRegistry registry;                    ///< the types and the retry policies
        std::vector<SchedulePtr> schedules;       ///< by name
        AlertBoard alerts;                        ///< the rules, and the episodes that are open
        std::vector<ExpectationPtr> expectations; ///< by name
    };

    /// The process's current state, or null.
    ProcessPtr find(const ProcessId &id) const;
    StatusCounts counts() const;
    /// Everything at one moment. Cost: one pass over all processes.
    Snapshot snapshot() const;
    /// The types that processes may have: the six built-in ones, then those that were registered, in that order.
    QList<ProcessType> types() const;
    /// What the server starts none of, by type; the empty type stands for all its own work.
    QueuePauses queuePauses() const;
    /// The schedule of that name, or null.
    SchedulePtr findSchedule(const Text &name) const;
    /// All of them, by name.
    std::vector<SchedulePtr> schedules() const;
    /// The rules of alerts, and the episodes that are open.
    AlertBoard alerts() const;
    AlertRulePtr findAlertRule(const QString &name) const;
    AlertEpisodePtr findAlert(quint64 episode) const;
    /// The expectation of that name, or null.
    ExpectationPtr findExpectation(const Text &name) const;
    /// All of them, by name.
    std::vector<ExpectationPtr> expectations() const;
    /// Those that depend on the process of that id, oldest first.
    std::vector<ProcessId> dependentsOf(const ProcessId &id) const;
    bool hasDependents(const ProcessId &id) const;
    /// The dependencies that a process still waits for, in the order of its start; empty for one that doesn't wait.
    std::vector<ProcessId> waitingFor(const Process &process) const;
    /// The events that led from one snapshot to the next.
    EventLog &log() const { return m_log; }

protected:
    /// `log` must outlive this, but need not be made yet.
    explicit ProcessSource(EventLog &log, TypeRegistry registry = {});
    ~ProcessSource() = default;

    std::vector<SchedulePtr> schedulesLocked() const;
    std::vector<ExpectationPtr> expectationsLocked() const;

    EventLog &m_log;
    mutable std::shared_mutex m_mutex; // guards all that follows, and the order of the log
    ProcessIndex m_index;
    TypeRegistry m_registry;
    std::map<Text, SchedulePtr> m_schedules;
    AlertBoard m_alerts;
    std::map<Text, ExpectationPtr> m_expectations;
};

} // namespace Procession
