// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlimits.h"
#include "compactoptional.h"
#include "demand.h"
#include "dependencies.h"
#include "sharedoptional.h"
#include "text.h"

#include <chrono>
#include <optional>

namespace Procession {

/// Work that a server of Procession was asked to do itself. Plain data.
struct Work
{
    Text request; ///< the request, as the worker of that type checked it: a JSON object as compact text
    /// Whether this server does it. False where it came from another server, or from a version that kept the request
    /// where clients could write it: such work is shown, and never done.
    bool isHere = true;

    friend bool operator==(const Work &a, const Work &b) = default;
};

/// The part of a process that says who runs it, what it needs there, which others it depends on, how long it may wait to be
/// run, and within which further limits it runs.
///
/// Few processes have any of it, so that all of it takes one pointer. Threads: as a QString.
class Dispatch
{
public:
    /// Null where another program runs the process.
    const Work *work() const { return m_terms && !m_terms->work.request.isEmpty() ? &m_terms->work : nullptr; }
    void setWork(const Work &work)
    {
        set([&](Terms &terms) { terms.work = work.request.isEmpty() ? Work{} : work; });
    }

    /// The longest time that each attempt may wait as `pending`.
    std::optional<std::chrono::milliseconds> pendingTimeout() const
    {
        return m_terms ? std::optional<std::chrono::milliseconds>(m_terms->pendingTimeout) : std::nullopt;
    }
    void setPendingTimeout(std::optional<std::chrono::milliseconds> timeout)
    {
        set([&](Terms &terms) { terms.pendingTimeout = timeout; });
    }

    /// Null where there is none of them.
    const AttemptLimits *limits() const
    {
        return m_terms && m_terms->limits != AttemptLimits{} ? &m_terms->limits : nullptr;
    }
    void setLimits(const AttemptLimits &limits)
    {
        set([&](Terms &terms) { terms.limits = limits; });
    }

    /// What work of this server asks for. Null where it asks for nothing.
    const Demand *demand() const { return m_terms && m_terms->demand ? &*m_terms->demand : nullptr; }
    void setDemand(const Demand &demand)
    {
        set([&](Terms &terms) {
            terms.demand = demand == Demand{} ? SharedOptional<Demand>() : SharedOptional<Demand>(demand);
        });
    }

    /// The others that must end before it begins, and how they stand.
    const Dependencies &dependencies() const
    {
        static const Dependencies none;
        return m_terms ? m_terms->dependencies : none;
    }
    void setDependencies(const Dependencies &dependencies)
    {
        set([&](Terms &terms) { terms.dependencies = dependencies; });
    }
    /// As Dependencies::setState(), only where there are some.
    void setDependencyState(Dependencies::State state, const ProcessId &failedId = {})
    {
        set([&](Terms &terms) { terms.dependencies.setState(state, failedId); });
    }

    friend bool operator==(const Dispatch &a, const Dispatch &b) = default;

private:
    struct Terms
    {
        Work work;
        CompactOptional<std::chrono::milliseconds> pendingTimeout;
        AttemptLimits limits;
        SharedOptional<Demand> demand;
        Dependencies dependencies;

        friend bool operator==(const Terms &a, const Terms &b) = default;
    };

    template <typename Setter>
    void set(Setter setter)
    {
        Terms terms = m_terms.value_or({});
        setter(terms);
        if (terms == Terms{})
            m_terms.reset();
        else
            m_terms = std::move(terms);
    }

    SharedOptional<Terms> m_terms; // empty where it would say nothing
};

} // namespace Procession
