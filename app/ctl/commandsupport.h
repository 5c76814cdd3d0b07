// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "commandline.h"
#include "exitcode.h"

#include <QEventLoop>

namespace Procession {

// Shared by the subcommands.

/// Sends a request and waits for its answer: `request` gets the callback to send it with. A command does one thing
/// after another; code that runs an event loop of its own does not use this.
template <typename T, typename Request>
ApiReply<T> waitFor(Request request)
{
    std::optional<ApiReply<T>> answer;
    QEventLoop loop;
    request(ApiClient::Callback<T>([&](const ApiReply<T> &reply) {
        answer = reply;
        loop.quit();
    }));
    loop.exec();
    return *answer;
}

/// Prints why a request did not succeed, and returns the exit code for it.
int reportProblem(const ApiError &error);
/// Prints why a value is refused before a server is asked, and returns the exit code for it.
int reportProblem(const Error &error);

/// Prints JSON, indented or as one line; no character in it steers the terminal.
void printJson(const QJsonObject &object);
void printJsonLine(const QJsonObject &object);

/// Sends a request, and prints its answer: where the line wants JSON this member of it, or all of it where none is
/// named, and otherwise as `print` does. Returns the exit code.
template <typename T, typename Request, typename Print>
int printAnswer(const SubcommandLine &line, Request request, Print print, QLatin1StringView member = {})
{
    ApiClient api(line.endpoint());
    const auto reply = waitFor<T>([&](const auto &done) { request(api, done); });
    if (!reply)
        return reportProblem(reply.error());
    if (line.wantsJson())
        printJson(member.isEmpty() ? reply.body : reply.body.value(member).toObject());
    else
        print(reply);
    return ExitCode::ok;
}

/// Asks the server at that path to begin something. Returns what `follow` makes of its process, or without `follow`
/// prints the id of it.
int submit(const SubcommandLine &line, const QString &path, const QJsonObject &request,
           const std::function<int(const ProcessId &)> &follow = {});

/// The same; with --follow it prints what the process prints, and waits for its end. See OutputSession.
int submitAndFollow(const SubcommandLine &line, const QString &path, const QJsonObject &request);

/// Options for work that the server runs: its priority, and what it uses.
void addDemandOptions(SubcommandLine &line);
/// Those of them that are given, as members of the request. An exit code where one is wrong, which is printed.
std::optional<int> takeDemand(const SubcommandLine &line, QJsonObject &request);

/// Options for a process that waits for others.
void addDependencyOptions(SubcommandLine &line);
/// Those of them that are given, as members of the request.
void takeDependencies(const SubcommandLine &line, QJsonObject &request);

/// The id that `text` spells; nothing where it can't be one, which is printed.
std::optional<ProcessId> idFrom(const SubcommandLine &line, const QString &text);
/// The only argument as an id; nothing where there is another number of them, or it can't be one, which is printed.
std::optional<ProcessId> onlyId(const SubcommandLine &line);
/// The filter that --type, --status and --search spell. Errors: UnknownProcessType, UnknownStatus.
Result<ProcessFilter> filterFrom(const SubcommandLine &line);

} // namespace Procession
