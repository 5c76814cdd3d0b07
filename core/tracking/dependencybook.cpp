// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencybook.h"

#include "processindex.h"

#include <algorithm>

namespace Procession {

namespace {

Standing standingIn(const ProcessIndex &index, const Dependency &dependency)
{
    if (const ProcessPtr process = index.find(dependency.id))
        return standingOf(&**process);
    return dependency.archivedAs ? standingOf(*dependency.archivedAs) : Standing::Open;
}

/// As standingIn(), for a process that was let go: a dependency that went since stood as it had to.
Standing standingOnceLetGo(const Process &process, const ProcessIndex &index, const Dependency &dependency)
{
    const bool isGone = !dependency.archivedAs && !index.find(dependency.id);
    if (!isGone || isWaiting(process))
        return standingIn(index, dependency);
    return dependency.id == process.dispatch.dependencies().failedId() ? Standing::Failed : Standing::Completed;
}

} // namespace

void DependencyBook::add(const Process &process, const ProcessIndex &index)
{
    const DependencyTerms *terms = process.dispatch.dependencies().terms();
    if (!terms)
        return;
    Entry entry{.rule = terms->rule, .counts = {}};
    for (const Dependency &dependency : terms->on)
        ++entry.counts.of(standingOnceLetGo(process, index, dependency));
    m_entries.insert(process.id, entry);
}

void DependencyBook::move(const ProcessId &process, Standing from, Standing to)
{
    if (const auto entry = m_entries.find(process); entry != m_entries.end()) {
        --entry->counts.of(from);
        ++entry->counts.of(to);
    }
}

DependencyVerdict::Kind DependencyBook::verdict(const ProcessId &id) const
{
    const auto entry = m_entries.constFind(id);
    return entry == m_entries.cend() ? DependencyVerdict::Kind::Waits : judge(entry->rule, entry->counts);
}

DependencyVerdict DependencyBook::verdictOf(const DependencyTerms &terms, const ProcessIndex &index)
{
    StandingCounts counts;
    ProcessId bad;
    for (const Dependency &dependency : terms.on) {
        const Standing standing = standingIn(index, dependency);
        ++counts.of(standing);
        if ((standing == Standing::Failed || standing == Standing::Cancelled) && bad.isNull())
            bad = dependency.id;
    }
    DependencyVerdict verdict{judge(terms.rule, counts), {}};
    if (verdict.kind == DependencyVerdict::Kind::CannotHold)
        verdict.failedId = bad.isNull() ? terms.on.back().id : bad; // by "any failed" each of them may have completed
    return verdict;
}

std::vector<ProcessId> cycleThrough(const ProcessId &id, const DependencyTerms &terms, const ProcessIndex &index)
{
    const auto namesIt = [&id](const Dependency &dependency) { return dependency.id == id; };
    if (std::any_of(terms.on.begin(), terms.on.end(), namesIt))
        return {id, id};
    if (!index.hasDependents(id))
        return {};

    QHash<ProcessId, ProcessId> below; // of each that was seen: the one that depends on it
    std::vector<ProcessId> open;
    const auto look = [&](const DependencyTerms &from, const ProcessId &by) {
        for (const Dependency &dependency : from.on) {
            if (!below.contains(dependency.id)) {
                below.insert(dependency.id, by);
                open.push_back(dependency.id);
            }
        }
    };
    look(terms, id);
    while (!open.empty()) {
        const ProcessId at = open.back();
        open.pop_back();
        const ProcessPtr process = index.find(at);
        const DependencyTerms *above = process ? (*process)->dispatch.dependencies().terms() : nullptr;
        if (!above)
            continue;
        look(*above, at);
        if (!below.contains(id))
            continue;
        std::vector<ProcessId> cycle{id};
        for (ProcessId step = below.value(id); step != id; step = below.value(step))
            cycle.push_back(step);
        cycle.push_back(id);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
    }
    return {};
}

} // namespace Procession
