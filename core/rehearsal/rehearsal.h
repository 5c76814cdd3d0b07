// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertbook.h"

namespace Procession {

/// A message that a rule would have sent. Plain data; wall time in ms.
struct RehearsedMessage
{
    AlertMessageKind kind = AlertMessageKind::Fired;
    int number = 1; ///< counts the messages of the episode
    qint64 atMs = 0;
    QString title;
    QString reason;
    qint64 count = 0;

    friend bool operator==(const RehearsedMessage &a, const RehearsedMessage &b) = default;
};

/// An episode that a rule would have told, and how. Plain data.
struct RehearsedEpisode
{
    AlertEpisode episode;
    std::vector<RehearsedMessage> messages; ///< the first ones
    qint64 messageCount = 0;                ///< all of them

    friend bool operator==(const RehearsedEpisode &a, const RehearsedEpisode &b) = default;
};

/// What a rule would have told, had it been set at `fromMs`. Plain data; wall time in ms.
struct Rehearsal
{
    static constexpr int mostDays = 31;
    static constexpr size_t mostEpisodes = 500; ///< that are described
    static constexpr size_t mostMessages = 20;  ///< of each that are described

    qint64 fromMs = 0;
    qint64 toMs = 0;
    QString problem;                        ///< why such a rule can't be rehearsed; empty where it can
    QStringList notes;                      ///< what may have been different then
    qint64 runs = 0;                        ///< ends of attempts that were looked at
    std::optional<qint64> historySinceMs{}; ///< the oldest end that is kept; nothing where there is none
    qint64 episodeCount = 0;
    qint64 messageCount = 0;
    std::optional<qint64> stoppedAtMs{};    ///< there was too much to look at: it ends with the event of this time,
    quint64 stoppedAfterSeq = 0;            ///< and of this number
    std::vector<RehearsedEpisode> episodes; ///< by number

    friend bool operator==(const Rehearsal &a, const Rehearsal &b) = default;
};

/// Why rules about such a condition can't be rehearsed; empty where they can. Pure.
QString whyNotRehearsed(AlertCondition::Kind kind);

void writeRehearsal(ObjectWriter &object, const Rehearsal &rehearsal);
/// What writeRehearsal() wrote.
Rehearsal rehearsalFrom(const QJsonObject &json);

} // namespace Procession
