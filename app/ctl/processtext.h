// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QUrlQuery>

namespace Procession {

// Processes, as the server's JSON has them, in words for a terminal. Pure; texts of others are made harmless.

/// Adds a value to a query, whatever characters it has.
void addQueryValue(QUrlQuery &query, const QString &key, const QString &value);
/// The query that asks for those types and statuses.
QUrlQuery filterQuery(const QStringList &types, const QStringList &statuses);

QStringList processHeading();
/// One row of a list: id, status, progress, elapsed, attempt, type, name, message.
QStringList processRow(const QJsonObject &process);
/// All fields, one a line.
QString processDetails(const QJsonObject &process);
QStringList eventHeading();
/// One row of a process's history: time, what happened, attempt, progress, message.
QStringList eventRow(const QJsonObject &event);
/// A moment in seconds since the epoch in ISO 8601, UTC.
QString momentText(double seconds);
/// One line that tells of a change.
QString processLine(const QJsonObject &process);
/// One line that tells that the process was forgotten.
QString removalLine(const QString &id);

} // namespace Procession
