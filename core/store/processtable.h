// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actortable.h"
#include "history.h"

#include <algorithm>

namespace Procession {

/// Writes the processes and their events in the database file, by statements that are prepared once.
/// Threads: the connection's. Owner: SqliteStore, which makes it anew with the connection.
class ProcessTable
{
public:
    ProcessTable() = default;
    /// `connection` must outlive the table. Errors: Io.
    static Result<ProcessTable> of(SqliteConnection &connection);

    /// All within a transaction of the caller. Errors: Io.
    /// Puts a process in, or its latest state in its place; update() does the same, faster where it is there.
    Result<void> upsert(const Process &process);
    Result<void> update(const Process &process);
    /// The same of a process whose row is as it was `before`.
    Result<void> updateFrom(const Process &before, const Process &process);
    /// The process that began with event `createdSeq` is history from `timeMs` on.
    Result<void> archive(quint64 createdSeq, qint64 timeMs)
    {
        return m_archive.runWith(std::max<qint64>(timeMs, 2), createdSeq); // 1 is for those of earlier versions
    }
    /// Writes what the events of one process, from `first` to `last`, made of it.
    Result<void> write(const Event &first, const Event &last);
    /// Adds an event to the history.
    Result<void> trace(const Event &event);

    ActorTable &actors() { return m_actors; }

private:
    Result<void> remove(const Process &process);
    Result<void> runUpdate(SqliteStatement &statement, int key, const Process &process);

    SqliteConnection *m_connection = nullptr;
    SqliteStatement m_upsert;
    SqliteStatement m_update;
    SqliteStatement m_report;
    SqliteStatement m_archive;
    SqliteStatement m_remove;
    SqliteStatement m_removeEvents;
    SqliteStatement m_removeOlder;
    SqliteStatement m_removeOlderEvents;
    SqliteStatement m_trace;
    ActorTable m_actors;
};

} // namespace Procession
