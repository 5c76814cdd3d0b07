// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "processtext.h"
#include "terminal.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

int eventsCommand(const QStringList &arguments)
{
    SubcommandLine line(u"events"_s,
                        u"Tells what happened to a process: each change of its status, and points of its progress."_s,
                        u"ID"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    QList<QStringList> rows{eventHeading()};
    QJsonArray asJson;
    QString cursor;
    do {
        const auto reply = waitFor<HistoryEventPage>([&](const auto &done) { api.events(*id, cursor, done); });
        if (!reply)
            return reportProblem(reply.error());
        for (const HistoryEvent &event : reply->events)
            rows.append(eventRow(event));
        for (const QJsonValue &event : reply.body.value("events"_L1).toArray())
            asJson.append(event);
        cursor = reply->nextCursor;
    } while (!cursor.isEmpty());

    if (line.wantsJson())
        printJson({{u"events"_s, asJson}});
    else
        Terminal::print(Terminal::table(rows, Terminal::width()));
    return ExitCode::ok;
}

} // namespace Procession
