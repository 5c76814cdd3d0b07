// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The door's part in dependencies: what is checked and found out before a change is applied.
#include "processtracker.h"

#include <QStringList>

namespace Procession {

namespace {

Error cycleError(const std::vector<ProcessId> &cycle)
{
    // A long one is told by both its ends.
    constexpr size_t mostNamed = 20;
    QStringList names;
    for (size_t at = 0; at < cycle.size(); ++at) {
        if (at == mostNamed / 2 && cycle.size() > mostNamed) {
            names.append(QStringLiteral("… (%1 more)").arg(cycle.size() - mostNamed));
            at = cycle.size() - mostNamed / 2;
        }
        names.append(cycle[at].toString());
    }
    return {ErrorCode::InvalidField,
            QStringLiteral("The dependencies would make a cycle: %1.").arg(names.join(QStringLiteral(" → "))),
            QStringLiteral("depends_on")};
}

} // namespace

/// Sets the change's verdict, where it needs one.
std::optional<Error> ProcessTracker::judgeDependencies(const ProcessId &id, const Process *current,
                                                       Change &change) const
{
    using Kind = DependencyVerdict::Kind;
    if (current) {
        if (current->dispatch.dependencies().isEmpty() || !std::holds_alternative<RetryChange>(change.payload)) {
            if (std::holds_alternative<RemoveChange>(change.payload))
                return problemOfDependents(id);
            return std::nullopt;
        }
        change.verdict = DependencyVerdict{m_dependencies.verdict(id), {}};
        if (change.verdict->kind == Kind::CannotHold)
            change.verdict->failedId =
                DependencyBook::verdictOf(*current->dispatch.dependencies().terms(), m_index).failedId;
        return std::nullopt;
    }
    auto *start = std::get_if<PreparedStart>(&change.payload);
    const auto *import = std::get_if<ImportChange>(&change.payload);
    const DependencyTerms *terms = import ? import->process.dispatch.dependencies().terms() : nullptr;
    if (start && !(*start)->dependencies.on.empty())
        terms = &(*start)->dependencies;
    if (!terms)
        return std::nullopt;

    for (const Dependency &dependency : terms->on) {
        if (dependency.archivedAs || !start || m_index.find(dependency.id))
            continue;
        // One that went since the history was looked at.
        const auto left = m_left.constFind(dependency.id);
        if (left != m_left.cend() && left->process) {
            start->noteArchived(dependency.id, (*left->process)->status);
        } else if (!terms->allowsMissing) {
            return Error{
                ErrorCode::InvalidField,
                QStringLiteral("There is no process %1 to depend on; with allow_missing_dependencies it may come "
                               "later.")
                    .arg(dependency.id.toString()),
                QStringLiteral("depends_on")};
        }
    }
    if (const std::vector<ProcessId> cycle = cycleThrough(id, *terms, m_index); !cycle.empty())
        return cycleError(cycle);
    const DependencyVerdict verdict = DependencyBook::verdictOf(*terms, m_index);
    change.verdict = verdict.kind == Kind::CannotHold ? DependencyVerdict{} : verdict;
    return std::nullopt;
}

/// One that others wait for stays: after a restart it is what they are judged by.
std::optional<Error> ProcessTracker::problemOfDependents(const ProcessId &id) const
{
    for (const ProcessId &dependent : m_index.dependentsOf(id)) {
        const ProcessPtr process = m_index.find(dependent);
        if (process && isWaiting(**process)) {
            return Error{
                ErrorCode::HasDependents,
                QStringLiteral("Process %1 depends on %2 and waits; cancel it, or let it begin, before %2 goes.")
                    .arg(dependent.toString(), id.toString()),
                {}};
        }
    }
    return std::nullopt;
}

/// Looks into the history for dependencies that aren't tracked.
Result<void> ProcessTracker::readArchivedDependencies(DependencyTerms &terms) const
{
    for (Dependency &dependency : terms.on) {
        if (!m_lookUp || !mayBeArchived(dependency.id))
            continue;
        const Result<ProcessPtr> archived = m_lookUp(dependency.id);
        if (!archived)
            return archived.error();
        if (*archived)
            dependency.archivedAs = (**archived)->status;
    }
    return {};
}

} // namespace Procession
