// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyplan.h"

#include "sqliteconnection.h"

#include <algorithm>

namespace Procession::HistoryPlan {

using namespace Qt::StringLiterals;

namespace {

/// How many of the oldest are beyond the limits of number and size.
Result<qint64> surplusOf(SqliteConnection &connection, const HistoryLimits &limits)
{
    const auto count = connection.integer(u"SELECT count(*) FROM processes WHERE archived > 0"_s);
    const auto pages = connection.integer(u"PRAGMA page_count"_s);
    const auto freePages = connection.integer(u"PRAGMA freelist_count"_s);
    const auto pageSize = connection.integer(u"PRAGMA page_size"_s);
    for (const auto *figure : {&count, &pages, &freePages, &pageSize}) {
        if (!*figure)
            return figure->error();
    }
    const qint64 byCount = std::max<qint64>(0, *count - limits.maxCount);
    const qint64 used = (*pages - *freePages) * *pageSize;
    if (limits.maxBytes <= 0 || used <= limits.maxBytes || *count == 0)
        return byCount;
    const double share = static_cast<double>(used - limits.maxBytes) / static_cast<double>(used);
    return std::max(byCount, 1 + static_cast<qint64>(share * static_cast<double>(*count)));
}

Result<std::vector<Row>> rowsOf(SqliteConnection &connection, qint64 surplus, qint64 endedBeforeMs)
{
    auto select = connection.prepare(u"SELECT created_seq, completed_at, process_id, archived FROM processes WHERE "
                                     "archived > 0 AND completed_at IS NOT NULL ORDER BY completed_at LIMIT ?"_s);
    if (!select)
        return select.error();
    select->bindAll(mostRows);
    std::vector<Row> rows;
    while (select->next()) {
        if (static_cast<qint64>(rows.size()) >= surplus && select->integer(1) >= endedBeforeMs)
            return rows;
        rows.push_back({static_cast<quint64>(select->integer(0)), ProcessId::fromBytes(select->utf8(2)),
                        std::max(select->integer(1), select->integer(3))});
    }
    if (!select->outcome())
        return select->outcome().error();
    return rows;
}

/// Reads what goes with these processes, so that the system has it in memory.
Result<void> readAlong(SqliteConnection &connection, const std::vector<Row> &rows, const std::stop_token &stop)
{
    for (const QString &sql : {u"SELECT count(*) FROM events WHERE created_seq = ?"_s,
                               u"SELECT count(*) FROM series WHERE created_seq = ?"_s}) {
        auto select = connection.prepare(sql);
        if (!select)
            return select.error();
        for (const Row &row : rows) {
            if (stop.stop_requested())
                return {};
            select->bindAll(row.createdSeq);
            if (!select->next() && !select->outcome())
                return select->outcome();
            select->reset();
        }
    }
    return {};
}

} // namespace

Result<std::vector<Row>> oldest(const QString &path, const HistoryLimits &limits, const std::stop_token &stop)
{
    SqliteConnection connection;
    if (auto opened = connection.open(path, SqliteConnection::Mode::ReadOnly); !opened)
        return opened.error();
    const auto surplus = surplusOf(connection, limits);
    if (!surplus)
        return surplus.error();
    auto rows = rowsOf(connection, *surplus, limits.endedBeforeMs);
    if (!rows)
        return rows;
    if (auto read = readAlong(connection, *rows, stop); !read)
        return read.error();
    if (stop.stop_requested())
        rows->clear();
    return rows;
}

} // namespace Procession::HistoryPlan
