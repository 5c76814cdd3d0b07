// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace Procession {

/// Why a message is sent.
enum class NotificationKind : quint8 {
    Fired,    ///< trouble began
    Reminder, ///< it goes on
    Flapping, ///< it comes and goes, and is told less often from now on
    Resolved, ///< it is over
    Test,     ///< somebody tries the channel
    Summary,  ///< what happened in a week
};

enum class NotificationSeverity : quint8 { Info, Warning, Critical };

/// One message of an alert, for any channel. Plain data; all its texts may have been written by clients.
struct Notification
{
    /// The same each time when this message is sent again, so that a receiver may know it; not empty.
    QString id{};
    /// The same for all messages about one trouble: that it began, goes on, is over. Where it is empty, `id` stands for it.
    QString episode{};
    NotificationKind kind = NotificationKind::Fired;
    NotificationSeverity severity = NotificationSeverity::Warning;
    QString rule{}; ///< the name of the alert's rule
    QString title{};
    QString text{};
    QString link{}; ///< to the window or page that shows it; may be empty
    int count = 0;
    QStringList samples{};   ///< ids of some of the processes that are meant
    qint64 atMs = 0;         ///< when the message was made, in ms since the epoch, as the next two
    qint64 beganMs = 0;      ///< of the trouble; 0 where unknown
    qint64 endedMs = 0;      ///< of the trouble; 0 while it lasts
    qint64 durationMs = -1;  ///< how long the trouble lasts or lasted; below 0 for what those times say
    QStringList lastLines{}; ///< of the output, the newest last
    QJsonObject fields{};    ///< what the rule has to say besides
};

/// Such as `fired`.
QLatin1StringView wireName(NotificationKind kind);
/// Such as `critical`.
QLatin1StringView wireName(NotificationSeverity severity);

/// All of it, for a program: what a command gets on its standard input, and a webhook as its `data`. Times are seconds.
QJsonObject toJson(const Notification &notification);

/// `2026-11-26T12:00:00.000Z`; empty for 0.
QString utcText(qint64 unixMs);
/// How long the trouble lasted, until now where it lasts, such as `2:05 h`; empty where its beginning is unknown.
QString durationOf(const Notification &notification);

} // namespace Procession
