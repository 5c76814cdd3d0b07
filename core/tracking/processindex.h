// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "processfilter.h"

#include <QHash>

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace Procession {

/// How many processes stand in each status.
using StatusCounts = std::array<qsizetype, allStatuses.size()>;

/// The tracked processes: by id, and by type and status in the order of their age.
///
/// A page of a list costs what the page holds, not what is tracked. Reports that don't move a process to
/// another status touch no index. Not thread-safe: the tracker's lock guards it.
class ProcessIndex
{
public:
    ProcessPtr find(const ProcessId &id) const;
    qsizetype size() const { return m_slots.size(); }
    const StatusCounts &counts() const { return m_counts; }

    /// Makes room for so many, so that it needn't be made again and again.
    void reserve(qsizetype size) { m_slots.reserve(size); }
    /// Puts a new process in, or a new state of a known one in its place.
    void put(ProcessPtr process);
    void remove(const ProcessId &id);

    /// Up to `max` processes of those types and statuses (empty: all), by age. `after` is the createdSeq to
    /// go on from, exclusive; with `descending` the youngest come first.
    std::vector<ProcessPtr> byAge(const QSet<ProcessType> &types, const QSet<ProcessStatus> &statuses,
                                  std::optional<quint64> after, bool descending, qsizetype max) const;

    /// All of them, in no order.
    std::vector<ProcessPtr> all() const;

private:
    struct Slot
    {
        ProcessPtr process;
    };
    using Bucket = std::map<quint64, const Slot *>; // by createdSeq
    using Buckets = std::array<Bucket, allStatuses.size()>;

    Bucket &bucketOf(const Process &process);

    QHash<ProcessId, std::shared_ptr<Slot>> m_slots;
    std::map<ProcessType, Buckets> m_buckets;
    StatusCounts m_counts{};
};

} // namespace Procession
