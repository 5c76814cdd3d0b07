// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduletext.h"

#include "durationtext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

qint64 msOf(const QJsonValue &seconds)
{
    return std::llround(seconds.toDouble() * 1000);
}

QString timeText(const QJsonValue &seconds)
{
    return QDateTime::fromMSecsSinceEpoch(msOf(seconds)).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

/// Such as `tool backup`.
QString runText(const QJsonObject &run)
{
    const QJsonObject request = run["request"_L1].toObject();
    const QString tool = request["tool"_L1].toString();
    return tool.isEmpty() ? run["process_type"_L1].toString() : u"tool "_s + tool;
}

QString tickText(const QJsonObject &tick)
{
    QString text = timeText(tick["due_at"_L1]);
    if (tick.contains("count"_L1))
        text += u" to %1, %2 times"_s.arg(timeText(tick["last_due_at"_L1])).arg(tick["count"_L1].toInteger());
    text += u"  "_s + tick["outcome"_L1].toString();
    for (const auto key : {"reason"_L1, "process_id"_L1}) {
        if (const QString more = tick[key].toString(); !more.isEmpty())
            text += u"  "_s + more;
    }
    return text;
}

} // namespace

QStringList scheduleHeading()
{
    return {u"NAME"_s, u"RULE"_s, u"RUNS"_s, u"NEXT"_s, u"LAST"_s};
}

QStringList scheduleRow(const QJsonObject &schedule, qint64 nowMs)
{
    QString next = u"never again"_s;
    if (schedule["paused"_L1].isObject())
        next = u"paused"_s;
    else if (const QJsonArray times = schedule["next"_L1].toArray(); !times.isEmpty())
        next = u"in "_s + durationText(msOf(times.at(0)) - nowMs);
    const QJsonArray ticks = schedule["ticks"_L1].toArray();
    const QString last = ticks.isEmpty() ? QString() : ticks.last()["outcome"_L1].toString();
    QString rule = schedule["rule"_L1].toString();
    if (const QString zone = schedule["time_zone"_L1].toString(); zone != "UTC"_L1)
        rule += u' ' + zone;
    return {schedule["name"_L1].toString(), rule, runText(schedule["run"_L1].toObject()), next, last};
}

QString timesText(const QJsonArray &times)
{
    QString text;
    for (const QJsonValue &time : times)
        text += u"  "_s + timeText(time) + u'\n';
    return text;
}

QString scheduleText(const QJsonObject &schedule)
{
    QString text = u"%1: %2 (%3, %4)\n"_s.arg(schedule["name"_L1].toString(), schedule["words"_L1].toString(),
                                              schedule["rule"_L1].toString(), schedule["time_zone"_L1].toString());
    if (const QString description = schedule["description"_L1].toString(); !description.isEmpty())
        text += description + u'\n';
    text += u"runs %1; while a run is live: %2\n"_s.arg(runText(schedule["run"_L1].toObject()),
                                                        schedule["overlap"_L1].toString());
    if (schedule["configured"_L1].toBool())
        text += u"stands in the server's configuration file\n"_s;
    if (const QJsonObject pause = schedule["paused"_L1].toObject(); !pause.isEmpty())
        text += u"paused since %1: %2\n"_s.arg(timeText(pause["since"_L1]), pause["note"_L1].toString());
    if (const QJsonObject backfill = schedule["backfill"_L1].toObject(); !backfill.isEmpty()) {
        text += u"fills back: at %1 of %2\n"_s.arg(timeText(backfill["cursor"_L1]), timeText(backfill["until"_L1]));
    }
    if (const QJsonArray running = schedule["running"_L1].toArray(); !running.isEmpty()) {
        text += u"live runs:\n"_s;
        for (const QJsonValue &id : running)
            text += u"  "_s + id.toString() + u'\n';
    }
    if (const QJsonArray waiting = schedule["waiting"_L1].toArray(); !waiting.isEmpty())
        text += u"waiting for it:\n"_s + timesText(waiting);
    const QJsonArray next = schedule["next"_L1].toArray();
    text += next.isEmpty() ? u"never due again\n"_s : u"next:\n"_s + timesText(next);
    if (const QJsonArray ticks = schedule["ticks"_L1].toArray(); !ticks.isEmpty()) {
        text += u"last:\n"_s;
        for (const QJsonValue &tick : ticks)
            text += u"  "_s + tickText(tick.toObject()) + u'\n';
    }
    return text;
}

} // namespace Procession
