// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "changejson.h"
#include "commandline.h"
#include "commandsupport.h"

namespace Procession {

using namespace Qt::StringLiterals;

int updateCommand(const QStringList &arguments)
{
    SubcommandLine line(u"update"_s, u"Reports on a process. Without options: that it still lives."_s, u"ID"_s);
    line.addValue(u"status"_s, u"running, completed, failed, cancelled or timeout."_s, u"status"_s);
    line.addValue(u"progress"_s, u"0 to 100."_s, u"percent"_s);
    line.addValue(u"message"_s, u"What it does now."_s, u"text"_s);
    line.addValue(u"error"_s, u"What went wrong."_s, u"text"_s);
    line.addValue(u"metadata"_s,
                  u"Custom data to set: key=value or a JSON object; null deletes a key (several times for more)."_s,
                  u"data"_s);
    line.addValue(u"attempt"_s, u"The attempt that is reported on; an older one than the current is refused."_s,
                  u"number"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    const auto progress = line.number(u"progress"_s, 0, 100);
    const auto attempt = line.number(u"attempt"_s, 1, 1e6);
    const auto metadata = metadataFrom(line);
    if (!progress.valid || !attempt.valid || !metadata)
        return ExitCode::usage;

    QJsonObject body;
    if (line.isSet(u"status"_s))
        body.insert(u"status"_s, line.value(u"status"_s));
    if (progress.value)
        body.insert(u"progress"_s, *progress.value);
    if (line.isSet(u"message"_s))
        body.insert(u"message"_s, line.value(u"message"_s));
    if (line.isSet(u"error"_s))
        body.insert(u"error_message"_s, line.value(u"error"_s));
    if (!metadata->isEmpty())
        body.insert(u"metadata_update"_s, *metadata);
    if (attempt.value)
        body.insert(u"attempt"_s, *attempt.value);

    const auto report = reportFromJson(body);
    if (!report)
        return reportProblem(report.error());
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.report(*id, *report, done); });
    if (!reply)
        return reportProblem(reply.error());
    if (line.wantsJson())
        printJson(reply.body.value("process"_L1).toObject());
    return ExitCode::ok;
}

} // namespace Procession
