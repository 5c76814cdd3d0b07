// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "result.h"
#include "schedule.h"

#include <QJsonObject>

namespace Procession {

/// The definition in the body of `PUT /schedules/{name}`, or in a table of the configuration file. The rule, the time zone
/// and the exclusions are checked; whether the work can be done isn't.
/// Errors: InvalidField, also for a field that is unknown.
Result<ScheduleDefinition> scheduleFromJson(const QString &name, const QJsonObject &body);

/// Writes the schedule as clients see it, its due times after `nowMs` included.
void writeSchedule(ObjectWriter &object, const Schedule &schedule, qint64 nowMs);
/// Writes what became of a due time.
void writeTick(ObjectWriter &&object, const Tick &tick);

/// The whole schedule for the store.
QByteArray scheduleToBytes(const Schedule &schedule);
/// The schedule that scheduleToBytes() or writeSchedule() wrote. Nothing where the text isn't one.
std::optional<Schedule> scheduleFromBytes(const QByteArray &bytes);
std::optional<Schedule> scheduleFromWritten(const QJsonObject &json);

} // namespace Procession
