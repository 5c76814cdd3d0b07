// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependents.h"

#include "processtracker.h"

#include <QSet>

#include <algorithm>

namespace Procession {

namespace {

/// How the condition of a process stands where `ended` have ended badly; the first of them was cancelled.
DependencyVerdict::Kind verdictWithout(const ProcessSource &source, const DependencyTerms &terms,
                                       const std::vector<ProcessId> &ended, const QSet<ProcessId> &isEnded)
{
    StandingCounts counts;
    for (const Dependency &dependency : terms.on) {
        Standing standing = Standing::Open;
        if (isEnded.contains(dependency.id))
            standing = dependency.id == ended.front() ? Standing::Cancelled : Standing::Failed;
        else if (const ProcessPtr process = source.find(dependency.id))
            standing = standingOf(&**process);
        else if (dependency.archivedAs)
            standing = standingOf(*dependency.archivedAs);
        ++counts.of(standing);
    }
    return judge(terms.rule, counts);
}

/// Those that depend on the process, directly or not; each behind all of them that it depends on.
std::vector<ProcessId> allBelow(const ProcessSource &source, const ProcessId &id)
{
    struct Step
    {
        ProcessId id;
        std::vector<ProcessId> dependents; // that are left to be walked
    };
    std::vector<ProcessId> order; // the last ones first
    QSet<ProcessId> seen{id};
    std::vector<Step> path{{id, source.dependentsOf(id)}};
    while (!path.empty()) {
        Step &step = path.back();
        if (step.dependents.empty()) {
            order.push_back(step.id);
            path.pop_back();
            continue;
        }
        const ProcessId next = step.dependents.back();
        step.dependents.pop_back();
        if (!seen.contains(next)) {
            seen.insert(next);
            path.push_back({next, source.dependentsOf(next)});
        }
    }
    order.pop_back(); // the process itself
    std::reverse(order.begin(), order.end());
    return order;
}

} // namespace

std::vector<ProcessId> endingWith(const ProcessSource &source, const ProcessId &id)
{
    const ProcessPtr first = source.find(id);
    if (!first || !isLive(**first))
        return {};
    std::vector<ProcessId> ended{id};
    QSet<ProcessId> isEnded{id};
    for (size_t at = 0; at < ended.size(); ++at) {
        for (const ProcessId &dependent : source.dependentsOf(ended[at])) {
            const ProcessPtr process = source.find(dependent);
            if (!process || !isWaiting(**process) || isEnded.contains(dependent))
                continue;
            const DependencyTerms &terms = *(*process)->dispatch.dependencies().terms();
            if (verdictWithout(source, terms, ended, isEnded) == DependencyVerdict::Kind::CannotHold) {
                ended.push_back(dependent);
                isEnded.insert(dependent);
            }
        }
    }
    ended.erase(ended.begin());
    return ended;
}

Result<RetriedFrom> retryFrom(ProcessTracker &tracker, const ProcessId &id, const Origin &origin)
{
    const auto first = tracker.retry(id, {}, origin);
    if (!first)
        return first.error();
    RetriedFrom done{{id}, (**first)->seq};
    for (const ProcessId &dependent : allBelow(tracker, id)) {
        const ProcessPtr process = tracker.find(dependent);
        if (!process)
            continue;
        // It may have been taken along by the retry of one above it already.
        const auto retried =
            isRetryable((*process)->status) ? tracker.retry(dependent, {}, origin) : Result<ProcessPtr>(process);
        if (retried && isWaiting(***retried)) {
            done.retried.push_back(dependent);
            done.lastSeq = std::max(done.lastSeq, (**retried)->seq);
        }
    }
    return done;
}

} // namespace Procession
