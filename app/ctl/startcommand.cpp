// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "changejson.h"
#include "commandline.h"
#include "commandsupport.h"
#include "terminal.h"

#include <QDateTime>

namespace Procession {

using namespace Qt::StringLiterals;

int startCommand(const QStringList &arguments)
{
    SubcommandLine line(u"start"_s, u"Begins to track a process that something else runs, and prints its id."_s, {});
    line.addValue(u"type"_s, u"Its type."_s, u"type"_s, u"background_job"_s);
    line.addValue(u"name"_s, u"What it does, in a few words."_s, u"name"_s);
    line.addValue(u"id"_s, u"Its id; without one the server makes it."_s, u"id"_s);
    line.addValue(u"description"_s, u"What it does, in full."_s, u"text"_s);
    line.addValue(u"metadata"_s, u"Custom data: key=value or a JSON object (several times for more)."_s, u"data"_s);
    line.addValue(u"timeout"_s, u"Seconds it may run."_s, u"seconds"_s);
    line.addValue(u"heartbeat-timeout"_s, u"Seconds it may be silent."_s, u"seconds"_s);
    line.addValue(u"pending-timeout"_s, u"Seconds it may wait for somebody to take it up."_s, u"seconds"_s);
    line.addFlag(u"running"_s, u"It runs already; otherwise it is pending."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (!line.isSet(u"name"_s))
        return line.usageError(u"--name is missing."_s);
    const auto timeout = line.number(u"timeout"_s, 0.001, 3e7);
    const auto heartbeat = line.number(u"heartbeat-timeout"_s, 0.001, 3e7);
    const auto pending = line.number(u"pending-timeout"_s, 0.001, 3e7);
    const auto metadata = metadataFrom(line);
    if (!timeout.valid || !heartbeat.valid || !pending.valid || !metadata)
        return ExitCode::usage;

    QJsonObject body{{u"process_type"_s, line.value(u"type"_s)}, {u"name"_s, line.value(u"name"_s)}};
    if (line.isSet(u"id"_s))
        body.insert(u"process_id"_s, line.value(u"id"_s));
    if (line.isSet(u"description"_s))
        body.insert(u"description"_s, line.value(u"description"_s));
    if (!metadata->isEmpty())
        body.insert(u"metadata"_s, *metadata);
    if (timeout.value)
        body.insert(u"timeout"_s, *timeout.value);
    if (heartbeat.value)
        body.insert(u"heartbeat_timeout"_s, *heartbeat.value);
    if (pending.value)
        body.insert(u"pending_timeout"_s, *pending.value);
    if (line.isSet(u"running"_s))
        body.insert(u"status"_s, u"running"_s);

    const auto start = startFromJson(body, QDateTime::currentMSecsSinceEpoch());
    if (!start)
        return reportProblem(start.error());
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.start(*start, done); });
    if (!reply)
        return reportProblem(reply.error());
    if (line.wantsJson())
        printJson(reply.body.value("process"_L1).toObject());
    else
        Terminal::print((**reply)->id.toString() + u'\n');
    return ExitCode::ok;
}

} // namespace Procession
