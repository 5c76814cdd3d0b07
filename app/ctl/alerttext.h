// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace Procession {

// How alerts are shown at a terminal, made of what the server tells of them. Pure, but for the local time zone.

QStringList alertHeading();
QStringList alertRow(const QJsonObject &alert, qint64 nowMs);
QStringList alertRuleHeading();
QStringList alertRuleRow(const QJsonObject &rule);
QStringList silenceHeading();
QStringList silenceRow(const QJsonObject &silence);
QStringList channelHeading();
QStringList channelRow(const QJsonObject &channel);
QStringList rehearsalHeading();
/// The messages that a rule would have sent, oldest first, one row each.
QList<QStringList> rehearsalRows(const QJsonObject &told);
/// What came of a rehearsal in all, and what limits it: lines that each end with a newline.
QString rehearsalSummary(const QJsonObject &told);

} // namespace Procession
