// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphlayout.h"

#include "processgraph.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr int sweeps = 8;
/// Beyond so many of them, long edges run straight.
constexpr size_t mostBends = 50'000;

/// The graph with a point in each layer that an edge passes.
class LayeredPoints
{
public:
    LayeredPoints(const ProcessGraph &graph, GraphLayout &layout)
        : m_layout(layout)
    {
        for (const GraphNode &node : graph.nodes) // by layer and place
            add(static_cast<size_t>(node.layer));
        m_nodeCount = graph.nodes.size();
        for (const GraphEdge &edge : graph.edges)
            connect(edge.from, edge.to);
    }

    /// Finds the order with the fewest crossings of some sweeps, and places all by it.
    void arrange()
    {
        std::vector<std::vector<size_t>> best = m_layers;
        size_t fewest = crossings();
        for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
            orderBy(sweep % 2 == 0);
            if (const size_t now = crossings(); now < fewest) {
                fewest = now;
                best = m_layers;
            }
        }
        m_layers = std::move(best);
        number();
        m_y.assign(m_above.size(), 0);
        for (const std::vector<size_t> &layer : m_layers) {
            const double middle = static_cast<double>(layer.size() - 1) / 2;
            for (size_t at = 0; at < layer.size(); ++at)
                m_y[layer[at]] = static_cast<double>(at) - middle;
        }
        for (int sweep = 0; sweep < sweeps; ++sweep)
            straighten(sweep % 2 == 0);
        tell();
    }

private:
    size_t add(size_t layer)
    {
        m_layers.resize(std::max(m_layers.size(), layer + 1));
        m_rank.push_back(m_layers[layer].size());
        m_layers[layer].push_back(m_above.size());
        m_layer.push_back(layer);
        m_above.emplace_back();
        m_below.emplace_back();
        return m_above.size() - 1;
    }

    void connect(size_t from, size_t to)
    {
        std::vector<size_t> bends;
        size_t last = from;
        const size_t length = m_layer[to] - m_layer[from];
        if (m_bendCount + length <= mostBends) {
            for (size_t layer = m_layer[from] + 1; layer < m_layer[to]; ++layer) {
                bends.push_back(add(layer));
                join(last, bends.back());
                last = bends.back();
            }
            m_bendCount += bends.size();
        }
        join(last, to);
        m_layout.edges.push_back({from, to});
        m_bends.push_back(std::move(bends));
    }

    void join(size_t above, size_t below)
    {
        m_below[above].push_back(below);
        m_above[below].push_back(above);
    }

    void number()
    {
        for (const std::vector<size_t> &layer : m_layers) {
            for (size_t at = 0; at < layer.size(); ++at)
                m_rank[layer[at]] = at;
        }
    }

    /// Orders each layer by the middle of those that each point is connected with, in the layer before it or behind it.
    void orderBy(bool fromAbove)
    {
        std::vector<double> middle(m_above.size());
        for (size_t step = 0; step < m_layers.size(); ++step) {
            std::vector<size_t> &layer = m_layers[fromAbove ? step : m_layers.size() - 1 - step];
            for (const size_t point : layer) {
                const std::vector<size_t> &others = fromAbove ? m_above[point] : m_below[point];
                double sum = 0;
                for (const size_t other : others)
                    sum += (static_cast<double>(m_rank[other]) + 0.5)
                        / static_cast<double>(m_layers[m_layer[other]].size());
                middle[point] = others.empty()
                    ? (static_cast<double>(m_rank[point]) + 0.5) / static_cast<double>(layer.size())
                    : sum / static_cast<double>(others.size());
            }
            std::stable_sort(layer.begin(), layer.end(), [&](size_t a, size_t b) { return middle[a] < middle[b]; });
            for (size_t at = 0; at < layer.size(); ++at)
                m_rank[layer[at]] = at;
        }
    }

    /// Between neighbouring layers.
    size_t crossings() const
    {
        size_t count = 0;
        for (size_t layer = 0; layer + 1 < m_layers.size(); ++layer) {
            std::vector<size_t> ends; // in the order of their begins
            for (const size_t point : m_layers[layer]) {
                const size_t first = ends.size();
                for (const size_t below : m_below[point]) {
                    if (m_layer[below] == layer + 1)
                        ends.push_back(m_rank[below]);
                }
                std::sort(ends.begin() + static_cast<std::ptrdiff_t>(first), ends.end());
            }
            count += inversions(ends, m_layers[layer + 1].size());
        }
        return count;
    }

    static size_t inversions(const std::vector<size_t> &values, size_t most)
    {
        std::vector<size_t> tree(most + 1); // Fenwick's: how many were met up to each value
        size_t count = 0;
        for (size_t at = 0; at < values.size(); ++at) {
            size_t notAbove = 0;
            for (size_t i = values[at] + 1; i > 0; i &= i - 1)
                notAbove += tree[i];
            count += at - notAbove;
            for (size_t i = values[at] + 1; i <= most; i += i & (~i + 1))
                ++tree[i];
        }
        return count;
    }

    /// Moves each point of a layer towards those that it is connected with, as far as the order and the room allow: the
    /// least squares under these, by pooling those that would meet.
    void straighten(bool fromAbove)
    {
        struct Pool
        {
            double sum = 0;
            double count = 0;
            double mean() const { return sum / count; }
        };
        for (size_t step = 0; step < m_layers.size(); ++step) {
            const std::vector<size_t> &layer = m_layers[fromAbove ? step : m_layers.size() - 1 - step];
            std::vector<Pool> pools;
            for (size_t at = 0; at < layer.size(); ++at) {
                const std::vector<size_t> &others = fromAbove ? m_above[layer[at]] : m_below[layer[at]];
                double wanted = m_y[layer[at]];
                if (!others.empty()) {
                    wanted = 0;
                    for (const size_t other : others)
                        wanted += m_y[other];
                    wanted /= static_cast<double>(others.size());
                }
                pools.push_back({wanted - static_cast<double>(at), 1});
                while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
                    pools[pools.size() - 2].sum += pools.back().sum;
                    pools[pools.size() - 2].count += pools.back().count;
                    pools.pop_back();
                }
            }
            size_t at = 0;
            for (const Pool &pool : pools) {
                for (size_t i = 0; i < static_cast<size_t>(pool.count); ++i, ++at)
                    m_y[layer[at]] = pool.mean() + static_cast<double>(at);
            }
        }
    }

    void tell()
    {
        const auto [least, most] = std::minmax_element(m_y.begin(), m_y.end());
        const double top = m_y.empty() ? 0 : *least;
        m_layout.height = m_y.empty() ? 0 : *most - *least + 1;
        m_layout.width = static_cast<double>(m_layers.size());
        const auto placeOf = [&](size_t point) {
            return QPointF(static_cast<double>(m_layer[point]), m_y[point] - top);
        };
        for (size_t node = 0; node < m_nodeCount; ++node)
            m_layout.places.push_back(placeOf(node));
        for (size_t edge = 0; edge < m_layout.edges.size(); ++edge) {
            for (const size_t bend : m_bends[edge])
                m_layout.edges[edge].bends.push_back(placeOf(bend));
        }
    }

    GraphLayout &m_layout;
    std::vector<std::vector<size_t>> m_layers; // the points of each, in their order
    std::vector<size_t> m_layer;               // of each point: the nodes first, then the bends
    std::vector<size_t> m_rank;                // in its layer
    std::vector<double> m_y;
    std::vector<std::vector<size_t>> m_above;
    std::vector<std::vector<size_t>> m_below;
    std::vector<std::vector<size_t>> m_bends; // of each edge
    size_t m_nodeCount = 0;
    size_t m_bendCount = 0;
};

} // namespace

GraphLayout GraphLayout::of(const ProcessGraph &graph)
{
    GraphLayout layout;
    LayeredPoints(graph, layout).arrange();
    return layout;
}

} // namespace Procession
