// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsal.h"

#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;

qint64 msOf(const QJsonValue &seconds)
{
    return std::llround(seconds.toDouble() * 1000);
}

std::optional<qint64> optionalMsOf(const QJsonValue &seconds)
{
    return seconds.isDouble() ? std::optional(msOf(seconds)) : std::nullopt;
}

QStringList textsOf(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &text : list.toArray())
        texts.append(text.toString());
    return texts;
}

void writeMessage(ObjectWriter &&object, const RehearsedMessage &message)
{
    object.ascii("kind", wireName(message.kind));
    object.integer("number", message.number);
    object.seconds("at", message.atMs);
    object.text("title", message.title);
    object.text("reason", message.reason);
    object.integer("count", message.count);
}

RehearsedMessage messageFrom(const QJsonObject &json)
{
    return {.kind = alertMessageKindFromString(json["kind"_L1].toString()).value_or(AlertMessageKind::Fired),
            .number = json["number"_L1].toInt(),
            .atMs = msOf(json["at"_L1]),
            .title = json["title"_L1].toString(),
            .reason = json["reason"_L1].toString(),
            .count = json["count"_L1].toInteger()};
}

void writeEpisode(ObjectWriter &&object, const RehearsedEpisode &episode)
{
    writeAlertEpisode(object, episode.episode);
    object.integer("message_count", episode.messageCount);
    ArrayWriter messages = object.array("messages");
    for (const RehearsedMessage &message : episode.messages)
        writeMessage(messages.object(), message);
}

RehearsedEpisode episodeFrom(const QJsonObject &json)
{
    RehearsedEpisode episode;
    episode.episode = alertEpisodeFrom(json);
    episode.messageCount = json["message_count"_L1].toInteger();
    for (const QJsonValue &message : json["messages"_L1].toArray())
        episode.messages.push_back(messageFrom(message.toObject()));
    return episode;
}

} // namespace

QString whyNotRehearsed(Kind kind)
{
    switch (kind) {
    case Kind::Failed:
    case Kind::TimedOut:
    case Kind::RetriesExhausted:
    case Kind::FailureRate:
    case Kind::Waiting:
    case Kind::Overdue:
        break;
    case Kind::Quiet:
        return u"The history doesn't keep which clock found a process quiet, nor when it was heard of again."_s;
    case Kind::OverLimit:
        return u"The history doesn't keep when an attempt went over a limit and came back."_s;
    case Kind::StoreUnwritable:
        return u"When the store couldn't be written isn't in the store."_s;
    case Kind::ChannelDead:
        return u"Which messages were given up isn't in the history of runs."_s;
    case Kind::DiskLow:
        return u"How much room was left on a disk isn't kept."_s;
    case Kind::HostSilent:
        return u"The history keeps a few reports of each process, not all of them."_s;
    case Kind::Missed:
        return u"The history keeps runs, not those that didn't happen."_s;
    }
    return {};
}

void writeRehearsal(ObjectWriter &object, const Rehearsal &rehearsal)
{
    object.seconds("from", rehearsal.fromMs);
    object.seconds("to", rehearsal.toMs);
    object.boolean("can_rehearse", rehearsal.problem.isEmpty());
    object.text("problem", rehearsal.problem);
    {
        ArrayWriter notes = object.array("notes");
        for (const QString &note : rehearsal.notes)
            notes.text(note);
    }
    object.integer("runs", rehearsal.runs);
    object.secondsOrNull("history_since", rehearsal.historySinceMs);
    object.integer("episode_count", rehearsal.episodeCount);
    object.integer("message_count", rehearsal.messageCount);
    object.boolean("complete", !rehearsal.stoppedAtMs);
    object.secondsOrNull("stopped_at", rehearsal.stoppedAtMs);
    object.integer("stopped_after_seq", rehearsal.stoppedAfterSeq);
    ArrayWriter episodes = object.array("episodes");
    for (const RehearsedEpisode &episode : rehearsal.episodes)
        writeEpisode(episodes.object(), episode);
}

Rehearsal rehearsalFrom(const QJsonObject &json)
{
    Rehearsal rehearsal{.fromMs = msOf(json["from"_L1]),
                        .toMs = msOf(json["to"_L1]),
                        .problem = json["problem"_L1].toString(),
                        .notes = textsOf(json["notes"_L1]),
                        .runs = json["runs"_L1].toInteger(),
                        .historySinceMs = optionalMsOf(json["history_since"_L1]),
                        .episodeCount = json["episode_count"_L1].toInteger(),
                        .messageCount = json["message_count"_L1].toInteger(),
                        .stoppedAtMs = optionalMsOf(json["stopped_at"_L1]),
                        .stoppedAfterSeq = static_cast<quint64>(json["stopped_after_seq"_L1].toInteger()),
                        .episodes = {}};
    for (const QJsonValue &episode : json["episodes"_L1].toArray())
        rehearsal.episodes.push_back(episodeFrom(episode.toObject()));
    return rehearsal;
}

} // namespace Procession
