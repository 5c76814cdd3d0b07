// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The command that tells what past runs have in common.
#include "apijson.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "durationtext.h"
#include "momentparser.h"
#include "plaintext.h"
#include "sizetext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUrlQuery>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto none = "-"_L1;

/// A duration that the API tells in seconds; a dash where it tells none.
QString secondsText(const QJsonValue &seconds)
{
    return seconds.isDouble() ? durationText(qRound64(seconds.toDouble() * 1000)) : QString(none);
}

QString shareText(const QJsonValue &share)
{
    return share.isDouble() ? QString::number(share.toDouble() * 100, 'f', 1) + u" %"_s : QString(none);
}

/// How a median differs from the one before, such as `+20 %`.
QString changeText(const QJsonObject &group)
{
    const double now = group["duration"_L1].toObject()["p50"_L1].toDouble();
    const double before = group["before"_L1].toObject()["duration"_L1].toObject()["p50"_L1].toDouble();
    if (now <= 0 || before <= 0)
        return none;
    const int percent = qRound((now / before - 1) * 100);
    return (percent > 0 ? u"+%1 %"_s : u"%1 %"_s).arg(percent);
}

/// The group in words: a name, a time, an hour of the week, or `all`.
QString keyText(const QJsonObject &group)
{
    if (const QJsonValue from = group["from"_L1]; from.isDouble())
        return QDateTime::fromMSecsSinceEpoch(millisecondsFrom(from)).toString(u"yyyy-MM-dd HH:mm"_s);
    if (const QJsonValue hour = group["week_hour"_L1]; hour.isDouble()) {
        static const QStringList days{u"Mon"_s, u"Tue"_s, u"Wed"_s, u"Thu"_s, u"Fri"_s, u"Sat"_s, u"Sun"_s};
        return u"%1 %2:00"_s.arg(days.value(hour.toInt() / 24)).arg(hour.toInt() % 24, 2, 10, QLatin1Char('0'));
    }
    QStringList parts;
    for (const auto &key : {"process_type"_L1, "group"_L1, "name"_L1}) {
        if (const QString text = PlainText::line(group[key].toString()); !text.isEmpty())
            parts.append(text);
    }
    return parts.isEmpty() ? u"all"_s : parts.join(u" / "_s);
}

void printReasons(const QJsonArray &groups)
{
    QList<QStringList> rows{{u"COUNT"_s, u"BEFORE"_s, u"LAST"_s, u"PROCESS"_s, u"REASON"_s}};
    for (const QJsonValue &value : groups) {
        const QJsonObject group = value.toObject();
        const QString reason = PlainText::line(group["reason"_L1].toString());
        const QJsonValue before = group["count_before"_L1];
        rows.append(
            {QString::number(group["count"_L1].toInteger()),
             before.isDouble() ? QString::number(before.toInteger()) : QString(none),
             QDateTime::fromMSecsSinceEpoch(millisecondsFrom(group["last_at"_L1])).toString(u"yyyy-MM-dd HH:mm"_s),
             PlainText::line(group["last_process_id"_L1].toString()), reason.isEmpty() ? u"(no message)"_s : reason});
    }
    Terminal::print(Terminal::table(rows, 0));
}

void printGroups(const QJsonArray &groups)
{
    QList<QStringList> rows{{u"RUNS"_s, u"SUCCESS"_s, u"FAILED"_s, u"TIMEOUT"_s, u"RETRIES"_s, u"P50"_s, u"P95"_s,
                             u"P99"_s, u"CHANGE"_s, u"WAIT P95"_s, u"MEMORY"_s, u"OF"_s}};
    for (const QJsonValue &value : groups) {
        const QJsonObject group = value.toObject();
        const QJsonObject duration = group["duration"_L1].toObject();
        const QJsonValue memory = group["memory_peak"_L1];
        rows.append({QString::number(group["runs"_L1].toInteger()), shareText(group["success_rate"_L1]),
                     QString::number(group["failed"_L1].toInteger()), QString::number(group["timeout"_L1].toInteger()),
                     QString::number(group["retries"_L1].toInteger()), secondsText(duration["p50"_L1]),
                     secondsText(duration["p95"_L1]), secondsText(duration["p99"_L1]), changeText(group),
                     secondsText(group["waiting"_L1].toObject()["p95"_L1]),
                     memory.isDouble() ? sizeText(memory.toInteger()) : QString(none), keyText(group)});
    }
    Terminal::print(Terminal::table(rows, 0));
}

void printStats(const ApiReply<QJsonObject> &answer)
{
    const QJsonArray groups = answer->value("groups"_L1).toArray();
    if (groups.isEmpty()) {
        Terminal::print(u"No run ended in that time.\n"_s);
        return;
    }
    if (answer->value("group_by"_L1).toString() == "reason"_L1)
        printReasons(groups);
    else
        printGroups(groups);
    if (const auto left = answer->value("left_out"_L1).toInteger(); left > 0)
        Terminal::print(u"and %1 more; ask for them with --limit\n"_s.arg(left));
}

} // namespace

int statsCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"stats"_s,
        u"Tells what past runs have in common: how many there were, how they ended, how long they took\n"
        "(50, 95 and 99 of 100 were faster), and how that compares with the period before. Durations are\n"
        "right within 1 %."_s,
        {});
    line.addValue(u"by"_s, u"What to group by: total, type, name, group, hour, day, week, month, week_hour, reason."_s,
                  u"what"_s);
    line.addValue(u"sort"_s, u"What comes first: runs, failures, slowest, flakiest, change."_s, u"what"_s);
    line.addValue(u"since"_s, u"The begin: a date, a date and time, or how long ago (7d)."_s, u"time"_s);
    line.addValue(u"until"_s, u"The end, in the same way."_s, u"time"_s);
    line.addValue(u"type"_s, u"Only runs of this type."_s, u"type"_s);
    line.addValue(u"name"_s, u"Only runs of this name, whatever the numbers in it."_s, u"name"_s);
    line.addValue(u"group"_s, u"Only runs of this group."_s, u"group"_s);
    line.addValue(u"limit"_s, u"How many groups."_s, u"count"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (!line.arguments().isEmpty())
        return line.usageError(u"\"%1\" isn't understood."_s.arg(line.arguments().join(u' ')));

    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QUrlQuery query;
    for (const auto &[option, key] : {std::pair(u"since"_s, u"from"_s), {u"until"_s, u"to"_s}}) {
        if (!line.isSet(option))
            continue;
        const auto moment = momentFrom(line.value(option), now);
        if (!moment)
            return line.usageError(u"--%1 \"%2\" is no time."_s.arg(option, line.value(option)));
        query.addQueryItem(key, QString::number(static_cast<double>(*moment) / 1000, 'f', 3));
    }
    query.addQueryItem(u"group_by"_s, line.isSet(u"by"_s) ? line.value(u"by"_s) : u"name"_s);
    query.addQueryItem(u"compare"_s, u"1"_s);
    query.addQueryItem(u"utc_offset"_s, QString::number(QDateTime::currentDateTime().offsetFromUtc() / 60));
    for (const auto &[option, key] : {std::pair(u"sort"_s, u"sort"_s),
                                      {u"type"_s, u"process_type"_s},
                                      {u"name"_s, u"name"_s},
                                      {u"group"_s, u"group"_s},
                                      {u"limit"_s, u"limit"_s}}) {
        if (line.isSet(option))
            query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(line.value(option))));
    }
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.look(u"/analytics"_s, query, done); }, printStats);
}

} // namespace Procession
