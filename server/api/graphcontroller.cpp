// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphcontroller.h"

#include "dependencyjson.h"
#include "processgraph.h"
#include "processtracker.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Graphs that aren't larger are walked while others wait.
constexpr size_t quicklyWalked = 500;

void writeNode(ObjectWriter &&object, const GraphNode &node, const ProcessSource &source)
{
    object.ascii("process_id", node.id.bytes());
    object.integer("layer", node.layer);
    object.integer("place", node.place);
    object.secondsOrNull("left", node.leftMs);
    object.boolean("critical", node.isCritical);
    object.boolean("tracked", node.process != nullptr);
    object.boolean("missing", node.isMissing);
    if (!node.process)
        return;
    const Process &process = **node.process;
    object.ascii("process_type", process.type.bytes());
    object.ascii("status", wireName(process.status));
    object.text("name", process.name);
    object.numberOrNull("progress", process.progress);
    object.integer("attempt", process.attempt);
    object.textOrNull("error_message", process.errorMessage);
    const std::vector<ProcessId> waitingFor = source.waitingFor(process);
    writeDependencies(object, process.dispatch.dependencies(), isWaiting(process) ? &waitingFor : nullptr);
}

void writeCounts(ObjectWriter &&object, const ProcessGraph &graph)
{
    StatusCounts counts{};
    for (const GraphNode &node : graph.nodes) {
        if (node.process)
            ++counts[static_cast<size_t>((*node.process)->status)];
    }
    for (const ProcessStatus status : allStatuses)
        object.integer(wireName(status), counts[static_cast<size_t>(status)]);
}

} // namespace

GraphController::GraphController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_estimates(parts.durations, parts.clock)
{
}

Answer GraphController::get(const Call &call) const
{
    const auto leftOf = [this](const Process &process) { return m_estimates.leftMs(process); };
    ProcessGraph graph = graphAround(m_tracker, call.process, leftOf, call.mayUseDisk ? mostNodes : quicklyWalked);
    if (graph.isCut && !call.mayUseDisk)
        return needsDisk; // no disk, but time that the server's thread doesn't have
    if (graph.nodes.empty()) {
        return Refusal({ErrorCode::UnknownProcess,
                        u"There is no process %1, or it is only in the history, which keeps no graphs."_s.arg(
                            call.process.toString()),
                        u"process_id"_s});
    }
    return jsonResponse(200, [&](ObjectWriter &body) {
        writeCounts(body.object("processes"), graph);
        body.seconds("left", std::chrono::milliseconds(graph.leftMs));
        body.boolean("left_is_least", graph.isLeftLeast);
        body.boolean("cut", graph.isCut);
        body.integer("layers", graph.layers);
        {
            ArrayWriter path = body.array("critical_path");
            for (const size_t at : graph.criticalPath)
                path.ascii(graph.nodes[at].id.bytes());
        }
        ArrayWriter nodes = body.array("nodes");
        for (const GraphNode &node : graph.nodes)
            writeNode(nodes.object(), node, m_tracker);
    });
}

} // namespace Procession
