// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "processfilter.h"

#include <array>
#include <map>
#include <unordered_map>
#include <vector>

namespace Procession {

/// The number of processes in each status.
using StatusCounts = std::array<qsizetype, allStatuses.size()>;

/// The tracked processes: by id, and by type and status in the order of their age.
///
/// The cost of a page depends on the page, not on the number of processes. Reports that don't move a process to
/// another status touch no index. Not thread-safe: the tracker's lock guards it.
class ProcessIndex
{
public:
    ProcessPtr find(const ProcessId &id) const;
    qsizetype size() const { return static_cast<qsizetype>(m_byId.size()); }
    const StatusCounts &counts() const { return m_counts; }

    /// Makes room for so many at once, rather than again and again.
    void reserve(qsizetype size) { m_byId.reserve(static_cast<size_t>(size)); }
    /// Puts a new process in, or a new state of a known one in its place.
    void put(ProcessPtr process);
    void remove(const ProcessId &id);

    /// Up to `max` processes of those types and statuses (empty: all), by age. `after` is the createdSeq to
    /// go on from, exclusive; with `descending` the youngest come first.
    std::vector<ProcessPtr> byAge(const QSet<ProcessType> &types, const QSet<ProcessStatus> &statuses,
                                  std::optional<quint64> after, bool descending, qsizetype max) const;

    /// All of them, in no order.
    std::vector<ProcessPtr> all() const;

    /// Those that depend on the process of that id, oldest first; it needn't be there itself.
    std::vector<ProcessId> dependentsOf(const ProcessId &id) const;
    bool hasDependents(const ProcessId &id) const { return !m_dependents.empty() && m_dependents.contains(id); }

private:
    struct Hash
    {
        // Not noexcept: so libstdc++ keeps the hash in each node, where there is room for it, and neither a look-up nor
        // a table that grows reads the ids of others.
        size_t operator()(const ProcessId &id) const { return qHash(id); }
    };
    using Bucket = std::map<quint64, const ProcessPtr *>; // by createdSeq; where the latest state stands in m_byId
    using Buckets = std::array<Bucket, allStatuses.size()>;

    Bucket &bucketOf(const Process &process);
    void noteDependencies(const Process &process);
    void forgetDependencies(const Process &process);

    std::unordered_map<ProcessId, ProcessPtr, Hash> m_byId;
    std::map<ProcessType, Buckets> m_buckets;
    StatusCounts m_counts{};
    std::unordered_map<ProcessId, std::map<quint64, ProcessId>, Hash> m_dependents; // by createdSeq
};

} // namespace Procession
