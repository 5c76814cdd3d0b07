// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processsource.h"

#include <mutex>

namespace Procession {

ProcessSource::ProcessSource(EventLog &log, TypeRegistry registry)
    : m_log(log)
    , m_registry(std::move(registry))
{
}

ProcessPtr ProcessSource::find(const ProcessId &id) const
{
    const std::shared_lock lock(m_mutex);
    return m_index.find(id);
}

StatusCounts ProcessSource::counts() const
{
    const std::shared_lock lock(m_mutex);
    return m_index.counts();
}

ProcessSource::Snapshot ProcessSource::snapshot() const
{
    Snapshot snapshot;
    {
        const std::shared_lock lock(m_mutex);
        snapshot.seq = m_log.head();
        snapshot.processes = m_index.all();
        snapshot.registry = m_registry;
        snapshot.schedules = schedulesLocked();
        snapshot.alerts = m_alerts;
        snapshot.expectations = expectationsLocked();
    }
    std::sort(snapshot.processes.begin(), snapshot.processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->createdSeq < (*b)->createdSeq; });
    return snapshot;
}

SchedulePtr ProcessSource::findSchedule(const Text &name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_schedules.find(name);
    return found == m_schedules.end() ? nullptr : found->second;
}

AlertBoard ProcessSource::alerts() const
{
    const std::shared_lock lock(m_mutex);
    return m_alerts;
}

AlertRulePtr ProcessSource::findAlertRule(const QString &name) const
{
    const std::shared_lock lock(m_mutex);
    return m_alerts.findRule(name);
}

AlertEpisodePtr ProcessSource::findAlert(quint64 episode) const
{
    const std::shared_lock lock(m_mutex);
    return m_alerts.findEpisode(episode);
}

std::vector<ProcessId> ProcessSource::dependentsOf(const ProcessId &id) const
{
    const std::shared_lock lock(m_mutex);
    return m_index.dependentsOf(id);
}

bool ProcessSource::hasDependents(const ProcessId &id) const
{
    const std::shared_lock lock(m_mutex);
    return m_index.hasDependents(id);
}

std::vector<ProcessId> ProcessSource::waitingFor(const Process &process) const
{
    std::vector<ProcessId> ids;
    if (!isWaiting(process))
        return ids;
    const std::shared_lock lock(m_mutex);
    for (const Dependency &dependency : process.dispatch.dependencies().terms()->on) {
        const ProcessPtr state = m_index.find(dependency.id);
        if (!dependency.archivedAs && standingOf(state ? &**state : nullptr) == Standing::Open)
            ids.push_back(dependency.id);
    }
    return ids;
}

std::vector<SchedulePtr> ProcessSource::schedules() const
{
    const std::shared_lock lock(m_mutex);
    return schedulesLocked();
}

std::vector<SchedulePtr> ProcessSource::schedulesLocked() const
{
    std::vector<SchedulePtr> schedules;
    schedules.reserve(m_schedules.size());
    for (const auto &[name, schedule] : m_schedules)
        schedules.push_back(schedule);
    return schedules;
}

ExpectationPtr ProcessSource::findExpectation(const Text &name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_expectations.find(name);
    return found == m_expectations.end() ? nullptr : found->second;
}

std::vector<ExpectationPtr> ProcessSource::expectations() const
{
    const std::shared_lock lock(m_mutex);
    return expectationsLocked();
}

std::vector<ExpectationPtr> ProcessSource::expectationsLocked() const
{
    std::vector<ExpectationPtr> expectations;
    expectations.reserve(m_expectations.size());
    for (const auto &[name, expectation] : m_expectations)
        expectations.push_back(expectation);
    return expectations;
}

QList<ProcessType> ProcessSource::types() const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.types();
}

QueuePauses ProcessSource::queuePauses() const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.pauses();
}

} // namespace Procession
