// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands by which somebody reports on a process that runs elsewhere.
#include "changejson.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// `key=value` pairs and JSON objects of --metadata as one object. A value that is JSON is taken as such, any other as
/// text. Nothing where one is neither, which is printed.
std::optional<QJsonObject> metadataFrom(const SubcommandLine &line)
{
    QJsonObject object;
    for (const QString &item : line.values(u"metadata"_s)) {
        const QJsonDocument whole = QJsonDocument::fromJson(item.toUtf8());
        const qsizetype equals = item.indexOf(u'=');
        if (whole.isObject()) {
            const QJsonObject members = whole.object();
            for (auto it = members.begin(); it != members.end(); ++it)
                object.insert(it.key(), it.value());
        } else if (equals > 0) {
            const QString value = item.sliced(equals + 1);
            const QJsonArray parsed = QJsonDocument::fromJson('[' + value.toUtf8() + ']').array();
            object.insert(item.first(equals), parsed.size() == 1 ? parsed.first() : QJsonValue(value));
        } else {
            line.usageError(u"--metadata takes key=value or a JSON object; \"%1\" is neither."_s.arg(item));
            return std::nullopt;
        }
    }
    return object;
}

} // namespace

int startCommand(const QStringList &arguments)
{
    SubcommandLine line(u"start"_s, u"Begins to track a process that something else runs, and prints its id."_s, {});
    line.addValue(u"type"_s, u"Its type."_s, u"type"_s, u"background_job"_s);
    line.addValue(u"name"_s, u"What it does, in a few words."_s, u"name"_s);
    line.addValue(u"id"_s, u"Its id; without one the server makes it."_s, u"id"_s);
    line.addValue(u"description"_s, u"What it does, in full."_s, u"text"_s);
    line.addValue(u"metadata"_s, u"Custom data: key=value or a JSON object (several times for more)."_s, u"data"_s);
    line.addNumber(u"timeout"_s, u"Seconds it may run."_s, u"seconds"_s, 0.001, 3e7);
    line.addNumber(u"heartbeat-timeout"_s, u"Seconds it may be silent."_s, u"seconds"_s, 0.001, 3e7);
    line.addNumber(u"pending-timeout"_s, u"Seconds it may wait for somebody to take it up."_s, u"seconds"_s, 0.001,
                   3e7);
    line.addFlag(u"running"_s, u"It runs already; otherwise it is pending."_s);
    addDependencyOptions(line);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (!line.isSet(u"name"_s))
        return line.usageError(u"--name is missing."_s);
    const auto metadata = metadataFrom(line);
    if (!metadata)
        return ExitCode::usage;

    QJsonObject body =
        line.fields({u"name"_s, u"description"_s, u"timeout"_s, u"heartbeat-timeout"_s, u"pending-timeout"_s});
    body.insert(u"process_type"_s, line.value(u"type"_s));
    if (line.isSet(u"id"_s))
        body.insert(u"process_id"_s, line.value(u"id"_s));
    if (!metadata->isEmpty())
        body.insert(u"metadata"_s, *metadata);
    if (line.isSet(u"running"_s))
        body.insert(u"status"_s, u"running"_s);
    takeDependencies(line, body);
    const auto start = startFromJson(body, QDateTime::currentMSecsSinceEpoch());
    if (!start)
        return reportProblem(start.error());
    return printAnswer<ProcessPtr>(
        line, [&](ApiClient &api, const auto &done) { api.start(*start, done); },
        [](const auto &reply) { Terminal::print((**reply)->id.toString() + u'\n'); }, "process"_L1);
}

int updateCommand(const QStringList &arguments)
{
    SubcommandLine line(u"update"_s, u"Reports on a process. Without options: that it still lives."_s, u"ID"_s);
    line.addValue(u"status"_s, u"running, completed, failed, cancelled or timeout."_s, u"status"_s);
    line.addNumber(u"progress"_s, u"0 to 100."_s, u"percent"_s, 0, 100);
    line.addValue(u"message"_s, u"What it does now."_s, u"text"_s);
    line.addValue(u"error"_s, u"What went wrong."_s, u"text"_s);
    line.addValue(u"metadata"_s,
                  u"Custom data to set: key=value or a JSON object; null deletes a key (several times for more)."_s,
                  u"data"_s);
    line.addNumber(u"attempt"_s, u"The attempt that is reported on; an older one than the current is refused."_s,
                   u"number"_s, 1, 1e6);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    const auto metadata = metadataFrom(line);
    if (!metadata)
        return ExitCode::usage;

    QJsonObject body = line.fields({u"status"_s, u"progress"_s, u"message"_s, u"attempt"_s});
    if (line.isSet(u"error"_s))
        body.insert(u"error_message"_s, line.value(u"error"_s));
    if (!metadata->isEmpty())
        body.insert(u"metadata_update"_s, *metadata);
    const auto report = reportFromJson(body);
    if (!report)
        return reportProblem(report.error());
    return printAnswer<ProcessPtr>(
        line, [&](ApiClient &api, const auto &done) { api.report(*id, *report, done); }, [](const auto &) {},
        "process"_L1);
}

} // namespace Procession
