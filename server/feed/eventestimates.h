// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimates.h"
#include "process.h"

#include <QHash>

namespace Procession {

/// The estimates that updates with `full=1` carry, each made once, however many channels are told of the event.
/// Threads: one. Owner: whoever prints the events of one delivery; the moment of the first look is theirs all.
class EventEstimates
{
public:
    /// `estimates` must outlive this.
    explicit EventEstimates(const Estimates &estimates)
        : m_estimates(estimates)
    {
    }
    explicit EventEstimates(const Estimates &&) = delete;

    /// The estimate of the process in this state.
    const std::optional<Estimate> &of(const Process &process)
    {
        const auto known = m_made.constFind(process.seq);
        return known != m_made.cend() ? *known : *m_made.insert(process.seq, m_estimates.of(process));
    }

private:
    const Estimates &m_estimates;
    QHash<quint64, std::optional<Estimate>> m_made; // by the seq of the state
};

} // namespace Procession
