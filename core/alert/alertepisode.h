// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmessage.h"

#include <memory>

namespace Procession {

/// Where a cause of trouble stands; see AlertCause for the transitions.
enum class AlertPhase : quint8 { Calm, Pending, Firing, Clearing, Owed };

/// How an episode ended.
enum class AlertEnding : quint8 {
    Open,
    Recovered,
    Silenced,  ///< it was over before anybody was to hear of it
    Forgotten, ///< nothing more was heard, neither good nor bad
    Dropped,   ///< its rule was changed or removed
};

struct AlertAcknowledgement
{
    QString who;
    qint64 atMs = 0; ///< wall time
    friend bool operator==(const AlertAcknowledgement &a, const AlertAcknowledgement &b) = default;
};

/// What is known of an episode of trouble, for a message or a list. Plain data.
struct AlertEpisode
{
    AlertMessage facts; ///< `kind` and `number` are those of the last message; number 0 for none
    AlertPhase phase = AlertPhase::Calm;
    AlertEnding ending = AlertEnding::Open;
    bool isFlapping = false;
    bool isSilenced = false;
    qint64 endedMs = 0; ///< wall time; 0 while it is open
    std::optional<AlertAcknowledgement> acknowledged;

    friend bool operator==(const AlertEpisode &a, const AlertEpisode &b) = default;
};

/// Never changed once it is made; shared by all readers.
using AlertEpisodePtr = std::shared_ptr<const AlertEpisode>;

QLatin1StringView wireName(AlertPhase phase);
std::optional<AlertPhase> alertPhaseFromString(QStringView name);
QLatin1StringView wireName(AlertEnding ending);

/// Writes what is known of the episode, and its last message.
void writeAlertEpisode(ObjectWriter &object, const AlertEpisode &episode);
/// What writeAlertEpisode() wrote.
AlertEpisode alertEpisodeFrom(const QJsonObject &json);

} // namespace Procession
