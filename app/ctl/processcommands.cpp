// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processcommands.h"

#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "momentparser.h"
#include "processid.h"
#include "processtext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &id)
{
    return u"/processes/"_s + id;
}

bool isId(const SubcommandLine &line, const QString &text)
{
    if (ProcessId::fromString(text))
        return true;
    line.usageError(u"\"%1\" can't be a process's id."_s.arg(text));
    return false;
}

/// A list of `key=value` and JSON objects as one object. A value that is JSON is taken as such, anything else as
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

/// The filter that a bulk request is sent with.
QJsonObject filterFrom(const SubcommandLine &line)
{
    QJsonObject filter;
    for (const auto &[option, key] : {std::pair(u"type"_s, u"process_type"_s), {u"status"_s, u"status"_s}}) {
        if (line.isSet(option))
            filter.insert(key, QJsonArray::fromStringList(line.values(option)));
    }
    if (line.isSet(u"search"_s))
        filter.insert(u"q"_s, line.value(u"search"_s));
    return filter;
}

/// Does it to everything that the filter matches, or with --dry-run says what that would be.
int toAllThatMatch(const SubcommandLine &line, const QJsonObject &filter, const QString &suffix, const QString &done)
{
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const bool isDryRun = line.isSet(u"dry-run"_s);
    const ApiReply reply =
        api.call("POST", u"/processes"_s + suffix, {{u"filter"_s, filter}, {u"dry_run"_s, isDryRun}});
    if (line.wantsJson() && !reply.body.isEmpty())
        printJson(reply.body);
    if (!reply.ok())
        return reportProblem(reply);
    if (line.wantsJson())
        return ExitCode::ok;
    if (isDryRun) {
        Terminal::print(u"%1 match, %2 of them can be changed.\n"_s.arg(reply.body.value("count"_L1).toInteger())
                            .arg(reply.body.value("applicable"_L1).toInteger()));
        return ExitCode::ok;
    }
    // What matched but stood otherwise, such as one that had finished, is no failure of this command.
    const QJsonArray results = reply.body.value("results"_L1).toArray();
    for (const QJsonValue &result : results) {
        if (result["status"_L1].toInt() < 300)
            Terminal::print(u"%1 %2\n"_s.arg(PlainText::line(result["process_id"_L1].toString()), done));
    }
    return ExitCode::ok;
}

/// One request for each id; goes on after a failure and returns the first one's exit code.
int toEachId(const SubcommandLine &line, const QByteArray &method, const QString &suffix, const QString &done)
{
    if (line.arguments().isEmpty())
        return line.usageError(u"Name at least one process."_s);
    for (const QString &id : line.arguments()) {
        if (!isId(line, id))
            return ExitCode::usage;
    }
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    int exitCode = ExitCode::ok;
    for (const QString &id : line.arguments()) {
        const ApiReply reply = api.call(method, pathOf(id) + suffix);
        if (line.wantsJson() && !reply.body.isEmpty())
            printJson(reply.body);
        if (!reply.ok()) {
            const int problem = reportProblem(reply);
            exitCode = exitCode == ExitCode::ok ? problem : exitCode;
            if (!reply.answered())
                break; // nor will it answer for the others
        } else if (!line.wantsJson()) {
            Terminal::print(u"%1 %2\n"_s.arg(id, done));
        }
    }
    return exitCode;
}

int forIdsOrFilter(const QStringList &arguments, SubcommandLine &line, const QString &suffix, const QString &done)
{
    line.addFilter(u"type"_s, u"All of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"All in this status (several times for more)."_s, u"status"_s);
    line.addFilter(u"search"_s, u"All with this text in id, name or message."_s, u"text"_s);
    line.addFlag(u"dry-run"_s, u"Only say how many match."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QJsonObject filter = filterFrom(line);
    if (!filter.isEmpty() && !line.arguments().isEmpty())
        return line.usageError(u"Name processes or a filter, not both."_s);
    if (filter.isEmpty() && line.isSet(u"dry-run"_s))
        return line.usageError(u"--dry-run goes with a filter."_s);
    return filter.isEmpty() ? toEachId(line, "POST", suffix, done) : toAllThatMatch(line, filter, suffix, done);
}

} // namespace

int listCommand(const QStringList &arguments)
{
    SubcommandLine line(u"list"_s, u"Lists processes, oldest first."_s, {});
    line.addFilter(u"type"_s, u"Only processes of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"Only processes in this status (several times for more)."_s, u"status"_s);
    line.addFilter(u"search"_s, u"Only those with this text in id, name or message."_s, u"text"_s);
    line.addFilter(
        u"finished-after"_s,
        u"Only what finished after this, from the history too: a date and time (2026-03-01T14:00), or how long "
        "ago (90s, 15m, 24h, 7d)."_s,
        u"time"_s);
    line.addFilter(u"finished-before"_s, u"Only what finished before this; likewise."_s, u"time"_s);
    line.addFilter(
        u"sort"_s,
        u"created_at, updated_at, name or progress, and completed_at of what finished; - before it reverses."_s,
        u"key"_s);
    line.addValue(u"limit"_s, u"At most this many."_s, u"number"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto limit = line.number(u"limit"_s, 1, 1e9);
    if (!limit.valid)
        return ExitCode::usage;

    QUrlQuery filter = filterQuery(line.values(u"type"_s), line.values(u"status"_s));
    if (line.isSet(u"search"_s))
        addQueryValue(filter, u"q"_s, line.value(u"search"_s));
    for (const auto &[option, key] :
         {std::pair(u"finished-after"_s, u"finished_after"_s), {u"finished-before"_s, u"finished_before"_s}}) {
        if (!line.isSet(option))
            continue;
        const auto moment = momentFrom(line.value(option), QDateTime::currentMSecsSinceEpoch());
        if (!moment)
            return line.usageError(
                u"--%1 must be a date and time such as 2026-03-01T14:00, or 15m, 24h, 7d."_s.arg(option));
        filter.addQueryItem(key, QString::number(static_cast<double>(*moment) / 1000.0, 'f', 3));
    }
    if (line.isSet(u"sort"_s))
        addQueryValue(filter, u"sort"_s, line.value(u"sort"_s));

    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    QJsonArray processes;
    QString cursor;
    const double wanted = limit.value.value_or(1e9);
    do {
        QUrlQuery query = filter;
        query.addQueryItem(u"limit"_s,
                           QString::number(std::min(1000.0, wanted - static_cast<double>(processes.size()))));
        if (!cursor.isEmpty())
            addQueryValue(query, u"cursor"_s, cursor);
        const ApiReply reply = api.fetch(u"/processes"_s, query);
        if (!reply.ok())
            return reportProblem(reply);
        const QJsonArray page = reply.body.value("processes"_L1).toArray();
        for (const QJsonValue &process : page)
            processes.append(process);
        cursor = reply.body.value("next_cursor"_L1).toString();
    } while (!cursor.isEmpty() && static_cast<double>(processes.size()) < wanted);

    if (line.wantsJson()) {
        printJson({{u"processes"_s, processes}});
        return ExitCode::ok;
    }
    QList<QStringList> rows{processHeading()};
    for (const QJsonValue &process : std::as_const(processes))
        rows.append(processRow(process.toObject()));
    Terminal::print(Terminal::table(rows, Terminal::width()));
    return ExitCode::ok;
}

int getCommand(const QStringList &arguments)
{
    SubcommandLine line(u"get"_s, u"Shows all that is known of one process."_s, u"ID"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one process."_s);
    if (!isId(line, line.arguments().constFirst()))
        return ExitCode::usage;
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const ApiReply reply = api.fetch(pathOf(line.arguments().constFirst()));
    if (!reply.ok())
        return reportProblem(reply);
    const QJsonObject process = reply.body.value("process"_L1).toObject();
    if (process.isEmpty()) { // such as "types", which is another path of the API
        Terminal::printError(u"There is no process %1."_s.arg(line.arguments().constFirst()));
        return ExitCode::notFound;
    }
    if (line.wantsJson())
        printJson(process);
    else
        Terminal::print(processDetails(process));
    return ExitCode::ok;
}

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

    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const ApiReply reply = api.call("POST", u"/processes"_s, body);
    if (!reply.ok())
        return reportProblem(reply);
    const QJsonObject process = reply.body.value("process"_L1).toObject();
    if (line.wantsJson())
        printJson(process);
    else
        Terminal::print(PlainText::line(process.value("process_id"_L1).toString()) + u'\n');
    return ExitCode::ok;
}

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
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one process."_s);
    if (!isId(line, line.arguments().constFirst()))
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

    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    const ApiReply reply = api.call("PATCH", pathOf(line.arguments().constFirst()), body);
    if (!reply.ok())
        return reportProblem(reply);
    if (line.wantsJson())
        printJson(reply.body.value("process"_L1).toObject());
    return ExitCode::ok;
}

int cancelCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"cancel"_s,
        u"Cancels processes, or the retries that they wait for: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    return forIdsOrFilter(arguments, line, u"/cancel"_s, u"cancelled"_s);
}

int retryCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"retry"_s,
        u"Tries failed, timed out or cancelled processes again, now: those named, or all that match a filter."_s,
        u"[ID...]"_s);
    return forIdsOrFilter(arguments, line, u"/retry"_s, u"is pending again"_s);
}

int deleteCommand(const QStringList &arguments)
{
    SubcommandLine line(u"delete"_s, u"Forgets finished processes."_s, u"ID..."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    return toEachId(line, "DELETE", {}, u"deleted"_s);
}

} // namespace Procession
