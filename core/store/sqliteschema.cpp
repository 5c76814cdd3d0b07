// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqliteschema.h"

#include "processrow.h"

#include <QLoggingCategory>
#include <QStringList>

namespace Procession::SqliteSchema {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSchema, "procession.store")

/// Marks the file as ours ("Proc" in ASCII).
constexpr int applicationId = 0x50726f63;
constexpr auto incrementalVacuum = "PRAGMA auto_vacuum = INCREMENTAL"_L1;

QString epochsTable()
{
    return u"CREATE TABLE epochs (number INTEGER PRIMARY KEY, epoch TEXT NOT NULL, ended INTEGER NOT NULL)"_s;
}

QString actorsTable()
{
    return u"CREATE TABLE actors (number INTEGER PRIMARY KEY, actor_kind TEXT NOT NULL, actor_name TEXT NOT NULL, "
           "client TEXT NOT NULL, address TEXT NOT NULL, last_seq INTEGER NOT NULL, "
           "UNIQUE (actor_kind, actor_name, client, address))"_s;
}

QStringList settingsTable()
{
    return {
        u"CREATE TABLE settings (number INTEGER PRIMARY KEY, time INTEGER, process_type TEXT NOT NULL, policy TEXT, "
        "actor INTEGER, reason TEXT)"_s,
        u"CREATE INDEX settings_by_type ON settings (process_type, number)"_s};
}

QStringList seriesTable()
{
    return {u"CREATE TABLE series (created_seq INTEGER NOT NULL, attempt INTEGER NOT NULL, points BLOB NOT NULL, "
            "PRIMARY KEY (created_seq, attempt))"_s,
            u"CREATE TRIGGER series_go AFTER DELETE ON processes BEGIN DELETE FROM series WHERE created_seq = "
            "OLD.created_seq; END"_s};
}

QStringList schedulesTable()
{
    return {u"CREATE TABLE schedules (name TEXT NOT NULL PRIMARY KEY, schedule TEXT NOT NULL)"_s};
}

QStringList alertRulesTable()
{
    return {u"CREATE TABLE IF NOT EXISTS alert_rules (name TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL)"_s};
}

QStringList expectationsTable()
{
    return {u"CREATE TABLE IF NOT EXISTS expectations (name TEXT NOT NULL PRIMARY KEY, expectation TEXT NOT NULL)"_s};
}

QStringList pausesColumn()
{
    return {u"ALTER TABLE settings ADD COLUMN paused INTEGER"_s};
}

/// The events that ended an attempt, in their order, so that a reader of them can go on where it was.
QStringList endsIndex()
{
    return {
        u"CREATE INDEX IF NOT EXISTS events_by_end ON events (seq) WHERE status IN ('completed', 'failed', 'timeout', 'cancelled')"_s};
}

/// What makes a new file, of the latest version.
QStringList newFile()
{
    return QStringList{
               u"CREATE TABLE processes (%1, archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (created_seq))"_s.arg(
                   ProcessRow::definition()),
               u"CREATE INDEX processes_by_id ON processes (process_id)"_s,
               u"CREATE INDEX processes_by_end ON processes (completed_at, created_seq) WHERE completed_at IS NOT NULL"_s,
               u"CREATE TABLE events (created_seq INTEGER NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL, "
               "kind TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, progress REAL, message TEXT, "
               "error_message TEXT, actor INTEGER, reason TEXT, retry_max INTEGER, retry_at INTEGER, "
               "PRIMARY KEY (created_seq, seq)) WITHOUT ROWID"_s,
               u"CREATE TABLE log_tail (event_seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, time INTEGER NOT NULL, "
               "event_id TEXT NOT NULL, process INTEGER NOT NULL, actor INTEGER, reason TEXT)"_s,
               u"CREATE TABLE log_tail_states (event_seq INTEGER PRIMARY KEY, %1)"_s.arg(ProcessRow::definition()),
               epochsTable(),
               actorsTable(),
               u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
               u"PRAGMA application_id = %1"_s.arg(applicationId),
           }
    + settingsTable() + pausesColumn() + seriesTable() + schedulesTable() + endsIndex() + alertRulesTable()
        + expectationsTable();
}

/// Up to version 2 the retry of a failure was decided one event later, so that the last ones may be undecided. Imported
/// processes, whose first event is their last one, never were to be retried. After the decision nobody resumes.
QStringList migrationTo3()
{
    return {
        actorsTable(),
        u"ALTER TABLE events ADD COLUMN actor INTEGER"_s,
        u"ALTER TABLE events ADD COLUMN reason TEXT"_s,
        u"ALTER TABLE events ADD COLUMN retry_max INTEGER"_s,
        u"ALTER TABLE events ADD COLUMN retry_at INTEGER"_s,
        u"ALTER TABLE log_tail ADD COLUMN actor INTEGER"_s,
        u"ALTER TABLE log_tail ADD COLUMN reason TEXT"_s,
        u"INSERT INTO meta SELECT 'undecided', 1 WHERE EXISTS (SELECT 1 FROM processes WHERE archived = 0 AND status "
        "IN ('failed', 'timeout') AND ifnull(retry_status, 'failed') = 'failed' AND seq > created_seq)"_s,
        u"UPDATE meta SET value = 0 WHERE key = 'clean' AND EXISTS (SELECT 1 FROM meta WHERE key = 'undecided')"_s};
}

/// Up to version 3 only the settings themselves were kept, not when and by whom they were made.
QStringList migrationTo4()
{
    return settingsTable()
        + QStringList{u"INSERT INTO settings (process_type) SELECT name FROM types ORDER BY name"_s,
                      u"INSERT INTO settings (process_type, policy) SELECT process_type, policy FROM policies"_s,
                      u"DROP TABLE types"_s, u"DROP TABLE policies"_s};
}

QStringList withColumns(const QStringList &columns)
{
    QStringList steps;
    for (const QString &table : {u"processes"_s, u"log_tail_states"_s}) {
        for (const QString &column : columns)
            steps << u"ALTER TABLE %1 ADD COLUMN %2"_s.arg(table, column);
    }
    return steps;
}

QStringList migrationTo5()
{
    return withColumns({u"progress_timeout INTEGER"_s, u"output_timeout INTEGER"_s, u"max_memory INTEGER"_s,
                        u"max_cpu_time INTEGER"_s, u"limit_sustain INTEGER"_s, u"retry_on_limit INTEGER"_s,
                        u"quiet_clock TEXT"_s, u"last_progress_at INTEGER"_s, u"attempts TEXT"_s});
}

QStringList migrationTo8()
{
    return withColumns({u"priority INTEGER"_s, u"uses TEXT"_s, u"depends_on TEXT"_s, u"dependency TEXT"_s})
        + pausesColumn();
}

/// What leads from one version to the next, as files of the earlier one lie about.
QStringList migrationTo(qint64 target)
{
    if (target == 11)
        return expectationsTable();
    if (target == 10)
        return alertRulesTable();
    if (target == 9)
        return endsIndex();
    if (target == 8)
        return migrationTo8();
    if (target == 7)
        return schedulesTable();
    if (target == 6)
        return seriesTable();
    if (target == 5)
        return migrationTo5();
    if (target == 4)
        return migrationTo4();
    if (target == 3)
        return migrationTo3();
    Q_ASSERT(target == 2);
    QStringList steps{epochsTable()};
    steps << withColumns({u"pending_timeout INTEGER"_s, u"work TEXT"_s, u"work_here INTEGER"_s});
    // Version 1 kept the server's own work in the metadata, where any client could write it: a forged request can't be
    // told from a true one. It is kept to be shown, and not done any more.
    steps << u"UPDATE processes SET work = json_extract(metadata, '$.request'), work_here = 0, "
             "metadata = nullif(json_remove(metadata, '$.worker', '$.request'), '{}') "
             "WHERE process_type IN ('ai_task', 'document_processing', 'rag_training') "
             "AND CASE WHEN json_valid(metadata) THEN json_extract(metadata, '$.worker') = 'procession' "
             "AND json_type(metadata, '$.request') = 'object' END"_s;
    // Where rows were changed without an event nobody resumes beyond that.
    steps << u"UPDATE meta SET value = 0 WHERE key = 'clean' AND EXISTS (SELECT 1 FROM processes WHERE work IS NOT "
             "NULL)"_s;
    return steps;
}

Result<void> runAll(SqliteConnection &connection, const QStringList &statements, qint64 reached)
{
    return connection.inTransaction([&]() -> Result<void> {
        for (const QString &statement : statements) {
            if (auto done = connection.run(statement); !done)
                return done;
        }
        return connection.run(u"PRAGMA user_version = %1"_s.arg(reached));
    });
}

/// Whether the file can give room back is settled when it is written as a whole.
Result<void> makeShrinkable(SqliteConnection &connection)
{
    const auto mode = connection.integer(u"PRAGMA auto_vacuum"_s);
    const auto pages = connection.integer(u"PRAGMA page_count"_s);
    const auto pageSize = connection.integer(u"PRAGMA page_size"_s);
    for (const auto *figure : {&mode, &pages, &pageSize}) {
        if (!*figure)
            return figure->error();
    }
    if (*mode != 0 || *pages * *pageSize > cheapBytes)
        return {};
    if (auto set = connection.run(incrementalVacuum); !set)
        return set;
    return connection.run(u"VACUUM"_s);
}

} // namespace

Result<void> prepare(SqliteConnection &connection, const QString &path)
{
    const auto tables = connection.integer(u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return tables.error();
    const auto owner = connection.integer(u"PRAGMA application_id"_s);
    if (!owner)
        return owner.error();
    const auto stored = connection.integer(u"PRAGMA user_version"_s);
    if (!stored)
        return stored.error();

    if (*tables > 0 && *owner != applicationId) {
        return Error{
            ErrorCode::Io,
            u"%1: it is the database of another program; move it away or choose another data folder."_s.arg(path),
            {}};
    }
    qint64 current = *tables > 0 ? *stored : 0;
    if (current > version) {
        return Error{ErrorCode::Io,
                     u"%1: it was written by a newer Procession (schema %2; this one knows up to %3). Start that one, "
                     "or choose another data folder."_s.arg(path)
                         .arg(current)
                         .arg(version),
                     {}};
    }
    if (current == 0) {
        if (auto set = connection.run(incrementalVacuum); !set) // before the first table
            return set;
        if (auto made = runAll(connection, newFile(), version); !made)
            return made;
        current = version;
    }
    for (; current < version; ++current) {
        if (auto done = runAll(connection, migrationTo(current + 1), current + 1); !done)
            return done;
    }
    // Without it the file is as good; a disk that is full now may have room at the next start.
    if (auto made = makeShrinkable(connection); !made)
        qCInfo(lcSchema).noquote() << "the file stays as large as it was once:" << made.error().message;
    // Who was in the list at a moment is told from it alone. Files of any version take it.
    return connection.run(
        u"CREATE INDEX IF NOT EXISTS processes_by_leaving ON processes (archived, created_seq, created_at)"_s);
}

} // namespace Procession::SqliteSchema
