// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historysweep.h"

#include "processtracker.h"
#include "sqliteconnection.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace Procession::HistorySweep {

using namespace Qt::StringLiterals;

namespace {

/// Rows that one transaction deletes.
constexpr int portion = 2000;

struct Row
{
    quint64 createdSeq = 0;
    std::optional<ProcessId> id; // none where the file was tampered with
    qint64 leftAt = 0;           // when it went into the history
};

Result<std::vector<Row>> oldRows(SqliteConnection &connection, qint64 endedBefore, qsizetype maxCount)
{
    const auto count = connection.integer(u"SELECT count(*) FROM processes WHERE archived > 0"_s);
    auto select = connection.prepare(u"SELECT created_seq, completed_at, process_id, archived FROM processes WHERE "
                                     u"archived > 0 AND completed_at IS NOT NULL "
                                     "ORDER BY completed_at LIMIT ?"_s);
    if (!count || !select)
        return count ? select.error() : count.error();
    const qint64 surplus = std::max<qint64>(0, *count - maxCount);
    select->bindAll(portion);
    std::vector<Row> rows;
    while (select->next()) {
        if (static_cast<qint64>(rows.size()) >= surplus && select->integer(1) >= endedBefore)
            return rows;
        rows.push_back({static_cast<quint64>(select->integer(0)), ProcessId::fromBytes(select->utf8(2)),
                        std::max(select->integer(1), select->integer(3))});
    }
    if (!select->outcome())
        return select->outcome().error();
    return rows;
}

Result<void> removeRows(SqliteConnection &connection, const std::vector<Row> &rows)
{
    return connection.inTransaction([&]() -> Result<void> {
        for (const QString &sql :
             {u"DELETE FROM processes WHERE created_seq = ?"_s, u"DELETE FROM events WHERE created_seq = ?"_s}) {
            auto remove = connection.prepare(sql);
            if (!remove)
                return remove.error();
            for (const Row &row : rows) {
                if (const auto &done = remove->runWith(row.createdSeq); !done)
                    return done;
            }
        }
        const auto last =
            std::max_element(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.leftAt < b.leftAt; });
        return connection.run(u"UPDATE meta SET value = max(value, ?) WHERE key = 'known_since'"_s, last->leftAt);
    });
}

} // namespace

Result<bool> sweep(SqliteConnection &connection, ProcessTracker &tracker, qint64 endedBefore, qsizetype maxCount)
{
    const auto rows = oldRows(connection, endedBefore, maxCount);
    // Another row may have the same id: a tracked one, or one of an earlier version, which let an id live twice.
    auto others = connection.prepare(u"SELECT 1 FROM processes WHERE process_id = ? AND created_seq <> ? LIMIT 1"_s);
    if (!rows || !others)
        return rows ? others.error() : rows.error();
    if (rows->empty())
        return false;

    // First they count as forgotten: a start that comes before the file says so begins a new life of the id.
    for (const Row &row : *rows) {
        if (!row.id)
            continue;
        others->bindAll(row.id->bytes(), row.createdSeq);
        const bool isHeldOnceMore = others->next();
        if (!isHeldOnceMore && others->outcome())
            tracker.forgetArchived(*row.id);
        others->reset();
    }
    if (const auto removed = removeRows(connection, *rows); !removed) {
        for (const Row &row : *rows) {
            if (row.id)
                tracker.noteArchived(*row.id);
        }
        return removed.error();
    }
    return rows->size() == portion;
}

} // namespace Procession::HistorySweep
