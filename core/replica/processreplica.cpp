// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processreplica.h"

#include <mutex>

namespace Procession {

ProcessReplica::ProcessReplica(qsizetype capacity)
    : ProcessSource(m_events)
    , m_events(capacity)
{
}

void ProcessReplica::reset(const std::vector<ProcessPtr> &processes, const TypeRegistry &registry,
                           const std::vector<SchedulePtr> &schedules, const AlertBoard &alerts,
                           const std::vector<ExpectationPtr> &expectations)
{
    ProcessIndex before; // let go of outside the lock
    const std::unique_lock lock(m_mutex);
    std::swap(before, m_index);
    m_index.reserve(static_cast<qsizetype>(processes.size()));
    for (const ProcessPtr &process : processes)
        m_index.put(process);
    m_registry = registry;
    m_schedules.clear();
    for (const SchedulePtr &schedule : schedules)
        m_schedules.emplace(schedule->definition.name, schedule);
    m_alerts = alerts;
    m_expectations.clear();
    for (const ExpectationPtr &expectation : expectations)
        m_expectations.emplace(expectation->definition.name, expectation);
    m_log.startAnew();
}

void ProcessReplica::put(Event event)
{
    const std::unique_lock lock(m_mutex);
    const Process &next = **event.process;
    event.before = m_index.find(next.id);
    const bool isAnother = event.before && (*event.before)->createdSeq != next.createdSeq;
    if (event.before && !isAnother && (*event.before)->seq >= next.seq)
        return;
    if (isAnother)
        m_index.remove(next.id); // forgotten and started again under the same id
    m_index.put(event.process);
    append(std::move(event));
}

void ProcessReplica::remove(const ProcessId &id, EventKind kind, qint64 timeMs)
{
    const std::unique_lock lock(m_mutex);
    const ProcessPtr last = m_index.find(id);
    if (!last)
        return;
    m_index.remove(id);
    append({.kind = kind, .timeMs = timeMs, .id = {}, .process = last, .before = last});
}

void ProcessReplica::apply(const Setting &setting, qint64 timeMs)
{
    const std::unique_lock lock(m_mutex);
    if (const auto changed = m_registry.apply(setting); changed && *changed)
        append({.kind = setting.kind(), .timeMs = timeMs, .id = {}, .process = {}, .setting = setting});
}

/// Takes it over, unless it is known or older; under the lock.
template <typename Pointer>
bool ProcessReplica::replace(std::map<Text, Pointer> &known, const Pointer &next)
{
    const Text &name = next->definition.name;
    const auto found = known.find(name);
    if (found != known.end() && found->second->seq >= next->seq)
        return false;
    if (!next->isRemoved)
        known.insert_or_assign(name, next);
    else if (found != known.end())
        known.erase(found);
    return true;
}

void ProcessReplica::put(const SchedulePtr &schedule, EventKind kind, qint64 timeMs)
{
    const std::unique_lock lock(m_mutex);
    if (replace(m_schedules, schedule))
        append({.kind = kind,
                .timeMs = timeMs,
                .id = {},
                .process = {},
                .setting = Setting{.type = {}, .schedule = schedule}});
}

void ProcessReplica::put(const ExpectationPtr &expectation, EventKind kind, qint64 timeMs)
{
    const std::unique_lock lock(m_mutex);
    if (replace(m_expectations, expectation))
        append({.kind = kind,
                .timeMs = timeMs,
                .id = {},
                .process = {},
                .setting = Setting{.type = {}, .expectation = expectation}});
}

void ProcessReplica::put(const AlertNews &news, EventKind kind, qint64 timeMs)
{
    const std::unique_lock lock(m_mutex);
    m_alerts.apply(news);
    append({.kind = kind,
            .timeMs = timeMs,
            .id = {},
            .process = {},
            .setting = Setting{.type = {}, .alerts = std::make_shared<const AlertNews>(news)}});
}

void ProcessReplica::append(Event event)
{
    event.seq = m_log.head() + 1;
    m_log.append(std::move(event));
}

} // namespace Procession
