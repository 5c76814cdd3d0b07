// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "result.h"
#include "schedule.h"

#include <QJsonObject>

namespace Procession {

class JsonReader;

/// The definition in the body of `PUT /schedules/{name}`, or in a table of the configuration file. The rule, the time zone
/// and the exclusions are checked; whether the work can be done isn't.
/// Errors: InvalidField, also for a field that is unknown.
Result<ScheduleDefinition> scheduleFromJson(const QString &name, const QJsonObject &body);

/// Reads the member `overlap`; nothing where there is none, or it names no policy, which is the reader's error then.
std::optional<OverlapPolicy> readOverlap(JsonReader &reader);

/// Writes the schedule as clients see it, its due times after `nowMs` included. Its `id` stays here: somebody who knew it
/// could take the ids of its runs.
void writeSchedule(ObjectWriter &object, const Schedule &schedule, qint64 nowMs);
/// Writes what became of a due time.
void writeTick(ObjectWriter &&object, const Tick &tick);

/// The whole schedule for the store.
QByteArray scheduleToBytes(const Schedule &schedule);
/// The schedule that scheduleToBytes() wrote, and for a copy of it that writeSchedule() wrote, which has no id. Nothing
/// where it isn't one.
std::optional<Schedule> scheduleFromBytes(const QByteArray &bytes);
std::optional<Schedule> scheduleFromWritten(const QJsonObject &json);

} // namespace Procession
