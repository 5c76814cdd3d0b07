// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencychain.h"

#include "processindex.h"

namespace Procession {

namespace {

Standing standingOf(const ProcessPtr &process)
{
    return standingOf(process ? &**process : nullptr);
}

} // namespace

bool DependencyChain::mayFollow(const Event &event, const ProcessIndex &index)
{
    if (endsTracking(event.kind))
        return false;
    const Process &process = **event.process;
    if (isWaiting(process) && (!event.before || event.kind == EventKind::Retried))
        return true;
    if (!event.before)
        return index.hasDependents(process.id);
    return standingOf(event.before) != standingOf(event.process) && index.hasDependents(process.id);
}

std::vector<Event> DependencyChain::follow(Event first)
{
    m_events.push_back(std::move(first));
    const Event begun = m_events.front();
    judge(**begun.process);
    if (!begun.before)
        countAnew(**begun.process);
    for (size_t at = 0; at < m_events.size(); ++at) {
        // Copies: what is settled appends to the list.
        const ProcessPtr process = m_events[at].process;
        if (!m_events[at].before)
            continue; // counted above
        const Standing before = standingOf(m_events[at].before);
        const Standing now = standingOf(process);
        if (before == now)
            continue;
        for (const ProcessId &dependent : m_index.dependentsOf((*process)->id)) {
            m_book.move(dependent, before, now);
            settle(dependent, (*process)->id);
        }
    }
    for (size_t at = 0; at + 1 < m_events.size(); ++at)
        m_events[at].isFollowed = true;
    return std::move(m_events);
}

/// An attempt that waits may depend on others that ended badly already.
void DependencyChain::judge(const Process &process)
{
    if (isWaiting(process) && m_book.verdict(process.id) == DependencyVerdict::Kind::CannotHold)
        settle(process.id, DependencyBook::verdictOf(*process.dispatch.dependencies().terms(), m_index).failedId);
}

/// Others may have waited for a process that is new, or have been let go by an earlier one of its id.
void DependencyChain::countAnew(const Process &process)
{
    for (const ProcessId &dependent : m_index.dependentsOf(process.id)) {
        if (const ProcessPtr state = m_index.find(dependent))
            m_book.add(**state, m_index);
        settle(dependent, process.id);
    }
}

/// Makes the process follow the verdict; `cause` is the dependency that decided it.
void DependencyChain::settle(const ProcessId &id, const ProcessId &cause)
{
    const ProcessPtr current = m_index.find(id);
    const DependencyVerdict::Kind verdict = m_book.verdict(id);
    if (!current || !isChangedBy(**current, verdict))
        return;
    Change change = m_makeChange(**current, m_events.back().seq + 1);
    change.payload = DependencyChange{};
    change.verdict = DependencyVerdict{verdict, cause};
    if (verdict == DependencyVerdict::Kind::CannotHold)
        change.origin.reason = Text(QStringLiteral("dependency_failed"));
    Result<Outcome> outcome = apply(&**current, change);
    if (!outcome)
        return;
    const auto next = std::make_shared<const ProcessState>(std::move(outcome->process));
    m_index.put(next);
    m_events.push_back({.seq = change.seq,
                        .kind = outcome->kind,
                        .timeMs = change.timeMs,
                        .id = change.id,
                        .process = next,
                        .before = current,
                        .origin = change.origin});
}

} // namespace Procession
