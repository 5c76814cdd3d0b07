// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerttext.h"

#include "durationtext.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
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
    return QDateTime::fromMSecsSinceEpoch(msOf(seconds)).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString textsOf(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &value : list.toArray())
        texts.append(value.toString());
    return texts.join(u", "_s);
}

/// Such as `failed, acknowledged by ops`.
QString stateOf(const QJsonObject &alert)
{
    const QString ending = alert["ending"_L1].toString();
    QStringList words{ending == "open"_L1 ? alert["phase"_L1].toString() : ending};
    if (alert["flapping"_L1].toBool())
        words.append(u"flapping"_s);
    if (alert["silenced"_L1].toBool())
        words.append(u"silenced"_s);
    if (const QJsonObject by = alert["acknowledged"_L1].toObject(); !by.isEmpty())
        words.append(u"acknowledged by "_s + by["who"_L1].toString());
    return words.join(u", "_s);
}

} // namespace

QStringList alertHeading()
{
    return {u"ALERT"_s, u"SEVERITY"_s, u"SINCE"_s, u"LASTS"_s, u"STATE"_s, u"RULE"_s, u"WHAT"_s};
}

QStringList alertRow(const QJsonObject &alert, qint64 nowMs)
{
    const qint64 began = msOf(alert["began_at"_L1]);
    const qint64 end = alert["ended_at"_L1].isDouble() ? msOf(alert["ended_at"_L1]) : nowMs;
    return {QString::number(alert["episode"_L1].toInteger()),
            alert["severity"_L1].toString(),
            timeText(alert["began_at"_L1]),
            durationText(std::max<qint64>(0, end - began)),
            stateOf(alert),
            alert["rule"_L1].toString(),
            alert["title"_L1].toString()};
}

QStringList alertRuleHeading()
{
    return {u"RULE"_s, u"SEVERITY"_s, u"CONDITION"_s, u"CHANNELS"_s, u"STATE"_s};
}

QStringList alertRuleRow(const QJsonObject &rule)
{
    QString state = rule["enabled"_L1].toBool() ? u"on"_s : u"off"_s;
    if (rule["configured"_L1].toBool())
        state += u", configured"_s;
    return {rule["name"_L1].toString(), rule["severity"_L1].toString(),
            rule["condition"_L1].toObject()["kind"_L1].toString(), textsOf(rule["channels"_L1]), state};
}

QStringList silenceHeading()
{
    return {u"SILENCE"_s, u"UNTIL"_s, u"OF"_s, u"BY"_s, u"REASON"_s};
}

QStringList silenceRow(const QJsonObject &silence)
{
    QStringList of;
    for (const auto key : {"rule"_L1, "type"_L1, "name"_L1}) {
        if (const QString text = silence[key].toString(); !text.isEmpty())
            of.append(u"%1 %2"_s.arg(key, text));
    }
    return {QString::number(silence["id"_L1].toInteger()), timeText(silence["ends_at"_L1]),
            of.isEmpty() ? u"everything"_s : of.join(u", "_s), silence["who"_L1].toString(),
            silence["reason"_L1].toString()};
}

QStringList channelHeading()
{
    return {u"CHANNEL"_s, u"KIND"_s, u"WAITING"_s, u"LAST"_s, u"STATE"_s, u"ERROR"_s};
}

QStringList channelRow(const QJsonObject &channel)
{
    const QJsonObject last = channel["last"_L1].toObject();
    return {channel["name"_L1].toString(),
            channel["kind"_L1].toString(),
            QString::number(channel["waiting"_L1].toInteger()),
            last.isEmpty() ? u"never"_s : timeText(last["at"_L1]),
            last["state"_L1].toString(),
            last["error"_L1].toString()};
}

QStringList rehearsalHeading()
{
    return {u"WHEN"_s, u"ALERT"_s, u"MESSAGE"_s, u"COUNT"_s, u"WHAT"_s, u"REASON"_s};
}

QList<QStringList> rehearsalRows(const QJsonObject &told)
{
    std::vector<std::pair<qint64, QStringList>> rows;
    const QJsonArray episodes = told["episodes"_L1].toArray();
    for (const QJsonValue &episode : episodes) {
        const QString number = QString::number(episode["episode"_L1].toInteger());
        const QJsonArray messages = episode["messages"_L1].toArray();
        for (const QJsonValue &message : messages) {
            rows.emplace_back(msOf(message["at"_L1]),
                              QStringList{timeText(message["at"_L1]), number, message["kind"_L1].toString(),
                                          QString::number(message["count"_L1].toInteger()),
                                          message["title"_L1].toString(), message["reason"_L1].toString()});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QList<QStringList> lines;
    for (auto &[at, row] : rows)
        lines.append(std::move(row));
    return lines;
}

QString rehearsalSummary(const QJsonObject &told)
{
    if (!told["can_rehearse"_L1].toBool())
        return u"This can't be tried on the past: "_s + told["problem"_L1].toString() + u'\n';
    QString text = u"From %1 on: %2 alerts with %3 messages; %4 runs ended.\n"_s.arg(timeText(told["from"_L1]))
                       .arg(told["episode_count"_L1].toInteger())
                       .arg(told["message_count"_L1].toInteger())
                       .arg(told["runs"_L1].toInteger());
    const QJsonArray notes = told["notes"_L1].toArray();
    for (const QJsonValue &note : notes)
        text += note.toString() + u'\n';
    if (const QJsonValue since = told["history_since"_L1]; since.isDouble() && msOf(since) > msOf(told["from"_L1]))
        text += u"The history begins at %1.\n"_s.arg(timeText(since));
    if (!told["complete"_L1].toBool())
        text += u"There was too much to look at: it ends at %1.\n"_s.arg(timeText(told["stopped_at"_L1]));
    return text;
}

} // namespace Procession
