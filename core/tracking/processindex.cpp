// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processindex.h"

#include <algorithm>

namespace Procession {

namespace {

size_t indexOf(ProcessStatus status)
{
    return static_cast<size_t>(status);
}

/// Takes up to `max` from several ordered runs, the smallest (by `before`) first.
template <typename Iterator, typename Before>
std::vector<ProcessPtr> mergeRuns(std::vector<std::pair<Iterator, Iterator>> runs, Before before, qsizetype max)
{
    std::erase_if(runs, [](const auto &run) { return run.first == run.second; });
    const auto later = [before](const auto &a, const auto &b) { return before(b.first->first, a.first->first); };
    std::make_heap(runs.begin(), runs.end(), later);

    std::vector<ProcessPtr> merged;
    while (!runs.empty() && static_cast<qsizetype>(merged.size()) < max) {
        std::pop_heap(runs.begin(), runs.end(), later);
        auto &[next, end] = runs.back();
        merged.push_back(*next->second);
        if (++next == end)
            runs.pop_back();
        else
            std::push_heap(runs.begin(), runs.end(), later);
    }
    return merged;
}

} // namespace

ProcessPtr ProcessIndex::find(const ProcessId &id) const
{
    const auto it = m_byId.find(id);
    return it == m_byId.end() ? nullptr : it->second;
}

ProcessIndex::Bucket &ProcessIndex::bucketOf(const Process &process)
{
    return m_buckets[process.type][indexOf(process.status)];
}

void ProcessIndex::put(ProcessPtr process)
{
    const Process &next = **process;
    ProcessPtr &known = m_byId[next.id];
    if (known && (*known)->status == next.status) {
        known = std::move(process);
        return;
    }
    if (known) {
        const Process &before = **known;
        bucketOf(before).erase(before.createdSeq);
        --m_counts[indexOf(before.status)];
    }
    bucketOf(next).emplace(next.createdSeq, &known);
    ++m_counts[indexOf(next.status)];
    if (!known)
        noteDependencies(next);
    known = std::move(process);
}

void ProcessIndex::remove(const ProcessId &id)
{
    const auto it = m_byId.find(id);
    if (it == m_byId.end())
        return;
    const Process &process = **it->second;
    bucketOf(process).erase(process.createdSeq);
    --m_counts[indexOf(process.status)];
    forgetDependencies(process);
    m_byId.erase(it);
}

void ProcessIndex::noteDependencies(const Process &process)
{
    const DependencyTerms *terms = process.dispatch.dependencies().terms();
    if (!terms)
        return;
    for (const Dependency &dependency : terms->on)
        m_dependents[dependency.id].emplace(process.createdSeq, process.id);
}

void ProcessIndex::forgetDependencies(const Process &process)
{
    const DependencyTerms *terms = process.dispatch.dependencies().terms();
    if (!terms)
        return;
    for (const Dependency &dependency : terms->on) {
        const auto dependents = m_dependents.find(dependency.id);
        if (dependents == m_dependents.end())
            continue;
        dependents->second.erase(process.createdSeq);
        if (dependents->second.empty())
            m_dependents.erase(dependents);
    }
}

std::vector<ProcessId> ProcessIndex::dependentsOf(const ProcessId &id) const
{
    std::vector<ProcessId> ids;
    if (const auto dependents = m_dependents.find(id); dependents != m_dependents.end()) {
        ids.reserve(dependents->second.size());
        for (const auto &[createdSeq, dependent] : dependents->second)
            ids.push_back(dependent);
    }
    return ids;
}

std::vector<ProcessPtr> ProcessIndex::byAge(const QSet<ProcessType> &types, const QSet<ProcessStatus> &statuses,
                                            std::optional<quint64> after, bool descending, qsizetype max) const
{
    std::vector<const Bucket *> chosen;
    for (const auto &[type, buckets] : m_buckets) {
        if (!types.isEmpty() && !types.contains(type))
            continue;
        for (const ProcessStatus status : allStatuses) {
            if (statuses.isEmpty() || statuses.contains(status))
                chosen.push_back(&buckets[indexOf(status)]);
        }
    }

    if (descending) {
        std::vector<std::pair<Bucket::const_reverse_iterator, Bucket::const_reverse_iterator>> runs;
        runs.reserve(chosen.size());
        for (const Bucket *bucket : chosen) {
            const auto end = after ? bucket->lower_bound(*after) : bucket->end();
            runs.emplace_back(std::make_reverse_iterator(end), bucket->rend());
        }
        return mergeRuns(std::move(runs), std::greater<>(), max);
    }
    std::vector<std::pair<Bucket::const_iterator, Bucket::const_iterator>> runs;
    runs.reserve(chosen.size());
    for (const Bucket *bucket : chosen)
        runs.emplace_back(after ? bucket->upper_bound(*after) : bucket->begin(), bucket->end());
    return mergeRuns(std::move(runs), std::less<>(), max);
}

std::vector<ProcessPtr> ProcessIndex::all() const
{
    std::vector<ProcessPtr> processes;
    processes.reserve(m_byId.size());
    for (const auto &[id, process] : m_byId)
        processes.push_back(process);
    return processes;
}

} // namespace Procession
