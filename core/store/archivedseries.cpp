// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "sqliteconnection.h"

/// The part of the archive that keeps the courses of attempts. They go with their process, by a trigger of the database.
namespace Procession {

using namespace Qt::StringLiterals;

Result<void> Archive::keepSeries(const std::vector<SeriesRecord> &records) const
{
    SqliteConnection connection;
    if (auto connected = connect(connection, true); !connected)
        return connected;
    return connection.inTransaction([&]() -> Result<void> {
        auto keep = connection.prepare(u"INSERT OR REPLACE INTO series SELECT created_seq, ?, ? FROM processes WHERE "
                                       "created_seq = ?"_s);
        auto drop = connection.prepare(u"DELETE FROM series WHERE created_seq = ? AND attempt > 1 AND attempt <= ?"_s);
        if (!keep || !drop)
            return keep ? drop.error() : keep.error();
        for (const SeriesRecord &record : records) {
            keep->bindInteger(0, record.attempt);
            keep->bindBlob(1, record.bytes);
            keep->bindInteger(2, static_cast<qint64>(record.createdSeq));
            if (const auto &kept = keep->run(); !kept)
                return kept;
            if (const auto last = record.attempt - static_cast<int>(EarlierAttempts::maxCount); last > 1) {
                if (const auto &dropped = drop->runWith(record.createdSeq, last); !dropped)
                    return dropped;
            }
        }
        return {};
    });
}

Result<std::optional<QByteArray>> Archive::series(quint64 createdSeq, int attempt) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    std::optional<QByteArray> bytes;
    const auto done = connection.forEachRow(
        u"SELECT points FROM series WHERE created_seq = ? AND attempt = ?"_s,
        [&bytes](const SqliteStatement &row) { bytes = row.blob(0).toByteArray(); }, createdSeq, attempt);
    if (!done)
        return done.error();
    return bytes;
}

Result<std::vector<SeriesRecord>> Archive::liveSeries() const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    std::vector<SeriesRecord> records;
    const auto done = connection.forEachRow(
        u"SELECT created_seq, series.attempt, points FROM series JOIN processes USING (created_seq) WHERE "
        "completed_at IS NULL AND series.attempt = processes.attempt"_s,
        [&records](const SqliteStatement &row) {
            records.push_back(
                {static_cast<quint64>(row.integer(0)), static_cast<int>(row.integer(1)), row.blob(2).toByteArray()});
        });
    if (!done)
        return done.error();
    return records;
}

} // namespace Procession
