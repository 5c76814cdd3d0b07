// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"
#include "jsonwriter.h"

namespace Procession {

enum class AlertMessageKind : quint8 {
    Fired,    ///< the trouble began
    Reminder, ///< it goes on, or there was far more of it than was told
    Flapping, ///< it comes and goes, and isn't told any more until it is stable
    Resolved, ///< it is over
};

QLatin1StringView wireName(AlertMessageKind kind);
std::optional<AlertMessageKind> alertMessageKindFromString(QStringView name);

/// The least that an episode must be told by, for a person or a program. Plain data; texts may have been written by
/// clients. Times are wall time in ms.
struct AlertMessage
{
    AlertMessageKind kind = AlertMessageKind::Fired;
    QString rule;
    AlertSeverity severity = AlertSeverity::Warning;
    AlertCondition::Kind condition = AlertCondition::Kind::Failed;
    QString cause;       ///< what the rule groups by, such as `ai_task/import 0`
    quint64 episode = 0; ///< all messages about one episode have its number
    int number = 1;      ///< counts the messages of the episode
    QString type;        ///< of the process that was last seen in trouble; empty where it isn't one
    QString name;
    QString reason;        ///< of the last failure, or what is wrong
    int attempt = 0;       ///< of the last failure; 0 where there is none
    qint64 count = 0;      ///< failures, or processes in trouble, of this episode so far
    qint64 ongoing = 0;    ///< processes or names that are in trouble at present
    qint64 subjects = 0;   ///< the most of them that were in trouble at once
    QStringList samples;   ///< ids of up to five of the processes: the first ones, and the last
    qint64 atMs = 0;       ///< when the message was made
    qint64 beganMs = 0;    ///< of the episode
    qint64 lastSeenMs = 0; ///< its last failure, or the last process that got into trouble
    qint64 durationMs = 0; ///< how long it has lasted, or how long it lasted; by a clock that doesn't jump
    QStringList channels;

    friend bool operator==(const AlertMessage &a, const AlertMessage &b) = default;
};

/// One line without dots at the end, such as `import a failed 3 times` or `Over after 5:10 min: import a failed`.
QString alertTitle(const AlertMessage &message);

void writeAlertMessage(ObjectWriter &object, const AlertMessage &message);
/// What writeAlertMessage() wrote; fields that are missing are those of an empty message.
AlertMessage alertMessageFrom(const QJsonObject &json);

} // namespace Procession
