// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "messagevalues.h"

namespace Procession {

// The texts of a message on the desktop, which has little room. Pure.

inline QString desktopSummary(const Notification &notification)
{
    return shortenedTo(plainText(valuesOf(notification).value(QStringLiteral("title"))), 200);
}

/// `hasMarkup` where the desktop reads a part of HTML: the message's own signs are escaped then.
inline QString desktopBody(const Notification &notification, bool hasMarkup)
{
    const QString body = shortenedTo(detailsOf(notification), 1000);
    return hasMarkup ? body.toHtmlEscaped() : body;
}

/// 0 to 2, as the specification counts.
inline uchar desktopUrgency(const Notification &notification)
{
    if (notification.kind == NotificationKind::Resolved || notification.severity == NotificationSeverity::Info)
        return 0;
    return notification.severity == NotificationSeverity::Critical ? 2 : 1;
}

} // namespace Procession
