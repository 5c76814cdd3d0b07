// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertfile.h"
#include "notification.h"

#include <QUrl>

namespace Procession {

/// The message of an outbox's entry, as a channel sends it. `episodeKey` stands for its episode everywhere and always.
Notification notificationOf(const OutboxEntry &entry, const QString &episodeKey, const QUrl &link);

/// What is sent to try a channel.
Notification testNotification(qint64 nowMs);
/// An alert such as there are many, to show what a message looks like.
Notification exampleNotification(qint64 nowMs);

} // namespace Procession
