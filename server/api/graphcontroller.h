// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimates.h"
#include "route.h"

namespace Procession {

class ProcessTracker;
struct ServerParts;

/// Answers requests about the graphs in which processes depend on each other. Threads: any. Owner: HttpApi.
class GraphController
{
public:
    /// Nodes of an answer.
    static constexpr size_t mostNodes = 10'000;

    explicit GraphController(const ServerParts &parts);

    /// The graph around a process that is tracked.
    Answer get(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Estimates m_estimates;
};

} // namespace Procession
