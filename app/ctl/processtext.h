// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "history.h"

#include <QJsonObject>
#include <QStringList>

namespace Procession {

// Processes and events in words for a terminal. Pure; texts of others are made harmless.

QStringList processHeading();
/// One row of a list: id, status, progress, elapsed, time left, attempt, type, name, message.
QStringList processRow(const Process &process, const QString &left);
/// The time left in a cell of a table: a band, `overdue`, or `-`. The estimate was made so long ago.
QString leftText(const std::optional<Estimate> &estimate, qint64 ageMs = 0);
/// All fields that a server sent of a process, one a line.
QString processDetails(const QJsonObject &process);
QStringList eventHeading();
/// One row of a process's history: time, what happened, attempt, progress, message.
QStringList eventRow(const HistoryEvent &event);
QStringList attemptHeading();
/// One row of an attempt, as a server sent it: attempt, status, begin, duration, exit, CPU time, memory peak,
/// output, error.
QStringList attemptRow(const QJsonObject &attempt);
/// One line that tells of a change.
QString processLine(const Process &process);
/// One line that tells that the process was forgotten.
QString removalLine(const ProcessId &id);
/// Tells that an attempt failed and when the next one begins, such as `attempt 1 of 3 failed (disk full); the next one
/// begins in 2.0 s.`
QString retryAnnouncement(const Process &process);

} // namespace Procession
