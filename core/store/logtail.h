// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

namespace Procession {

class ActorTable;
class ProcessTracker;
class SqliteConnection;

/// The last events of the log in the database file: an orderly stop writes them for the clients that resume after the
/// next start. Threads: the connection's.
namespace LogTail {

/// Writes the newest events of the log, at most 64 MiB of states, in place of an earlier tail. All within a transaction
/// of the caller. Errors: Io.
Result<void> write(SqliteConnection &connection, ActorTable &actors, const ProcessTracker &tracker);

/// The tail that was written when `processes` (oldest first) were the tracked ones and `head` the last event; empty
/// where it is of another log. Errors: Io, also where it is damaged.
Result<std::vector<Event>> read(SqliteConnection &connection, const std::vector<ProcessPtr> &processes, quint64 head);

/// Errors: Io.
Result<void> clear(SqliteConnection &connection);

} // namespace LogTail

} // namespace Procession
