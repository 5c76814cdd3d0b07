// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "event.h"
#include "expectation.h"
#include "loglineage.h"
#include "schedule.h"

namespace Procession {

class SqliteConnection;

/// Reads the state that an earlier run left in the database file, before anything is written to it. Threads: the connection's.
namespace StoreLoader {

struct Loaded
{
    std::vector<ProcessPtr> processes; ///< oldest first
    std::vector<Event> tail;           ///< the last events, after an orderly stop
    quint64 head = 0;                  ///< the log goes on after this
    LogLineage lineage;                ///< names the log anew, and those before it
    bool wasClean = true;              ///< the earlier run stopped in order, or there was none
    qint64 lastEventMs = 0;            ///< wall time of the last event that was stored
    /// How far the wall clock may have been put forward since the live processes began: ClockRecord says it.
    std::chrono::milliseconds clockMoved{0};
    std::vector<Setting> settings; ///< made while a server ran, in the order in which they came
    std::vector<SchedulePtr> schedules;
    std::vector<AlertRulePtr> alertRules;
    std::vector<ExpectationPtr> expectations;
};

/// Gives a new id to each process whose id is a name of the API today, because nobody could reach it. Errors: Io.
Result<void> renameReserved(SqliteConnection &connection);
/// Everything but `clockMoved`. Errors: Io, also where the file is damaged.
Result<Loaded> load(SqliteConnection &connection);

} // namespace StoreLoader

} // namespace Procession
