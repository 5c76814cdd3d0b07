// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that change several processes in the same way.
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "plaintext.h"
#include "terminal.h"

#include <QJsonArray>

#include <iostream>
#include <string>

#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// One change, made to each process.
struct EachAction
{
    using Change = std::function<ApiReply<void>(ApiClient &api, const ProcessId &id, const QString &reason)>;

    Change change;
    /// Tells first what else the change does, and asks where somebody is there to answer. Whether to go on; may be empty.
    std::function<bool(ApiClient &api, const ProcessId &id)> isWanted{};
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

/// The dependents that an answer tells of, such as `, and 2 that depend on it: b c`; empty for none.
QString dependentsText(const QJsonObject &answer)
{
    const qint64 count = answer.value("dependents"_L1).toInteger();
    if (count == 0)
        return {};
    constexpr qsizetype mostNamed = 10;
    const QStringList ids = answer.value("dependent_ids"_L1).toVariant().toStringList().mid(0, mostNamed);
    return u", and %1 that depend on it: %2%3"_s.arg(count).arg(PlainText::line(ids.join(u' ')),
                                                                count > ids.size() ? u" …"_s : QString());
}

/// Whether the person at the terminal says yes.
bool isConfirmed(const QString &question)
{
    Terminal::printError(question + u" [y/N] "_s);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
}

/// Says what would end with the process. With --dry-run that is all; else asks, where others would and a person is there.
bool isCancelWanted(const SubcommandLine &line, ApiClient &api, const ProcessId &id)
{
    const bool isDryRun = line.isSet(u"dry-run"_s);
    if (!isDryRun && (line.isSet(u"yes"_s) || isatty(STDIN_FILENO) == 0))
        return true;
    const auto told = waitFor<QJsonObject>([&](const auto &done) {
        api.ask(u"/processes/%1/cancel"_s.arg(id.toString()), {{u"dry_run"_s, true}}, done);
    });
    if (!told) {
        if (isDryRun)
            reportProblem(told.error());
        return !isDryRun; // the cancel itself is refused, and says why
    }
    const QString others = dependentsText(told.body);
    if (isDryRun) {
        Terminal::print(u"%1 would be cancelled%2\n"_s.arg(id.toString(), others));
        return false;
    }
    return others.isEmpty() || isConfirmed(u"Cancel %1%2?"_s.arg(id.toString(), others));
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
        if (action.isWanted && !action.isWanted(api, id))
            continue;
        const ApiReply<void> reply = action.change(api, id, line.value(u"reason"_s));
        if (line.wantsJson() && !reply.body.isEmpty())
            printJson(reply.body);
        if (!reply) {
            const int problem = reportProblem(reply.error());
            exitCode = exitCode == ExitCode::ok ? problem : exitCode;
            if (!reply.error().isAnswered())
                break; // nor will it answer for the others
        } else if (!line.wantsJson()) {
            Terminal::print(u"%1 %2%3\n"_s.arg(id.toString(), action.done, dependentsText(reply.body)));
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
    line.addFlag(u"dry-run"_s, u"Only say what would be done."_s);
    line.addValue(u"reason"_s, u"Why, for the history of each process."_s, u"text"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto filter = filterFrom(line);
    if (!filter)
        return reportProblem(filter.error());
    if (!filter->isEmpty() && !line.arguments().isEmpty())
        return line.usageError(u"Name processes or a filter, not both."_s);
    if (filter->isEmpty() && line.isSet(u"dry-run"_s) && !action.isWanted)
        return line.usageError(u"--dry-run goes with a filter."_s);
    return filter->isEmpty() ? toEachId(line, action) : toAllThatMatch(line, *filter, bulk, action.done);
}

ApiReply<void> retryFrom(ApiClient &api, const ProcessId &id, const QString &reason)
{
    QJsonObject body{{u"dependents"_s, true}};
    if (!reason.isEmpty())
        body.insert(u"reason"_s, reason);
    const auto reply = waitFor<QJsonObject>(
        [&](const auto &done) { api.ask(u"/processes/%1/retry"_s.arg(id.toString()), body, done); });
    return reply ? ApiReply<void>({}, reply.body) : ApiReply<void>(reply.error(), reply.body);
}

} // namespace

int cancelCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"cancel"_s,
        u"Cancels processes, or the retries that they wait for: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    line.addFlag(u"yes"_s, u"Don't ask where others depend on it and would end, too."_s);
    const auto isWanted = [&line](ApiClient &api, const ProcessId &id) { return isCancelWanted(line, api, id); };
    const auto cancel = [](ApiClient &api, const ProcessId &id, const QString &reason) {
        return waitFor<void>([&](const auto &done) { api.cancel(id, reason, done); });
    };
    return toIdsOrFilter(arguments, line, {cancel, isWanted, u"cancelled"_s}, ApiClient::BulkAction::Cancel);
}

int retryCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"retry"_s,
        u"Tries failed, timed out or cancelled processes again, now: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    line.addFlag(u"dependents"_s,
                 u"Also those that depend on it, directly or not, and failed, timed out or were cancelled."_s);
    const auto retry = [&line](ApiClient &api, const ProcessId &id, const QString &reason) {
        if (line.isSet(u"dependents"_s))
            return retryFrom(api, id, reason);
        const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.retry(id, reason, done); });
        return reply ? ApiReply<void>({}, reply.body) : ApiReply<void>(reply.error(), reply.body);
    };
    return toIdsOrFilter(arguments, line, {retry, {}, u"is pending again"_s}, ApiClient::BulkAction::Retry);
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
    return toEachId(line, {remove, {}, u"deleted"_s});
}

} // namespace Procession
