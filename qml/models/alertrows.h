// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyedrows.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Procession {

/// The rows that the view of the alerts shows, from what the API tells. Pure; texts are fit to be shown.
namespace AlertRows {

using Rows = std::vector<KeyedRows::Row>;

/// Which alerts are shown. Plain data.
struct Filter
{
    QString text;     ///< in title, cause, reason or rule, whatever the case; empty for all
    QString severity; ///< the API's name; empty for all
};

QList<QByteArray> alertRoles();
Rows alerts(const QJsonArray &alerts, const Filter &filter);
/// How many nobody acknowledged, of those that aren't silenced.
int unacknowledged(const QJsonArray &alerts);

QList<QByteArray> silenceRoles();
Rows silences(const QJsonArray &silences);

QList<QByteArray> channelRoles();
/// `tests` is what came of test messages, by the name of the channel.
Rows channels(const QJsonArray &channels, const QHash<QString, QString> &tests);

QList<QByteArray> ruleRoles();
Rows rules(const QJsonArray &rules);
/// The fields of a rule as it is set, without what the server adds.
QJsonObject fieldsOf(const QJsonObject &rule);

} // namespace AlertRows

} // namespace Procession
