// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <cstddef>
#include <vector>

namespace Procession {

struct ProcessGraph;

/// Where the nodes of a graph stand in a picture: in its layers, one beside the other.
/// A value; any thread.
///
/// The unit is one node and the room around it: x is the layer, y the row. Two nodes of a layer are at least 1 apart. A
/// long edge keeps its own row in each layer that it passes, and counts as a node where crossings are avoided. The same graph
/// gives the same picture.
struct GraphLayout
{
    struct Edge
    {
        size_t from = 0; ///< the place of the node that is waited for
        size_t to = 0;
        std::vector<QPointF> bends{}; ///< one in each layer that it passes by, where it meets no node
    };

    std::vector<QPointF> places; ///< of each node
    std::vector<Edge> edges;     ///< in the order of the graph's
    double width = 0;            ///< in layers
    double height = 0;           ///< in rows; the first one is at 0

    /// Cost: some sweeps over nodes and edges; an edge over n layers counts n times.
    static GraphLayout of(const ProcessGraph &graph);
};

} // namespace Procession
