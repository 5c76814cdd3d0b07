// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processgraph.h"

#include "processsource.h"

#include <QHash>

#include <algorithm>
#include <limits>
#include <tuple>

namespace Procession {

namespace {

/// The graph while it is made: nodes by their number, with their neighbours.
struct Draft
{
    std::vector<GraphNode> nodes;
    std::vector<std::vector<size_t>> above; // those that a node depends on
    std::vector<std::vector<size_t>> below;
};

/// Takes the nodes around a process, nearest first. Whether all are there.
bool collect(Draft &draft, const ProcessSource &source, const ProcessId &id, size_t mostNodes)
{
    QHash<ProcessId, size_t> numbers;
    bool isWhole = true;
    const auto take = [&](const ProcessId &next) {
        if (numbers.contains(next))
            return;
        if (draft.nodes.size() >= mostNodes) {
            isWhole = false;
            return;
        }
        numbers.insert(next, draft.nodes.size());
        draft.nodes.push_back({.id = next, .process = source.find(next)});
    };
    take(id);
    for (size_t at = 0; at < draft.nodes.size(); ++at) {
        const GraphNode node = draft.nodes[at];
        if (const DependencyTerms *terms = node.process ? (*node.process)->dispatch.dependencies().terms() : nullptr) {
            for (const Dependency &dependency : terms->on)
                take(dependency.id);
        }
        for (const ProcessId &dependent : source.dependentsOf(node.id))
            take(dependent);
    }
    draft.above.resize(draft.nodes.size());
    draft.below.resize(draft.nodes.size());
    for (size_t at = 0; at < draft.nodes.size(); ++at) {
        const ProcessPtr &process = draft.nodes[at].process;
        const DependencyTerms *terms = process ? (*process)->dispatch.dependencies().terms() : nullptr;
        if (!terms)
            continue;
        for (const Dependency &dependency : terms->on) {
            if (const auto number = numbers.constFind(dependency.id); number != numbers.cend()) {
                GraphNode &other = draft.nodes[*number];
                other.isMissing = !other.process && !dependency.archivedAs && (other.isMissing || isWaiting(**process));
                draft.above[at].push_back(*number);
                draft.below[*number].push_back(at);
            }
        }
    }
    return isWhole;
}

/// The nodes, each behind all that it depends on.
std::vector<size_t> inOrder(const Draft &draft)
{
    std::vector<size_t> missing(draft.nodes.size());
    std::vector<size_t> order;
    for (size_t at = 0; at < draft.nodes.size(); ++at) {
        missing[at] = draft.above[at].size();
        if (missing[at] == 0)
            order.push_back(at);
    }
    for (size_t next = 0; next < order.size(); ++next) {
        for (const size_t below : draft.below[order[next]]) {
            if (--missing[below] == 0)
                order.push_back(below);
        }
    }
    return order; // without those of a cycle, where an id was taken again while this walked
}

/// Gives each node its layer; the nodes of each layer.
std::vector<std::vector<size_t>> layer(Draft &draft, const std::vector<size_t> &order)
{
    std::vector<std::vector<size_t>> layers;
    for (const size_t at : order) {
        int own = 0;
        for (const size_t above : draft.above[at])
            own = std::max(own, draft.nodes[above].layer + 1);
        draft.nodes[at].layer = own;
        if (layers.size() <= static_cast<size_t>(own))
            layers.resize(static_cast<size_t>(own) + 1);
        layers[static_cast<size_t>(own)].push_back(at);
    }
    return layers;
}

/// Moves each node of a layer to the middle of its neighbours on one side.
void sweep(std::vector<size_t> &nodes, const std::vector<std::vector<size_t>> &neighbours,
           std::vector<double> &positions)
{
    std::vector<std::pair<double, size_t>> wanted;
    wanted.reserve(nodes.size());
    for (const size_t at : nodes) {
        double middle = positions[at];
        if (!neighbours[at].empty()) {
            middle = 0;
            for (const size_t neighbour : neighbours[at])
                middle += positions[neighbour];
            middle /= static_cast<double>(neighbours[at].size());
        }
        wanted.emplace_back(middle, at);
    }
    std::stable_sort(wanted.begin(), wanted.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (size_t place = 0; place < nodes.size(); ++place) {
        nodes[place] = wanted[place].second;
        // By the part of the layer's breadth, so that layers of different sizes compare.
        positions[nodes[place]] = (static_cast<double>(place) + 0.5) / static_cast<double>(nodes.size());
    }
}

/// Gives each node its place, so that few edges cross.
void place(Draft &draft, std::vector<std::vector<size_t>> &layers)
{
    constexpr int rounds = 4;
    std::vector<double> positions(draft.nodes.size(), 0.5);
    for (auto &nodes : layers)
        sweep(nodes, draft.above, positions);
    for (int round = 0; round < rounds; ++round) {
        for (auto nodes = layers.rbegin(); nodes != layers.rend(); ++nodes)
            sweep(*nodes, draft.below, positions);
        for (auto &nodes : layers)
            sweep(nodes, draft.above, positions);
    }
    for (const auto &nodes : layers) {
        for (size_t at = 0; at < nodes.size(); ++at)
            draft.nodes[nodes[at]].place = static_cast<int>(at);
    }
}

bool isOver(const GraphNode &node)
{
    return node.process ? !isLive(**node.process) : !node.isMissing;
}

/// Numbers the nodes by layer and place, and takes the edges.
void number(ProcessGraph &graph, Draft &draft, const std::vector<std::vector<size_t>> &layers)
{
    constexpr size_t none = std::numeric_limits<size_t>::max();
    std::vector<size_t> numbers(draft.nodes.size(), none);
    for (const auto &nodes : layers) {
        graph.widest = std::max(graph.widest, static_cast<int>(nodes.size()));
        for (const size_t at : nodes) {
            numbers[at] = graph.nodes.size();
            graph.nodes.push_back(std::move(draft.nodes[at]));
        }
    }
    graph.layers = static_cast<int>(layers.size());
    for (size_t at = 0; at < draft.above.size(); ++at) {
        for (const size_t above : draft.above[at]) {
            if (numbers[above] != none && numbers[at] != none)
                graph.edges.push_back({numbers[above], numbers[at]});
        }
    }
    std::sort(graph.edges.begin(), graph.edges.end(),
              [](const GraphEdge &a, const GraphEdge &b) { return std::tie(a.to, a.from) < std::tie(b.to, b.from); });
}

/// Finds the critical path: the longest way through what isn't over. What isn't known counts as nothing, but a way with more
/// processes is the longer one of two that take the same.
void findCriticalPath(ProcessGraph &graph)
{
    struct Reached
    {
        qint64 ms = 0;
        int nodes = 0;
        std::optional<size_t> before;
    };
    std::vector<Reached> reached(graph.nodes.size());
    const auto isLonger = [](const Reached &a, const Reached &b) {
        return std::tie(a.ms, a.nodes) > std::tie(b.ms, b.nodes);
    };
    std::optional<size_t> last;
    size_t edge = 0; // sorted by where they lead, as the nodes are walked
    for (size_t at = 0; at < graph.nodes.size(); ++at) {
        const GraphNode &node = graph.nodes[at];
        Reached best;
        for (; edge < graph.edges.size() && graph.edges[edge].to == at; ++edge) {
            const size_t from = graph.edges[edge].from;
            if (!isOver(graph.nodes[from]) && (!best.before || isLonger(reached[from], best))) {
                best = reached[from];
                best.before = from;
            }
        }
        if (isOver(node))
            continue;
        best.ms += node.leftMs.value_or(0);
        ++best.nodes;
        reached[at] = best;
        if (!last || isLonger(best, reached[*last]))
            last = at;
    }
    graph.isLeftLeast = false;
    if (last)
        graph.leftMs = reached[*last].ms;
    for (std::optional<size_t> at = last; at; at = reached[*at].before) {
        graph.criticalPath.push_back(*at);
        graph.nodes[*at].isCritical = true;
        graph.isLeftLeast = graph.isLeftLeast || !graph.nodes[*at].leftMs;
    }
    std::reverse(graph.criticalPath.begin(), graph.criticalPath.end());
    for (GraphEdge &line : graph.edges)
        line.isCritical = graph.nodes[line.to].isCritical && reached[line.to].before == line.from;
    // A way beside it whose length isn't known may be the longer one.
    for (const GraphNode &node : graph.nodes)
        graph.isLeftLeast = graph.isLeftLeast || (!isOver(node) && !node.leftMs);
}

} // namespace

std::optional<size_t> ProcessGraph::find(const ProcessId &id) const
{
    const auto node = std::find_if(nodes.begin(), nodes.end(), [&id](const GraphNode &one) { return one.id == id; });
    return node == nodes.end() ? std::nullopt : std::optional(static_cast<size_t>(node - nodes.begin()));
}

ProcessGraph graphAround(const ProcessSource &source, const ProcessId &id, const LeftOf &leftOf, size_t mostNodes)
{
    ProcessGraph graph;
    if (!source.find(id))
        return graph;
    Draft draft;
    graph.isCut = !collect(draft, source, id, mostNodes);
    for (GraphNode &node : draft.nodes) {
        if (isOver(node))
            node.leftMs = 0;
        else if (leftOf && node.process)
            node.leftMs = leftOf(**node.process);
    }
    std::vector<std::vector<size_t>> layers = layer(draft, inOrder(draft));
    place(draft, layers);
    number(graph, draft, layers);
    findCriticalPath(graph);
    return graph;
}

} // namespace Procession
