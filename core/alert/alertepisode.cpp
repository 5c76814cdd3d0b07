// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertepisode.h"

#include "wirenames.h"

#include <QJsonObject>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<AlertPhase, 5> phaseNames{{
    {AlertPhase::Calm, "calm"_L1},
    {AlertPhase::Pending, "pending"_L1},
    {AlertPhase::Firing, "firing"_L1},
    {AlertPhase::Clearing, "clearing"_L1},
    {AlertPhase::Owed, "over"_L1},
}};

constexpr WireNames<AlertEnding, 5> endingNames{{
    {AlertEnding::Open, "open"_L1},
    {AlertEnding::Recovered, "recovered"_L1},
    {AlertEnding::Silenced, "silenced"_L1},
    {AlertEnding::Forgotten, "forgotten"_L1},
    {AlertEnding::Dropped, "dropped"_L1},
}};

} // namespace

QLatin1StringView wireName(AlertPhase phase)
{
    return nameIn<phaseNames>(phase);
}

std::optional<AlertPhase> alertPhaseFromString(QStringView name)
{
    return valueIn<phaseNames>(name);
}

QLatin1StringView wireName(AlertEnding ending)
{
    return nameIn<endingNames>(ending);
}

void writeAlertEpisode(ObjectWriter &object, const AlertEpisode &episode)
{
    writeAlertMessage(object, episode.facts);
    object.ascii("phase", wireName(episode.phase));
    object.ascii("ending", wireName(episode.ending));
    object.boolean("flapping", episode.isFlapping);
    object.boolean("silenced", episode.isSilenced);
    if (episode.endedMs)
        object.seconds("ended_at", episode.endedMs);
    else
        object.null("ended_at");
    if (!episode.acknowledged) {
        object.null("acknowledged");
        return;
    }
    ObjectWriter acknowledged = object.object("acknowledged");
    acknowledged.text("who", episode.acknowledged->who);
    acknowledged.seconds("at", episode.acknowledged->atMs);
}

AlertEpisode alertEpisodeFrom(const QJsonObject &json)
{
    const auto msOf = [](const QJsonValue &seconds) -> qint64 { return std::llround(seconds.toDouble() * 1000); };
    AlertEpisode episode;
    episode.facts = alertMessageFrom(json);
    episode.phase = valueIn<phaseNames>(json["phase"_L1].toString()).value_or(AlertPhase::Calm);
    episode.ending = valueIn<endingNames>(json["ending"_L1].toString()).value_or(AlertEnding::Open);
    episode.isFlapping = json["flapping"_L1].toBool();
    episode.isSilenced = json["silenced"_L1].toBool();
    episode.endedMs = msOf(json["ended_at"_L1]);
    if (const QJsonObject by = json["acknowledged"_L1].toObject(); !by.isEmpty())
        episode.acknowledged = AlertAcknowledgement{by["who"_L1].toString(), msOf(by["at"_L1])};
    return episode;
}

} // namespace Procession
