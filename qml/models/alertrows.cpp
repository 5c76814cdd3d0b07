// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrows.h"

#include "alertrulejson.h"
#include "alertwords.h"
#include "rowtext.h"

#include <QCoreApplication>

#include <algorithm>

namespace Procession::AlertRows {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AlertRows", text);
}

/// Wall time in ms; 0 for none.
double msOf(const QJsonValue &seconds)
{
    return seconds.toDouble() * 1000;
}

QString shown(const QJsonObject &json, QLatin1StringView key)
{
    return shownText(json[key].toString());
}

bool matches(const QJsonObject &alert, const Filter &filter)
{
    if (!filter.severity.isEmpty() && alert["severity"_L1].toString() != filter.severity)
        return false;
    const QString text = filter.text.trimmed();
    if (text.isEmpty())
        return true;
    for (const auto &key : {"title"_L1, "cause"_L1, "reason"_L1, "rule"_L1}) {
        if (alert[key].toString().contains(text, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

QString stateOf(const QJsonObject &alert)
{
    if (alert["ended_at"_L1].isDouble()) {
        const QString ending = alert["ending"_L1].toString();
        return ending == "silenced"_L1 ? tr("Over, silenced")
            : ending == "forgotten"_L1 ? tr("Nothing more was heard")
            : ending == "dropped"_L1   ? tr("Its rule was changed")
                                       : tr("Over");
    }
    if (alert["flapping"_L1].toBool())
        return tr("Comes and goes");
    const QString phase = alert["phase"_L1].toString();
    return phase == "clearing"_L1 || phase == "over"_L1 ? tr("Looks better") : tr("Goes on");
}

QStringList textsOf(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &text : list.toArray())
        texts.append(text.toString());
    return texts;
}

/// The title of the trouble itself, whatever the last message was about.
QString titleOf(const QJsonObject &alert)
{
    static const QStringList leads{u"Still, after "_s, u"Over after "_s};
    const QString title = alert["title"_L1].toString();
    for (const QString &lead : leads) {
        if (const qsizetype colon = title.indexOf(u": "_s); title.startsWith(lead) && colon > 0)
            return shownText(title.sliced(colon + 2));
    }
    const QString flapping = u"Comes and goes: "_s;
    return shownText(title.startsWith(flapping) ? title.sliced(flapping.size()) : title);
}

QString aboutOf(const QJsonObject &silence)
{
    QStringList parts;
    if (const QString rule = shown(silence, "rule"_L1); !rule.isEmpty())
        parts.append(tr("rule %1").arg(rule));
    if (const QString type = shown(silence, "type"_L1); !type.isEmpty())
        parts.append(tr("type %1").arg(type));
    if (const QString name = shown(silence, "name"_L1); !name.isEmpty())
        parts.append(name);
    return parts.isEmpty() ? tr("Everything") : parts.join(u" · "_s);
}

} // namespace

QList<QByteArray> alertRoles()
{
    return {"episode",     "severity", "title",          "reason",         "rule",     "began",    "ended",
            "occurrences", "samples",  "acknowledgedBy", "acknowledgedAt", "silenced", "stateText"};
}

Rows alerts(const QJsonArray &alerts, const Filter &filter)
{
    Rows rows;
    for (const QJsonValue &value : alerts) {
        const QJsonObject alert = value.toObject();
        if (!matches(alert, filter))
            continue;
        const QString episode = QString::number(alert["episode"_L1].toInteger());
        const QJsonObject by = alert["acknowledged"_L1].toObject();
        rows.push_back({episode,
                        {episode, alert["severity"_L1].toString(), titleOf(alert), shown(alert, "reason"_L1),
                         shown(alert, "rule"_L1), msOf(alert["began_at"_L1]), msOf(alert["ended_at"_L1]),
                         alert["count"_L1].toInteger(), textsOf(alert["samples"_L1]), shown(by, "who"_L1),
                         msOf(by["at"_L1]), alert["silenced"_L1].toBool(), stateOf(alert)}});
    }
    return rows;
}

int unacknowledged(const QJsonArray &alerts)
{
    return static_cast<int>(std::count_if(alerts.begin(), alerts.end(), [](const QJsonValue &alert) {
        return alert["acknowledged"_L1].isNull() && !alert["silenced"_L1].toBool();
    }));
}

QList<QByteArray> silenceRoles()
{
    return {"silenceId", "about", "reason", "who", "began", "ends"};
}

Rows silences(const QJsonArray &silences)
{
    Rows rows;
    for (const QJsonValue &value : silences) {
        const QJsonObject silence = value.toObject();
        const QString id = QString::number(silence["id"_L1].toInteger());
        rows.push_back({id,
                        {id, aboutOf(silence), shown(silence, "reason"_L1), shown(silence, "who"_L1),
                         msOf(silence["began_at"_L1]), msOf(silence["ends_at"_L1])}});
    }
    return rows;
}

QList<QByteArray> channelRoles()
{
    return {"channel", "kind", "waiting", "lastTitle", "lastAt", "failed", "error", "deliveredAt", "testText"};
}

Rows channels(const QJsonArray &channels, const QHash<QString, QString> &tests)
{
    Rows rows;
    for (const QJsonValue &value : channels) {
        const QJsonObject channel = value.toObject();
        const QString name = channel["name"_L1].toString();
        const QJsonObject last = channel["last"_L1].toObject();
        const bool hasFailed = !last.isEmpty() && last["state"_L1].toString() != "delivered"_L1;
        rows.push_back({name,
                        {name, shown(channel, "kind"_L1), channel["waiting"_L1].toInt(), shown(last, "title"_L1),
                         msOf(last["at"_L1]), hasFailed, shown(last, "error"_L1),
                         msOf(channel["last_delivered"_L1]["at"_L1]), tests.value(name)}});
    }
    return rows;
}

QList<QByteArray> ruleRoles()
{
    return {"name", "words", "severity", "active", "configured", "problem"};
}

QJsonObject fieldsOf(const QJsonObject &rule)
{
    QJsonObject fields;
    for (const auto &key :
         {"enabled"_L1, "severity"_L1, "condition"_L1, "scope"_L1, "for"_L1, "resolve_after"_L1, "forget_after"_L1,
          "reminders"_L1, "flapping"_L1, "quiet_hours"_L1, "channels"_L1, "group_by"_L1}) {
        if (rule.contains(key) && !rule[key].isNull())
            fields.insert(key, rule[key]);
    }
    return fields;
}

Rows rules(const QJsonArray &rules)
{
    Rows rows;
    for (const QJsonValue &value : rules) {
        const QJsonObject json = value.toObject();
        const QString name = json["name"_L1].toString();
        const auto rule = alertRuleFromJson(name, fieldsOf(json));
        rows.push_back({name,
                        {name, rule ? AlertWords::rule(*rule) : QString(), json["severity"_L1].toString(),
                         json["enabled"_L1].toBool(true), json["configured"_L1].toBool(),
                         rule ? QString() : shownText(rule.error().message)}});
    }
    return rows;
}

} // namespace Procession::AlertRows
