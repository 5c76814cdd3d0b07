// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "exitcode.h"

#include <QEventLoop>

namespace Procession {

class SubcommandLine;

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

/// The id that `text` spells; nothing where it can't be one, which is printed.
std::optional<ProcessId> idFrom(const SubcommandLine &line, const QString &text);
/// The only argument as an id; nothing where there is another number of them, or it can't be one, which is printed.
std::optional<ProcessId> onlyId(const SubcommandLine &line);
/// The filter that --type, --status and --search spell. Errors: UnknownProcessType, UnknownStatus.
Result<ProcessFilter> filterFrom(const SubcommandLine &line);

/// Prints JSON, indented or as one line; no character in it steers the terminal.
void printJson(const QJsonObject &object);
void printJsonLine(const QJsonObject &object);

} // namespace Procession
