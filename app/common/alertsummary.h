// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertsettings.h"
#include "analytics.h"
#include "notification.h"

namespace Procession {

/// The summary in the table `[alerts.summary]` of the configuration file. Errors: InvalidField.
Result<AlertSummary> alertSummaryFromJson(const QJsonObject &json);

/// The time after `afterMs` (wall) at which the next summary is due.
std::optional<qint64> nextSummaryAfter(const AlertSummary &summary, qint64 afterMs);

/// What happened in the seven days before `dueMs`, and before those, as a message for that channel. The id is always the same
/// for that time and channel. Errors: those of Analytics::ask().
Result<Notification> summaryNotification(const Analytics &analytics, const QString &channel, qint64 dueMs, int alerts,
                                         const QUrl &link);

} // namespace Procession
