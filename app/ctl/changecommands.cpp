// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that change several processes in the same way.
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// One change, made to each process.
struct EachAction
{
    using Change = std::function<ApiReply<void>(ApiClient &api, const ProcessId &id, const QString &reason)>;

    Change change;
    QString done; ///< printed behind the id of each process that was changed, such as `cancelled`
};

/// Does it to everything that the filter matches, or with --dry-run says what that would be.
int toAllThatMatch(const SubcommandLine &line, const ProcessFilter &filter, ApiClient::BulkAction action,
                   const QString &done)
{
    ApiClient api(line.endpoint());
    const bool isDryRun = line.isSet(u"dry-run"_s);
    const auto reply = waitFor<BulkOutcome>(
        [&](const auto &callback) { api.changeAll(action, filter, isDryRun, line.value(u"reason"_s), callback); });
    if (line.wantsJson() && !reply.body.isEmpty())
        printJson(reply.body);
    if (!reply)
        return reportProblem(reply.error());
    if (line.wantsJson())
        return ExitCode::ok;
    if (isDryRun) {
        Terminal::print(u"%1 match, %2 of them can be changed.\n"_s.arg(reply->count).arg(reply->applicable));
        return ExitCode::ok;
    }
    // A process that matched but stood otherwise, such as one that had finished, is no failure of this command.
    for (const BulkOutcome::Entry &entry : reply->entries) {
        if (!entry.refusal)
            Terminal::print(u"%1 %2\n"_s.arg(entry.id.toString(), done));
    }
    return ExitCode::ok;
}

/// One request for each id that the line names. Goes on after a failure, and returns the exit code of the first one.
int toEachId(const SubcommandLine &line, const EachAction &action)
{
    if (line.arguments().isEmpty())
        return line.usageError(u"Name at least one process."_s);
    QList<ProcessId> ids;
    for (const QString &text : line.arguments()) {
        const auto id = idFrom(line, text);
        if (!id)
            return ExitCode::usage;
        ids.append(*id);
    }
    ApiClient api(line.endpoint());
    int exitCode = ExitCode::ok;
    for (const ProcessId &id : ids) {
        const ApiReply<void> reply = action.change(api, id, line.value(u"reason"_s));
        if (line.wantsJson() && !reply.body.isEmpty())
            printJson(reply.body);
        if (!reply) {
            const int problem = reportProblem(reply.error());
            exitCode = exitCode == ExitCode::ok ? problem : exitCode;
            if (!reply.error().isAnswered())
                break; // nor will it answer for the others
        } else if (!line.wantsJson()) {
            Terminal::print(u"%1 %2\n"_s.arg(id.toString(), action.done));
        }
    }
    return exitCode;
}

/// Parses the line, which names ids, or a filter that `bulk` is asked with in one request; both with a --reason.
int toIdsOrFilter(const QStringList &arguments, SubcommandLine &line, const EachAction &action,
                  ApiClient::BulkAction bulk)
{
    line.addFilter(u"type"_s, u"All of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"All in this status (several times for more)."_s, u"status"_s);
    line.addFilter(u"search"_s, u"All with this text in id, name, message or error."_s, u"text"_s);
    line.addFlag(u"dry-run"_s, u"Only say how many match."_s);
    line.addValue(u"reason"_s, u"Why, for the history of each process."_s, u"text"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto filter = filterFrom(line);
    if (!filter)
        return reportProblem(filter.error());
    if (!filter->isEmpty() && !line.arguments().isEmpty())
        return line.usageError(u"Name processes or a filter, not both."_s);
    if (filter->isEmpty() && line.isSet(u"dry-run"_s))
        return line.usageError(u"--dry-run goes with a filter."_s);
    return filter->isEmpty() ? toEachId(line, action) : toAllThatMatch(line, *filter, bulk, action.done);
}

} // namespace

int cancelCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"cancel"_s,
        u"Cancels processes, or the retries that they wait for: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    const auto cancel = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        return waitFor<void>([&](const auto &done) { api.cancel(id, reason, done); });
    };
    return toIdsOrFilter(arguments, line, {cancel, u"cancelled"_s}, ApiClient::BulkAction::Cancel);
}

int retryCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"retry"_s,
        u"Tries failed, timed out or cancelled processes again, now: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    const auto retry = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.retry(id, reason, done); });
        return reply ? ApiReply<void>({}, reply.body) : ApiReply<void>(reply.error(), reply.body);
    };
    return toIdsOrFilter(arguments, line, {retry, u"is pending again"_s}, ApiClient::BulkAction::Retry);
}

int deleteCommand(const QStringList &arguments)
{
    SubcommandLine line(u"delete"_s, u"Forgets finished processes."_s, u"ID..."_s);
    line.addValue(u"reason"_s, u"Why, for the history of each process."_s, u"text"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto remove = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        return waitFor<void>([&](const auto &done) { api.remove(id, reason, done); });
    };
    return toEachId(line, {remove, u"deleted"_s});
}

} // namespace Procession
