// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertcause.h"

#include "wirenames.h"

#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Phase = AlertCause::Phase;
using Ending = AlertCause::Ending;
using Told = AlertCause::Told;

constexpr WireNames<Told, 3> toldNames{{
    {Told::Nothing, "nothing"_L1},
    {Told::Firing, "firing"_L1},
    {Told::Flapping, "flapping"_L1},
}};

} // namespace

QJsonObject AlertCause::toJson(bool withSubjects) const
{
    QJsonObject json{{u"count"_s, m_count},
                     {u"most_subjects"_s, m_mostSubjects},
                     {u"new_names"_s, m_hasNewNames},
                     {u"back_again"_s, m_isBackAgain},
                     {u"samples"_s, QJsonArray::fromStringList(m_samples)},
                     {u"type"_s, m_lastSubject.type},
                     {u"name"_s, m_lastSubject.name},
                     {u"reason"_s, m_reason},
                     {u"attempt"_s, m_attempt},
                     {u"began"_s, m_beganMs},
                     {u"last_seen"_s, m_lastSeenMs},
                     {u"last_news"_s, m_lastNewsMs},
                     {u"began_steady"_s, m_beganSteadyMs},
                     {u"phase"_s, wireName(m_phase)},
                     {u"pending_since"_s, m_pendingSinceMs},
                     {u"calm_since"_s, m_calmSinceMs},
                     {u"changed"_s, m_changedMs},
                     {u"flapping"_s, m_isFlapping},
                     {u"episode"_s, static_cast<qint64>(m_episode)},
                     {u"number"_s, m_number},
                     {u"last_kind"_s, wireName(m_lastKind)},
                     {u"told"_s, nameIn<toldNames>(m_told)},
                     {u"told_at"_s, m_toldMs},
                     {u"told_count"_s, m_toldCount},
                     {u"reminders"_s, m_reminders},
                     {u"updated"_s, m_hasUpdated},
                     {u"held"_s, m_isHeld}};
    if (m_acknowledged) {
        json.insert("ack_by"_L1, m_acknowledged->who);
        json.insert("ack_at"_L1, m_acknowledged->atMs);
    }
    QJsonArray fires;
    for (const Fire &fire : m_fires)
        fires.append(QJsonArray{fire.steadyMs, fire.wallMs});
    json.insert("fires"_L1, fires);
    if (withSubjects) {
        QJsonArray troubles;
        for (auto it = m_troubles.begin(); it != m_troubles.end(); ++it)
            troubles.append(QJsonArray{QString::fromUtf8(it.key()), it->type, it->name});
        json.insert("troubles"_L1, troubles);
        QJsonArray names;
        for (const QByteArray &name : m_names)
            names.append(QString::fromUtf8(name));
        json.insert("names"_L1, names);
    }
    return json;
}

void AlertCause::fromJson(const QJsonObject &json)
{
    m_count = json["count"_L1].toInteger();
    m_mostSubjects = json["most_subjects"_L1].toInteger();
    m_hasNewNames = json["new_names"_L1].toBool();
    m_isBackAgain = json["back_again"_L1].toBool();
    m_samples.clear();
    for (const QJsonValue &id : json["samples"_L1].toArray())
        m_samples.append(id.toString());
    m_lastSubject = {json["type"_L1].toString(), json["name"_L1].toString()};
    m_reason = json["reason"_L1].toString();
    m_attempt = json["attempt"_L1].toInt();
    m_beganMs = json["began"_L1].toInteger();
    m_lastSeenMs = json["last_seen"_L1].toInteger();
    m_lastNewsMs = json["last_news"_L1].toInteger();
    m_beganSteadyMs = json["began_steady"_L1].toInteger();
    m_phase = alertPhaseFromString(json["phase"_L1].toString()).value_or(Phase::Calm);
    m_pendingSinceMs = json["pending_since"_L1].toInteger();
    m_calmSinceMs = json["calm_since"_L1].toInteger();
    m_changedMs = json["changed"_L1].toInteger();
    m_isFlapping = json["flapping"_L1].toBool();
    m_episode = static_cast<quint64>(json["episode"_L1].toInteger());
    m_number = json["number"_L1].toInt();
    m_lastKind = alertMessageKindFromString(json["last_kind"_L1].toString()).value_or(AlertMessageKind::Fired);
    m_told = valueIn<toldNames>(json["told"_L1].toString()).value_or(Told::Nothing);
    m_toldMs = json["told_at"_L1].toInteger();
    m_toldCount = json["told_count"_L1].toInteger();
    m_reminders = json["reminders"_L1].toInt();
    m_hasUpdated = json["updated"_L1].toBool();
    m_isHeld = json["held"_L1].toBool();
    m_acknowledged.reset();
    if (json.contains("ack_by"_L1))
        m_acknowledged = Acknowledgement{json["ack_by"_L1].toString(), json["ack_at"_L1].toInteger()};
    m_fires.clear();
    for (const QJsonValue &fire : json["fires"_L1].toArray())
        m_fires.push_back({fire.toArray().at(0).toInteger(), fire.toArray().at(1).toInteger()});
    m_names.clear();
    for (const QJsonValue &name : json["names"_L1].toArray())
        m_names.insert(name.toString().toUtf8());
    m_troubles.clear();
    for (const QJsonValue &trouble : json["troubles"_L1].toArray()) {
        const QJsonArray parts = trouble.toArray();
        m_troubles.insert(parts.at(0).toString().toUtf8(), {parts.at(1).toString(), parts.at(2).toString()});
    }
}

void AlertCause::shift(qint64 waitedMs, qint64 unseenMs)
{
    for (qint64 *time : {&m_lastNewsMs, &m_pendingSinceMs, &m_calmSinceMs, &m_changedMs, &m_toldMs})
        *time += waitedMs;
    // What is over lasted no longer for it.
    const bool isOver = m_phase == Phase::Clearing || m_phase == Phase::Owed;
    m_beganSteadyMs += waitedMs - (isOver ? 0 : unseenMs);
    for (Fire &fire : m_fires)
        fire.steadyMs += waitedMs;
}

} // namespace Procession
