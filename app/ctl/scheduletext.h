// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace Procession {

// How schedules are shown at a terminal, made of what GET /schedules tells of them. Pure, but for the local time zone.

/// The heading of the list, and the row of a schedule in it.
QStringList scheduleHeading();
QStringList scheduleRow(const QJsonObject &schedule, qint64 nowMs);
/// A schedule with its next times and what became of the last ones, line by line.
QString scheduleText(const QJsonObject &schedule);
/// Times in seconds since 1970, one a line, in local time.
QString timesText(const QJsonArray &times);

} // namespace Procession
