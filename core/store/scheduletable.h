// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "schedule.h"

namespace Procession {

class SqliteConnection;

/// The schedules in the database file, as they stand. Threads: the connection's.
namespace ScheduleTable {

/// All of them. Errors: Io, also where the file is damaged.
Result<std::vector<SchedulePtr>> load(SqliteConnection &connection);
/// Writes the schedule, or lets go of it where it was removed. Within a transaction of the caller. Errors: Io.
Result<void> write(SqliteConnection &connection, const Schedule &schedule);
/// Writes all of them in place of what is there. Within a transaction of the caller. Errors: Io.
Result<void> replace(SqliteConnection &connection, const std::vector<SchedulePtr> &schedules);

} // namespace ScheduleTable

} // namespace Procession
