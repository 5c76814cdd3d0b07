// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workroutes.h"

#include "demandjson.h"
#include "jsonreader.h"
#include "tooloptions.h"
#include "workqueue.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What there is to know of a tool. Neither its environment nor its secrets.
QJsonObject shownTool(const ToolDefinition &tool)
{
    QJsonObject shown{{u"name"_s, tool.name},
                      {u"description"_s, tool.description},
                      {u"parameters"_s, toolSchema(tool)},
                      {u"max_running"_s, tool.maxRunning},
                      {u"priority"_s, tool.demand.priority.value_or(0)},
                      {u"uses"_s, usesToJson(tool.demand)},
                      {u"timeout"_s, QJsonValue::Null}};
    if (tool.timeout)
        shown.insert(u"timeout"_s, double(tool.timeout->count()) / 1000);
    return shown;
}

Route listingTools(const ToolOptions &tools)
{
    return {.method = HttpMethod::Get,
            .pattern = "/tools",
            .role = Role::Viewer,
            .summary = "Lists the tools, each with a JSON schema of its parameters.",
            .answer = [text = QJsonDocument(shownTools(tools)).toJson(QJsonDocument::Compact)](const Call &) -> Answer {
                return jsonResponse(200, [&text](ObjectWriter &body) { body.raw("tools", text); });
            }};
}

/// The path names the tool, and the body has the rest.
Route runningTool(WorkQueue &queue)
{
    return {.method = HttpMethod::Post,
            .pattern = "/tools/{name}",
            .role = Role::Operator,
            .runs = Runs::HereOrOnDisk,
            .body = BodyKind::Optional,
            .summary = "Runs a tool.",
            .answer = [&queue](const Call &call) -> Answer {
                if (!call.mayUseDisk && queue.needsHistory(call.body))
                    return needsDisk;
                JsonReader reader(call.body);
                reader.onlyKeys({"parameters"_L1, "name"_L1, "priority"_L1, "uses"_L1, "depends_on"_L1,
                                 "dependency_rule"_L1, "allow_missing_dependencies"_L1});
                if (reader.error())
                    return Refusal(*reader.error());
                QJsonObject request = call.body;
                request.insert(u"tool"_s, call.name);
                const auto started = queue.submit(ProcessType::toolsExecution(), request, call.origin);
                return started ? Answer(ProcessAnswer(202, *started)) : Refusal(started.error());
            }};
}

} // namespace

Route submittingRoute(WorkQueue &queue, const ProcessType &type, const QByteArray &path, const QByteArray &summary)
{
    return {.method = HttpMethod::Post,
            .pattern = path,
            .role = Role::Operator,
            .runs = Runs::HereOrOnDisk,
            .body = BodyKind::Object,
            .summary = summary,
            .answer = [&queue, type](const Call &call) -> Answer {
                if (!call.mayUseDisk && queue.needsHistory(call.body))
                    return needsDisk;
                const auto started = queue.submit(type, call.body, call.origin);
                return started ? Answer(ProcessAnswer(202, *started)) : Refusal(started.error());
            }};
}

QJsonArray shownTools(const ToolOptions &tools)
{
    QJsonArray list;
    for (const ToolDefinition &tool : tools.tools)
        list.append(shownTool(tool));
    return list;
}

std::vector<Route> workRoutes(WorkQueue &queue, const ToolOptions &tools)
{
    Route commands =
        submittingRoute(queue, ProcessType::backgroundJob(), "/commands", "Runs a command that is handed over.");
    commands.role = Role::Admin;
    return {
        submittingRoute(queue, ProcessType::aiTask(), "/ai/tasks", "Asks an AI."),
        submittingRoute(queue, ProcessType::documentProcessing(), "/documents", "Reads a document."),
        listingTools(tools),
        runningTool(queue),
        std::move(commands),
    };
}

} // namespace Procession
