// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that show processes and their history.
#include "apijson.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "momentparser.h"
#include "processtext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <limits>

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
    if (id->isReserved()) { // such as "types", which is another path of the API
        Terminal::printError(u"There is no process %1."_s.arg(id->toString()));
        return ExitCode::notFound;
    }
    return printAnswer<QJsonObject>(
        line,
        [&](ApiClient &api, const auto &done) {
            api.look(u"/processes/"_s + id->toString(), QUrlQuery({{u"full"_s, u"1"_s}}), done);
        },
        [](const auto &reply) { Terminal::print(processDetails(reply.body.value("process"_L1).toObject())); },
        "process"_L1);
}

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
    ApiClient api(line.endpoint());
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

namespace {

/// A process of a list, as it came.
struct ListedProcess
{
    ProcessPtr process;
    std::optional<Estimate> estimate;
    QJsonObject json;
};

/// The least time left first, or last; those of which nobody knows it behind them.
void sortByLeft(std::vector<ListedProcess> &processes, bool descending)
{
    const auto leftOf = [](const ListedProcess &each) { return each.estimate ? each.estimate->left : std::nullopt; };
    std::stable_sort(processes.begin(), processes.end(), [&](const ListedProcess &a, const ListedProcess &b) {
        const auto left = leftOf(a);
        const auto other = leftOf(b);
        if (!left || !other)
            return left.has_value() && !other;
        return descending ? left->p50 > other->p50 : left->p50 < other->p50;
    });
}

} // namespace

int listCommand(const QStringList &arguments)
{
    SubcommandLine line(u"list"_s, u"Lists processes, oldest first."_s, {});
    line.addFilter(u"type"_s, u"Only processes of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"Only processes in this status (several times for more)."_s, u"status"_s);
    line.addFilter(u"search"_s, u"Only those with this text in id, name, message or error."_s, u"text"_s);
    line.addFilter(
        u"finished-after"_s,
        u"Only what finished after this, from the history too: a date and time (2026-03-01T14:00), or how long "
        "ago (90s, 15m, 24h, 7d)."_s,
        u"time"_s);
    line.addFilter(u"finished-before"_s, u"Only what finished before this; likewise."_s, u"time"_s);
    line.addFilter(u"at"_s,
                   u"The list as it was then, as far back as the history goes: a date and time, or how long ago."_s,
                   u"time"_s);
    line.addFilter(
        u"sort"_s,
        u"created_at, updated_at, name, progress, memory_peak, cpu_time or left (the time left, the least first), and "
        "completed_at of what finished; - before it reverses."_s,
        u"key"_s);
    line.addNumber(u"limit"_s, u"At most this many."_s, u"number"_s, 1, 1e9);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto wanted = filterFrom(line);
    if (!wanted)
        return reportProblem(wanted.error());
    QUrlQuery filter = toQuery(*wanted);
    std::optional<qint64> atMs;
    for (const auto &[option, key] : {std::pair(u"finished-after"_s, u"finished_after"_s),
                                      {u"finished-before"_s, u"finished_before"_s},
                                      {u"at"_s, u"at"_s}}) {
        if (!line.isSet(option))
            continue;
        const auto moment = momentFrom(line.value(option), QDateTime::currentMSecsSinceEpoch());
        if (!moment)
            return line.usageError(
                u"--%1 must be a date and time such as 2026-03-01T14:00, or 15m, 24h, 7d."_s.arg(option));
        filter.addQueryItem(key, QString::number(static_cast<double>(*moment) / 1000.0, 'f', 3));
        if (key == "at"_L1)
            atMs = moment;
    }
    // The server has no list by what it only estimates.
    const QString sort = line.value(u"sort"_s);
    const bool byLeft = sort == "left"_L1 || sort == "-left"_L1;
    if (line.isSet(u"sort"_s) && !byLeft)
        addQueryValue(filter, u"sort"_s, sort);
    const bool isPast = line.isSet(u"finished-after"_s) || line.isSet(u"finished-before"_s) || line.isSet(u"at"_s);
    if (line.isSet(u"at"_s) && byLeft)
        return line.usageError(u"The time left isn't known of a moment in the past: --at and --sort left."_s);
    if (!isPast && (byLeft || !line.wantsJson()))
        filter.addQueryItem(u"full"_s, u"1"_s); // estimates are told with all the rest

    ApiClient api(line.endpoint());
    std::vector<ListedProcess> listed;
    QJsonValue known(QJsonValue::Undefined); // of the past: from when on nothing is missing
    QString cursor;
    const auto wantedRows = static_cast<size_t>(line.number(u"limit"_s).value_or(1e9));
    const auto most = byLeft ? std::numeric_limits<size_t>::max() : wantedRows;
    do {
        QUrlQuery query = filter;
        query.addQueryItem(u"limit"_s, QString::number(std::min<size_t>(1000, most - listed.size())));
        if (!cursor.isEmpty())
            addQueryValue(query, u"cursor"_s, cursor);
        const auto reply = waitFor<ProcessPage>([&](const auto &done) { api.list(query, done); });
        if (!reply)
            return reportProblem(reply.error());
        const QJsonArray asJson = reply.body.value("processes"_L1).toArray();
        for (qsizetype i = 0; i < asJson.size() && i < qsizetype(reply->processes.size()); ++i) {
            const QJsonObject json = asJson[i].toObject();
            listed.push_back({reply->processes[static_cast<size_t>(i)], estimateFrom(json), json});
        }
        cursor = reply->nextCursor;
        known = reply.body.value("known_since"_L1);
    } while (!cursor.isEmpty() && listed.size() < most);
    if (byLeft)
        sortByLeft(listed, sort.startsWith(u'-'));
    if (listed.size() > wantedRows)
        listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(wantedRows), listed.end());

    if (line.wantsJson()) {
        QJsonArray all;
        for (const ListedProcess &process : listed)
            all.append(process.json);
        QJsonObject object{{u"processes"_s, all}};
        if (!known.isUndefined())
            object.insert("known_since"_L1, known);
        printJson(object);
        return ExitCode::ok;
    }
    QList<QStringList> rows{processHeading()};
    for (const ListedProcess &each : listed)
        rows.append(processRow(**each.process, leftText(each.estimate)));
    Terminal::print(Terminal::table(rows, Terminal::width()));
    if (const qint64 knownMs = qRound64(known.toDouble() * 1000); atMs && *atMs < knownMs) {
        Terminal::printError(u"Before %1 the history isn't whole: processes may be missing."_s.arg(
            QDateTime::fromMSecsSinceEpoch(knownMs).toString(Qt::ISODate)));
    }
    return ExitCode::ok;
}

} // namespace Procession
