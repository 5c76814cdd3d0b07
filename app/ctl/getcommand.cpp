// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "processtext.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

int getCommand(const QStringList &arguments)
{
    SubcommandLine line(u"get"_s, u"Shows all that is known of one process."_s, u"ID"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    if (id->isReserved()) { // such as "types", which is another path of the API
        Terminal::printError(u"There is no process %1."_s.arg(id->toString()));
        return ExitCode::notFound;
    }
    ApiClient api(*endpoint);
    const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.get(*id, done); });
    if (!reply)
        return reportProblem(reply.error());
    const QJsonObject process = reply.body.value("process"_L1).toObject();
    if (line.wantsJson())
        printJson(process);
    else
        Terminal::print(processDetails(process));
    return ExitCode::ok;
}

} // namespace Procession
