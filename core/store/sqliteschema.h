// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqliteconnection.h"

namespace Procession {

/// The tables of the database, and how an older file becomes a current one.
///
/// | table | a row is |
/// |---|---|
/// | processes | a process in its latest state. `archived` is 0 while it is tracked; then it is when it left memory for the history, or 1 where an earlier version didn't keep that |
/// | events | a change of a process's status, attempt or retry, or a point of its progress; `actor` is a number of actors; `retry_max` and `retry_at`: the attempts and the time of the next one, where a failure decided on a retry |
/// | actors | a person or program that asked for changes; `last_seq` is the number of about the last event that names it |
/// | log_tail | one of the last events of the log, written at an orderly stop for those who resume, with its actor and reason; `process` is its created_seq. Holds where `clean` does |
/// | log_tail_states | the state that such an event carries, where it isn't the process's latest |
/// | settings | a type that was registered, or with `policy` a retry policy that was set, or with `paused` a pause (1) or its end (0), while a server ran; an empty process_type stands for all of them; the order is that of `number`. `time` and `actor` are null where they aren't known |
/// | schedules | a schedule as it stands, as core/schedule prints it |
/// | alert_rules | a rule of alerts as it stands, as core/alert prints it |
/// | expectations | an expectation as it stands, its key included, as core/expectation prints it |
/// | series | the course of an attempt of a process, as core/series packs it. It goes with the process |
/// | epochs | a log that this one goes on from, in that order, with the number of its last event |
/// | meta | `undecided` where retries of an earlier version are yet to be decided; `epoch` and `head` of the log, `clean` after an orderly stop, `clock`: the boot of the machine, and the least and the most that the wall clock was ahead of the steady one in it; `known_since`: from when on lists of the past miss nothing that retention deleted, or that wasn't written |
///
/// Times are milliseconds since the epoch. `work` of a process is what a server was asked to do itself, as JSON, and
/// `work_here` whether this one does it. `attempts` is JSON: the figures, exit and canceller of the current attempt, and the
/// earlier attempts. Its limits are in bytes and milliseconds. `uses` is JSON: how
/// many of each named limit.
namespace SqliteSchema {

/// The version that this program writes (SQLite's user_version).
inline constexpr int version = 11;

/// A file that can't give room back, since an earlier version made it, is written anew at the start up to this size.
inline constexpr qint64 cheapBytes = 8LL * 1024 * 1024;

/// Makes the tables of a new file, or brings an older one up to date. It can then give room back (SQLite's auto_vacuum is
/// incremental), unless it is of an earlier version and larger than `cheapBytes`: a copy that copyDatabase() makes can.
/// Errors: Io where the file is another program's, from a newer Procession, or damaged; it is left as it was.
Result<void> prepare(SqliteConnection &connection, const QString &path);

} // namespace SqliteSchema

} // namespace Procession
