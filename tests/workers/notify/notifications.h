// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "notification.h"

namespace Procession {

/// A message such as the alerts make them.
inline Notification someNotification()
{
    return {.id = QStringLiteral("msg_0001"),
            .episode = QStringLiteral("nightly-failed-7"),
            .kind = NotificationKind::Fired,
            .severity = NotificationSeverity::Critical,
            .rule = QStringLiteral("nightly-failed"),
            .title = QStringLiteral("3 × backup failed"),
            .text = QStringLiteral("The disk is full."),
            .link = QStringLiteral("https://procession.example.org/?type=backup"),
            .count = 3,
            .samples = {QStringLiteral("b1"), QStringLiteral("b2")},
            .atMs = 1'795'694'400'000,
            .beganMs = 1'795'694'400'000 - 130'000,
            .lastLines = {QStringLiteral("writing…"), QStringLiteral("no space left")},
            .fields = {{QStringLiteral("attempt"), 2}}};
}

/// The same, where each text tries to end what it stands in.
inline Notification hostileNotification()
{
    const QString evil =
        QStringLiteral(
            "\"}],\"x\":1,\\\r\nX-Evil: 1\r\n\r\n<!channel> @everyone [a](http://b) &?#../%0d%0a\u2028\u202e")
        + QChar(0) + QChar(0xd800) + QStringLiteral("\x1b[31m");
    Notification message = someNotification();
    for (QString *text : {&message.id, &message.episode, &message.rule, &message.title, &message.text, &message.link})
        *text = evil;
    message.samples = {evil, evil};
    message.lastLines = {evil, evil};
    message.fields = {{evil, evil}};
    return message;
}

} // namespace Procession
