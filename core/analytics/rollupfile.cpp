// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollupfile.h"

#include "privatefile.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Marks the file as ours ("ProA" in ASCII).
constexpr int applicationId = 0x50726f41;
constexpr int version = 2;
/// Rows that one sweep deletes, and pages of free room that it gives back, at most.
constexpr int portion = 2000;

QStringList newFile()
{
    const QString figures =
        u"runs INTEGER NOT NULL, completed INTEGER NOT NULL, failed INTEGER NOT NULL, timed_out INTEGER NOT NULL, "
        "cancelled INTEGER NOT NULL, given_up INTEGER NOT NULL, retries INTEGER NOT NULL, recovered INTEGER NOT NULL, "
        "busy_ms INTEGER NOT NULL, memory_peak INTEGER NOT NULL, durations BLOB NOT NULL, waits BLOB NOT NULL"_s;
    return {
        u"PRAGMA auto_vacuum = INCREMENTAL"_s,
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
        u"CREATE TABLE names (number INTEGER PRIMARY KEY, process_type TEXT NOT NULL, name TEXT NOT NULL, "
        "process_group TEXT NOT NULL, UNIQUE (process_type, name, process_group))"_s,
        u"CREATE TABLE reasons (number INTEGER PRIMARY KEY, pattern TEXT NOT NULL UNIQUE)"_s,
        u"CREATE TABLE rollups (level INTEGER NOT NULL, start INTEGER NOT NULL, name INTEGER NOT NULL, %1, "
        "PRIMARY KEY (level, start, name)) WITHOUT ROWID"_s.arg(figures),
        u"CREATE TABLE totals (level INTEGER NOT NULL, process_type TEXT NOT NULL, start INTEGER NOT NULL, %1, "
        "PRIMARY KEY (level, process_type, start)) WITHOUT ROWID"_s.arg(figures),
        u"CREATE TABLE failures (level INTEGER NOT NULL, start INTEGER NOT NULL, name INTEGER NOT NULL, reason INTEGER "
        "NOT NULL, count INTEGER NOT NULL, last_id TEXT NOT NULL, last_at INTEGER NOT NULL, "
        "PRIMARY KEY (level, start, name, reason)) WITHOUT ROWID"_s,
        u"INSERT INTO meta VALUES ('cursor', 0)"_s,
        u"PRAGMA application_id = %1"_s.arg(applicationId),
        u"PRAGMA user_version = %1"_s.arg(version)};
}

Result<void> prepareFile(SqliteConnection &connection, const QString &path)
{
    const auto tables = connection.integer(u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return tables.error();
    if (*tables == 0) {
        for (const QString &statement : newFile()) {
            if (auto done = connection.run(statement); !done)
                return done;
        }
    }
    const auto owner = connection.integer(u"PRAGMA application_id"_s);
    const auto stored = connection.integer(u"PRAGMA user_version"_s);
    if (!owner || !stored)
        return owner ? stored.error() : owner.error();
    if (*owner != applicationId)
        return Error{ErrorCode::Io, u"%1: it is the database of another program; move it away."_s.arg(path), {}};
    if (*stored > version)
        return Error{ErrorCode::Io, u"%1: it was written by a newer Procession; move it away."_s.arg(path), {}};
    if (*stored < version)
        return Error{ErrorCode::Io, u"%1: it was written by an earlier Procession."_s.arg(path), {}};
    return {};
}

/// Puts what the row at hand has to the rollup, and ends the statement.
Result<void> mergeStored(SqliteStatement &select, Rollup &rollup)
{
    if (select.next()) {
        // A damaged row begins anew.
        if (const auto before = RollupColumns::read(select, 0))
            rollup.merge(*before);
    }
    Result<void> outcome = select.outcome();
    select.reset();
    return outcome;
}

template <typename... Key>
Result<void> write(SqliteStatement &statement, const Rollup &rollup, const Key &...key)
{
    const QByteArray durations = rollup.durations.toBytes();
    const QByteArray waits = rollup.waits.toBytes();
    return statement.runWith(key..., rollup.runs, rollup.completed, rollup.failed, rollup.timedOut, rollup.cancelled,
                             rollup.givenUp, rollup.retries, rollup.recovered, rollup.busyMs, rollup.memoryPeak,
                             SqliteBlob{durations}, SqliteBlob{waits});
}

} // namespace

std::optional<Rollup> RollupColumns::read(const SqliteStatement &row, int first)
{
    Rollup rollup;
    int at = first;
    for (quint64 *count : {&rollup.runs, &rollup.completed, &rollup.failed, &rollup.timedOut, &rollup.cancelled,
                           &rollup.givenUp, &rollup.retries, &rollup.recovered})
        *count = static_cast<quint64>(std::max<qint64>(0, row.integer(at++)));
    rollup.busyMs = row.integer(at++);
    rollup.memoryPeak = row.integer(at++);
    auto durations = QuantileSketch::fromBytes(row.blob(at++));
    auto waits = QuantileSketch::fromBytes(row.blob(at++));
    if (!durations || !waits)
        return std::nullopt;
    rollup.durations = std::move(*durations);
    rollup.waits = std::move(*waits);
    return rollup;
}

QString RollupFile::pathIn(const QString &dataFolder)
{
    return QDir(dataFolder).filePath(u"analytics.db"_s);
}

Result<void> RollupFile::open(const QString &path)
{
    close();
    if (!QFile::exists(path)) {
        QFile file(path);
        if (auto made = PrivateFile::create(file); !made)
            return made;
    }
    if (auto opened = m_connection.open(path, SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    if (auto prepared = prepareFile(m_connection, path); !prepared)
        return prepared;
    // What a power cut takes is counted again: the cursor goes with it.
    for (const QString &setting : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s,
                                   u"PRAGMA journal_size_limit = 16777216"_s, u"PRAGMA cache_size = -16384"_s}) {
        if (auto set = m_connection.run(setting); !set)
            return set;
    }
    const auto cursor = m_connection.integer(u"SELECT value FROM meta WHERE key = 'cursor'"_s);
    if (!cursor)
        return cursor.error();
    m_cursor = static_cast<quint64>(*cursor);
    if (auto opened =
            m_names.open(m_connection, u"names"_s, {u"process_type"_s, u"name"_s, u"process_group"_s}, mostNames);
        !opened)
        return opened;
    if (auto opened = m_reasons.open(m_connection, u"reasons"_s, {u"pattern"_s}, mostReasons); !opened)
        return opened;
    return prepareStatements();
}

Result<void> RollupFile::prepareStatements()
{
    const QString columns = QString::fromLatin1(RollupColumns::names);
    return m_connection.prepareAll(
        {{&m_selectRollup, u"SELECT %1 FROM rollups WHERE level = ? AND start = ? AND name = ?"_s.arg(columns)},
         {&m_writeRollup,
          u"INSERT OR REPLACE INTO rollups (level, start, name, %1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s
              .arg(columns)},
         {&m_selectTotal, u"SELECT %1 FROM totals WHERE level = ? AND process_type = ? AND start = ?"_s.arg(columns)},
         {&m_writeTotal,
          u"INSERT OR REPLACE INTO totals (level, process_type, start, %1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s
              .arg(columns)},
         {&m_addFailures,
          u"INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + "
          u"excluded.count, "
          "last_id = CASE WHEN excluded.last_at >= last_at THEN excluded.last_id ELSE last_id END, "
          "last_at = max(last_at, excluded.last_at)"_s},
         {&m_setCursor, u"UPDATE meta SET value = ? WHERE key = 'cursor'"_s}});
}

void RollupFile::close()
{
    for (SqliteStatement *statement :
         {&m_selectRollup, &m_writeRollup, &m_selectTotal, &m_writeTotal, &m_addFailures, &m_setCursor})
        *statement = {};
    m_names.close();
    m_reasons.close();
    m_connection.close();
}

Result<qint64> RollupFile::nameOf(const EndedRun &run)
{
    const QByteArray type = run.type.bytes().toByteArray();
    // Types are what clients wrote, too.
    const bool tellsTypes = m_names.count() < mostNames + mostNames / 10;
    return m_names.numberOf({type, run.name, run.group},
                            {tellsTypes ? type : QByteArray(), QByteArray(), QByteArray()});
}

Result<void> RollupFile::add(std::span<const EndedRun> runs, quint64 cursor)
{
    m_names.begin();
    m_reasons.begin();
    const Result<void> written = m_connection.inTransaction([&]() -> Result<void> {
        if (auto added = addAll(runs); !added)
            return added;
        return m_setCursor.runWith(cursor);
    });
    if (written) {
        m_cursor = cursor;
    } else {
        m_names.rollBack();
        m_reasons.rollBack();
    }
    return written;
}

Result<void> RollupFile::addAll(std::span<const EndedRun> runs)
{
    std::map<Key, Rollup> rollups;
    std::map<TotalKey, Rollup> totals;
    std::map<FailureKey, Failures> failures;
    for (const EndedRun &run : runs) {
        const auto name = nameOf(run);
        if (!name)
            return name.error();
        std::optional<qint64> reason;
        if (run.outcome == ProcessStatus::Failed || run.outcome == ProcessStatus::Timeout) {
            const auto number = m_reasons.numberOf({run.reason}, {QByteArray("")});
            if (!number)
                return number.error();
            reason = *number;
        }
        for (const SpanLevel level : allSpanLevels) {
            const Key key{spanOf(level, run.endedAt), *name};
            rollups[key].add(run);
            totals[{key.span, run.type.bytes().toByteArray()}].add(run);
            totals[{key.span, {}}].add(run);
            if (reason)
                failures[{key, *reason}].add(run);
        }
    }
    for (auto &[key, rollup] : rollups) {
        if (auto done = addRollup(key, rollup); !done)
            return done;
    }
    for (auto &[key, rollup] : totals) {
        if (auto done = addTotal(key, rollup); !done)
            return done;
    }
    for (const auto &[key, of] : failures) {
        if (auto done = addFailures(key, of); !done)
            return done;
    }
    return {};
}

void RollupFile::Failures::add(const EndedRun &run)
{
    ++count;
    // Runs come in the order of their events; when they ended is wall time.
    if (count == 1 || run.endedAt >= lastAt) {
        lastId = run.id.bytes().toByteArray();
        lastAt = run.endedAt;
    }
}

Result<void> RollupFile::addRollup(const Key &key, Rollup &rollup)
{
    const auto level = static_cast<qint64>(key.span.level);
    m_selectRollup.bindAll(level, key.span.startMs, key.name);
    if (auto merged = mergeStored(m_selectRollup, rollup); !merged)
        return merged;
    return write(m_writeRollup, rollup, level, key.span.startMs, key.name);
}

Result<void> RollupFile::addTotal(const TotalKey &key, Rollup &rollup)
{
    const auto &[span, type] = key;
    const auto level = static_cast<qint64>(span.level);
    m_selectTotal.bindAll(level, type, span.startMs);
    if (auto merged = mergeStored(m_selectTotal, rollup); !merged)
        return merged;
    return write(m_writeTotal, rollup, level, type, span.startMs);
}

Result<void> RollupFile::addFailures(const FailureKey &key, const Failures &failures)
{
    const auto &[of, reason] = key;
    return m_addFailures.runWith(static_cast<qint64>(of.span.level), of.span.startMs, of.name, reason, failures.count,
                                 failures.lastId, failures.lastAt);
}

/// How many rows there are too many.
Result<qint64> RollupFile::surplus(qint64 maxCount)
{
    if (!m_count) {
        // To count them reads the whole file. A file that is small can't have too many.
        constexpr qint64 leastBytes = 48; // of a row
        const auto pages = m_connection.integer(u"PRAGMA page_count"_s);
        const auto pageSize = m_connection.integer(u"PRAGMA page_size"_s);
        if (!pages || !pageSize)
            return pages ? pageSize.error() : pages.error();
        if (*pages * *pageSize / leastBytes <= maxCount)
            return 0;
        const auto count = m_connection.integer(u"SELECT (SELECT count(*) FROM rollups) + (SELECT count(*) FROM "
                                                "totals) + (SELECT count(*) FROM failures)"_s);
        if (!count)
            return count;
        m_count = *count;
    }
    return std::max<qint64>(0, *m_count - maxCount);
}

/// Deletes spans of one level that began before then. Whether there may be more.
Result<bool> RollupFile::removeBefore(SpanLevel level, qint64 startMs)
{
    bool isMore = false;
    for (const auto &[table, key] :
         {std::pair(u"rollups"_s, u"name"_s), {u"totals"_s, u"process_type"_s}, {u"failures"_s, u"name, reason"_s}}) {
        auto removed = m_connection.run(
            u"DELETE FROM %1 WHERE (level, start, %2) IN (SELECT level, start, %2 FROM %1 WHERE level = ? AND "
            "start < ? LIMIT ?)"_s.arg(table, key),
            static_cast<qint64>(level), startMs, portion);
        if (!removed)
            return removed.error();
        isMore = isMore || m_connection.changedRows() >= portion;
        if (m_count)
            *m_count -= m_connection.changedRows();
    }
    return isMore;
}

/// Deletes the oldest spans of the shortest level that there is. The newest one of a level stays: it goes on.
Result<bool> RollupFile::removeSurplus(qint64 surplus)
{
    for (const SpanLevel level : {SpanLevel::Hour, SpanLevel::Day, SpanLevel::Month}) {
        qint64 before = 0;
        qint64 newest = 0;
        auto found = m_connection.forEachRow(
            u"SELECT coalesce((SELECT start + 1 FROM rollups WHERE level = ?1 ORDER BY start LIMIT 1 OFFSET ?2), "
            u"newest, "
            "0), ifnull(newest, 0) FROM (SELECT max(start) AS newest FROM rollups WHERE level = ?1)"_s,
            [&](const SqliteStatement &row) {
                before = row.integer(0);
                newest = row.integer(1);
            },
            static_cast<qint64>(level), std::min<qint64>(surplus, portion) / 2); // there are other rows beside these
        if (!found)
            return found.error();
        const qint64 countBefore = *m_count;
        const auto removed = removeBefore(level, std::min(before, newest));
        if (!removed || *m_count < countBefore)
            return removed ? Result<bool>(true) : removed;
    }
    return false;
}

Result<bool> RollupFile::sweep(qint64 nowMs, const RollupRetention &retention)
{
    bool isMore = false;
    const auto done = m_connection.inTransaction([&]() -> Result<void> {
        const auto tooMany = surplus(retention.maxCount);
        if (!tooMany)
            return tooMany.error();
        for (const auto &[level, age] : {std::pair(SpanLevel::Hour, retention.hours),
                                         {SpanLevel::Day, retention.days},
                                         {SpanLevel::Month, retention.months}}) {
            if (age.count() == 0)
                continue;
            const auto removed = removeBefore(level, nowMs - age.count());
            if (!removed)
                return removed.error();
            isMore = isMore || *removed;
        }
        if (*tooMany > 0) {
            const auto removed = removeSurplus(*tooMany);
            if (!removed)
                return removed.error();
            isMore = isMore || *removed;
        }
        return {};
    });
    if (!done || !isMore)
        m_count.reset();
    if (!done)
        return done.error();
    if (auto shrunk = m_connection.run(u"PRAGMA incremental_vacuum(%1)"_s.arg(portion)); !shrunk)
        return shrunk.error();
    return isMore;
}

} // namespace Procession
