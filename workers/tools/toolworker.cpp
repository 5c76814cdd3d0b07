// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolworker.h"

#include "commandjob.h"
#include "jsonreader.h"
#include "metadatakeys.h"
#include "nearestname.h"
#include "toolparameters.h"

#include <QFile>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxName = 512;

QJsonObject requestOf(const Process &process)
{
    return QJsonDocument::fromJson(process.dispatch.work()->request.utf8().toByteArray()).object();
}

} // namespace

ToolWorker::ToolWorker(ToolOptions options, const QString &folder, const Clock &clock)
    : m_options(std::move(options))
    , m_folder(folder)
    , m_clock(clock)
{
}

QString ToolWorker::group(const Process &process) const
{
    return requestOf(process).value("tool"_L1).toString();
}

int ToolWorker::maxRunningOf(const QString &group) const
{
    const auto tool = m_options.tools.constFind(group);
    return tool == m_options.tools.constEnd() ? maxRunning() : tool->maxRunning; // one that is gone is refused
}

Result<Plan> ToolWorker::plan(const QJsonObject &request) const
{
    JsonReader reader(request);
    reader.onlyKeys({"tool"_L1, "parameters"_L1, "name"_L1});
    const QString name = reader.text("tool"_L1, maxName).value_or(QString());
    const QJsonObject values = reader.object("parameters"_L1).value_or(QJsonObject());
    const QString title = reader.text("name"_L1, maxName).value_or(QString());
    if (reader.error())
        return *reader.error();
    const auto tool = m_options.tools.constFind(name);
    if (tool == m_options.tools.constEnd()) {
        const QStringList names = m_options.tools.keys();
        return Error{ErrorCode::UnknownTool,
                     names.isEmpty() ? u"This server has no tools; [tools.NAME] in its configuration defines one."_s
                                     : u"There is no tool \"%1\""_s.arg(name.left(64)) + suggestion(name, names),
                     u"tool"_s};
    }
    const auto parameters = ToolParameters::fromJson(*tool, values);
    if (!parameters)
        return parameters.error();
    Plan plan;
    plan.name = title.trimmed().isEmpty() ? name : title;
    plan.description = tool->description;
    plan.timeout = tool->timeout;
    plan.request = {{u"tool"_s, name}, {u"parameters"_s, parameters->values()}};
    if (!title.isEmpty())
        plan.request.insert(u"name"_s, title);
    plan.metadata = {{MetadataKeys::tool, name}, {MetadataKeys::parameters, parameters->values()}};
    plan.retryPolicy = tool->retryPolicy;
    plan.limits = tool->limits;
    plan.demand = tool->demand;
    return plan;
}

std::unique_ptr<Job> ToolWorker::attempt(const Process &process, const QJsonObject &request)
{
    const ToolDefinition tool = m_options.tools.value(request.value("tool"_L1).toString());
    const auto parameters = ToolParameters::fromJson(tool, request.value("parameters"_L1).toObject());
    QByteArrayList environment = sharedEnvironment();
    for (const auto &[name, value] : tool.environment.asKeyValueRange())
        environment.append(name.toUtf8() + '=' + value.toUtf8());
    return std::make_unique<CommandJob>(
        JobCommand{.argv = parameters ? parameters->argv() : QByteArrayList{"false"}, // planned a moment before
                   .folder = tool.folder.isEmpty() ? QByteArray("/") : QFile::encodeName(tool.folder),
                   .environment = environment,
                   .secrets = tool.secrets,
                   .grace = tool.grace,
                   .limits = tool.limits,
                   .lockFile = m_folder.lockFile(process.id)},
        process.id, process.attempt, m_clock);
}

} // namespace Procession
