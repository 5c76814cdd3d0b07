// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtable.h"

#include "processrow.h"
#include "sqliteconnection.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<ProcessTable> ProcessTable::of(SqliteConnection &connection)
{
    ProcessTable table;
    table.m_connection = &connection;
    const auto prepared = connection.prepareAll({
        {&table.m_upsert,
         u"INSERT INTO processes (%1) VALUES (%2) ON CONFLICT (created_seq) DO UPDATE SET %3"_s.arg(
             ProcessRow::names(), ProcessRow::placeholders(), ProcessRow::assignments())},
        // It leaves the index of the ids alone, which an upsert would take out and put in again.
        {&table.m_update, u"UPDATE processes SET %1 WHERE created_seq = ?"_s.arg(ProcessRow::changes())},
        {&table.m_report, u"UPDATE processes SET %1 WHERE created_seq = ?"_s.arg(ProcessRow::reportChanges())},
        {&table.m_archive, u"UPDATE processes SET archived = ? WHERE created_seq = ?"_s},
        {&table.m_remove, u"DELETE FROM processes WHERE created_seq = ?"_s},
        {&table.m_removeEvents, u"DELETE FROM events WHERE created_seq = ?"_s},
        {&table.m_removeOlder, u"DELETE FROM processes WHERE process_id = ? AND created_seq < ?"_s},
        {&table.m_removeOlderEvents,
         u"DELETE FROM events WHERE created_seq IN (SELECT created_seq FROM processes WHERE process_id = ? AND "
         "created_seq < ?)"_s},
        {&table.m_trace, u"INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s},
    });
    if (!prepared)
        return prepared.error();
    Result<ActorTable> actors = ActorTable::of(connection);
    if (!actors)
        return actors.error();
    table.m_actors = std::move(*actors);
    return table;
}

Result<void> ProcessTable::upsert(const Process &process)
{
    ProcessRow::bind(m_upsert, 0, process);
    return m_upsert.run();
}

Result<void> ProcessTable::update(const Process &process)
{
    ProcessRow::bindChanges(m_update, 0, process);
    return runUpdate(m_update, ProcessRow::changeCount(), process);
}

Result<void> ProcessTable::updateFrom(const Process &before, const Process &process)
{
    if (!ProcessRow::isReport(before, process))
        return update(process);
    // Each column that is bound costs: most reports change few.
    ProcessRow::bindReport(m_report, 0, process);
    return runUpdate(m_report, ProcessRow::reportChangeCount(), process);
}

/// Runs a statement that updates the row of the process, whose number is the parameter `key`.
Result<void> ProcessTable::runUpdate(SqliteStatement &statement, int key, const Process &process)
{
    statement.bindInteger(key, static_cast<qint64>(process.createdSeq));
    if (const auto &done = statement.run(); !done)
        return done;
    return m_connection->changedRows() == 1 ? Result<void>() : upsert(process);
}

Result<void> ProcessTable::write(const Event &first, const Event &last)
{
    const Process &process = **last.process;
    if (last.kind == EventKind::Removed)
        return remove(process);
    const bool isNew = first.kind == EventKind::Started || first.kind == EventKind::Imported;
    auto done = isNew ? upsert(process) : first.before ? updateFrom(**first.before, process) : update(process);
    if (!done)
        return done;
    return last.kind == EventKind::Archived ? archive(process.createdSeq, last.timeMs) : Result<void>();
}

/// Forgets the process, and those that had its id before in files of earlier versions: nothing of that id is shown
/// afterwards.
Result<void> ProcessTable::remove(const Process &process)
{
    for (SqliteStatement *statement : {&m_removeEvents, &m_remove}) {
        if (auto done = statement->runWith(process.createdSeq); !done)
            return done;
    }
    for (SqliteStatement *statement : {&m_removeOlderEvents, &m_removeOlder}) {
        if (auto done = statement->runWith(process.id.bytes(), process.createdSeq); !done)
            return done;
    }
    return {};
}

Result<void> ProcessTable::trace(const Event &event)
{
    const HistoryEvent kept = historyEventOf(event);
    m_trace.bindAll((*event.process)->createdSeq, kept.seq, kept.timeMs, wireName(kept.kind), wireName(kept.status),
                    kept.attempt);
    kept.progress ? m_trace.bindReal(6, *kept.progress) : m_trace.bindNull(6);
    m_trace.bindUtf8OrNull(7, kept.message.utf8());
    m_trace.bindUtf8OrNull(8, kept.errorMessage.utf8());
    if (auto done = m_actors.bindOrigin(m_trace, 9, kept.origin, kept.seq); !done)
        return done;
    // All else of the retry follows from the event.
    kept.retry ? m_trace.bindInteger(11, kept.retry->maxAttempts) : m_trace.bindNull(11);
    kept.retry &&kept.retry->nextAt ? m_trace.bindInteger(12, *kept.retry->nextAt) : m_trace.bindNull(12);
    return m_trace.run();
}

} // namespace Procession
