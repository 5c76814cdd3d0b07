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
    }
    std::sort(snapshot.processes.begin(), snapshot.processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->createdSeq < (*b)->createdSeq; });
    return snapshot;
}

QList<ProcessType> ProcessSource::types() const
{
    const std::shared_lock lock(m_mutex);
    return m_registry.types();
}

} // namespace Procession
