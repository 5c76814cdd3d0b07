// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <functional>
#include <optional>
#include <vector>

namespace Procession {

class ProcessSource;

/// A process in a graph of dependencies. Plain data.
struct GraphNode
{
    ProcessId id;
    ProcessPtr process{};   ///< null where it isn't tracked
    bool isMissing = false; ///< it isn't there yet, and others wait for it; one that is in the history isn't missing
    int layer = 0;          ///< those that depend on nothing have 0; each other is behind all that it depends on
    int place = 0;          ///< in its layer, from 0: so that edges cross seldom
    std::optional<qint64>
        leftMs{};            ///< how long it still takes by itself; 0 once it is over; empty where that isn't known
    bool isCritical = false; ///< whether it lies on the critical path
};

/// A dependency: the node at `to` depends on the one at `from`.
struct GraphEdge
{
    size_t from = 0;
    size_t to = 0;
    bool isCritical = false; ///< whether the critical path goes along it
};

/// The processes that depend on each other, directly or not, around one of them. A value.
struct ProcessGraph
{
    std::vector<GraphNode> nodes; ///< by layer and place
    std::vector<GraphEdge> edges;
    int layers = 0;
    int widest = 0; ///< the number of nodes in the fullest layer
    /// The way through what isn't over yet that takes the longest, in its order: what is on it delays the whole.
    std::vector<size_t> criticalPath;
    qint64 leftMs = 0;       ///< how long the critical path still takes
    bool isLeftLeast = true; ///< it takes at least so long: something isn't known
    bool isCut = false;      ///< there were more nodes than were asked for

    /// The place of the process in `nodes`.
    std::optional<size_t> find(const ProcessId &id) const;
};

/// How long a process still takes by itself, in ms: what is left of one that runs, the whole of one that waits.
using LeftOf = std::function<std::optional<qint64>(const Process &)>;

/// The graph around a process, with at most `mostNodes`, nearest first. Empty where that process isn't tracked. `leftOf` is
/// asked for what isn't over. Cost: a walk over the graph, and some passes for its order. Any thread.
ProcessGraph graphAround(const ProcessSource &source, const ProcessId &id, const LeftOf &leftOf = {},
                         size_t mostNodes = 10'000);

} // namespace Procession
