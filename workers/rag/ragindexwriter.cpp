// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragindexwriter.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Result<void> RagIndexWriter::open(const QString &folder)
{
    return m_database.open(folder, SqliteConnection::Mode::ReadWrite);
}

Result<void> RagIndexWriter::beginTraining(const QString &freshFor)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto last = m_database.connection().integer(u"SELECT value FROM meta WHERE key = 'last_chunk'"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        if (freshFor.isEmpty())
            return {};
        // After a restart or a retry, what this training has done already stays.
        const auto begun = m_database.connection().text(u"SELECT value FROM meta WHERE key = 'fresh_for'"_s);
        if (!begun)
            return begun.error();
        if (*begun == freshFor.toUtf8())
            return {};
        if (auto forgotten = m_database.connection().run(u"UPDATE files SET hash = x''"_s); !forgotten)
            return forgotten;
        return m_database.execute(u"INSERT OR REPLACE INTO meta VALUES ('fresh_for', ?)"_s, {freshFor});
    });
}

Result<std::optional<IndexedFile>> RagIndexWriter::file(const QString &path)
{
    auto select =
        m_database.bound(u"SELECT hash, error, (SELECT count(*) FROM chunks WHERE file = files.id AND NOT removed) "
                         "FROM files WHERE path = ? AND NOT gone"_s,
                         {path});
    if (!select)
        return select.error();
    if (!select->next()) {
        if (!select->outcome())
            return select->outcome().error();
        return std::optional<IndexedFile>();
    }
    return std::optional(IndexedFile{path, select->blob(0).toByteArray(), select->text(1), select->integer(2)});
}

/// The file's row, brought up to date.
Result<qint64> RagIndexWriter::fileId(const QString &path, const QByteArray &hash, const QString &error)
{
    const RagDatabase::Values values{path, hash, error};
    auto upsert =
        m_database.bound(u"INSERT INTO files (path, hash, error) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
                         "hash = excluded.hash, error = excluded.error, gone = 0 RETURNING id"_s,
                         values);
    if (!upsert)
        return upsert.error();
    if (!upsert->next())
        return upsert->outcome() ? Error{ErrorCode::Io, u"The index took no file."_s, {}} : upsert->outcome().error();
    const qint64 id = upsert->integer(0);
    if (const auto &ran = upsert->run(); !ran)
        return ran.error();
    return id;
}

/// Queries go on seeing what the last finished training left; what no query has seen yet goes at once.
Result<void> RagIndexWriter::dropChunksOf(qint64 fileId)
{
    for (const QString &sql : {u"INSERT INTO words (words, rowid, heading, text) SELECT 'delete', id, heading, text "
                               "FROM chunks WHERE file = ? AND id > ?"_s,
                               u"DELETE FROM chunks WHERE file = ? AND id > ?"_s}) {
        if (auto done = m_database.execute(sql, {fileId, m_lastFinished}); !done)
            return done;
    }
    return m_database.execute(u"UPDATE chunks SET removed = 1 WHERE file = ?"_s, {fileId});
}

Result<void> RagIndexWriter::replace(const QString &path, const QByteArray &hash, const std::vector<Chunk> &chunks)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, {});
        if (!id)
            return id.error();
        if (auto dropped = dropChunksOf(*id); !dropped)
            return dropped;
        auto insert = m_database.connection().prepare(
            u"INSERT INTO chunks (file, ordinal, page, heading, text) VALUES (?, ?, ?, ?, ?) RETURNING id"_s);
        if (!insert)
            return insert.error();
        auto list = m_database.connection().prepare(u"INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)"_s);
        if (!list)
            return list.error();
        int ordinal = 0;
        for (const Chunk &chunk : chunks) {
            const QByteArray heading = chunk.heading.toUtf8();
            const QByteArray text = chunk.text.toUtf8();
            insert->bindAll(*id, ordinal++, chunk.page, heading, text);
            const qint64 row = insert->next() ? insert->integer(0) : 0;
            if (const auto &ran = insert->run(); !ran)
                return ran;
            if (const auto &listed = list->runWith(row, heading, text); !listed)
                return listed;
        }
        return {};
    });
}

Result<void> RagIndexWriter::replaceByError(const QString &path, const QByteArray &hash, const QString &error)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, error);
        return id ? dropChunksOf(*id) : id.error();
    });
}

/// The files that lie in a folder, by their ids.
Result<std::vector<std::pair<qint64, QString>>> RagIndexWriter::pathsWithin(const QString &folder)
{
    auto query = m_database.bound(u"SELECT id, path FROM files WHERE NOT gone"_s);
    if (!query)
        return query.error();
    std::vector<std::pair<qint64, QString>> paths;
    const QString within = folder.endsWith(u'/') ? folder : folder + u'/';
    while (query->next()) {
        if (const QString path = query->text(1); path.startsWith(within))
            paths.emplace_back(query->integer(0), path);
    }
    if (!query->outcome())
        return query->outcome().error();
    return paths;
}

Result<qint64> RagIndexWriter::filesWithin(const QString &folder)
{
    const auto paths = pathsWithin(folder);
    if (!paths)
        return paths.error();
    return static_cast<qint64>(paths->size());
}

Result<qint64> RagIndexWriter::removeAbsent(const QString &folder, const QSet<QString> &present,
                                            const QStringList &unseen)
{
    const auto paths = pathsWithin(folder);
    if (!paths)
        return paths.error();
    std::vector<qint64> absent;
    for (const auto &[id, path] : *paths) {
        const auto holds = [&file = path](const QString &other) { return file.startsWith(other + u'/'); };
        if (!present.contains(path) && std::none_of(unseen.cbegin(), unseen.cend(), holds))
            absent.push_back(id);
    }
    if (absent.empty())
        return 0;
    auto removed = m_database.inTransaction([&]() -> Result<void> {
        for (const qint64 id : absent) {
            if (auto dropped = dropChunksOf(id); !dropped)
                return dropped;
            if (auto gone = m_database.execute(u"UPDATE files SET gone = 1 WHERE id = ?"_s, {id}); !gone)
                return gone;
        }
        return {};
    });
    if (!removed)
        return removed.error();
    return static_cast<qint64>(absent.size());
}

Result<bool> RagIndexWriter::isChanged()
{
    const auto changed =
        m_database.connection().integer(u"SELECT EXISTS (SELECT 1 FROM chunks WHERE removed) OR EXISTS (SELECT 1 "
                                        "FROM chunks WHERE id > %1)"_s.arg(m_lastFinished));
    if (!changed)
        return changed.error();
    return *changed != 0;
}

Result<void> RagIndexWriter::eachChunk(const std::function<bool(const IndexedChunk &)> &take)
{
    auto query =
        m_database.bound(u"SELECT c.id, f.path, c.ordinal, c.page, c.heading, c.text FROM files f JOIN chunks c "
                         "ON c.file = f.id WHERE NOT c.removed ORDER BY f.path, c.ordinal"_s);
    if (!query)
        return query.error();
    while (query->next()) {
        const IndexedChunk chunk{query->integer(0),
                                 query->text(1),
                                 static_cast<int>(query->integer(2)),
                                 {static_cast<int>(query->integer(3)), query->text(4), query->text(5)}};
        if (!take(chunk))
            return {};
    }
    return query->outcome();
}

Result<qint64> RagIndexWriter::chunkCount()
{
    return m_database.connection().integer(u"SELECT count(*) FROM chunks WHERE NOT removed"_s);
}

Result<QByteArray> RagIndexWriter::vectorOf(qint64 chunk)
{
    auto query = m_database.bound(u"SELECT vector FROM vectors WHERE chunk = ?"_s, {chunk});
    if (!query)
        return query.error();
    if (query->next())
        return query->blob(0).toByteArray();
    if (!query->outcome())
        return query->outcome().error();
    return QByteArray();
}

Result<void> RagIndexWriter::keepVectors(const std::vector<std::pair<qint64, QByteArray>> &vectors)
{
    return m_database.inTransaction([&]() -> Result<void> {
        for (const auto &[chunk, vector] : vectors) {
            auto kept = m_database.execute(u"INSERT OR REPLACE INTO vectors VALUES (?, ?)"_s, {chunk, vector});
            if (!kept)
                return kept;
        }
        return {};
    });
}

Result<void> RagIndexWriter::forgetVectors()
{
    return m_database.connection().run(u"DELETE FROM vectors"_s);
}

Result<void> RagIndexWriter::finish(const RagGeneration &generation)
{
    return m_database.inTransaction([&]() -> Result<void> {
        for (const QString &sql :
             {u"INSERT INTO words (words, rowid, heading, text) SELECT 'delete', id, heading, text "
              "FROM chunks WHERE removed"_s,
              u"DELETE FROM chunks WHERE removed"_s, u"DELETE FROM files WHERE gone"_s,
              u"DELETE FROM vectors WHERE chunk NOT IN (SELECT id FROM chunks)"_s}) {
            if (auto done = m_database.connection().run(sql); !done)
                return done;
        }
        const auto last = m_database.connection().integer(u"SELECT ifnull(max(id), 0) FROM chunks"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        const std::initializer_list<std::pair<QString, RagDatabase::Value>> values{
            {u"generation"_s, generation.number},    {u"last_chunk"_s, m_lastFinished},
            {u"chunks"_s, generation.chunks},        {u"embedder"_s, generation.embedder},
            {u"centre"_s, generation.centre},        {u"model_hash"_s, generation.modelHash},
            {u"graph_hash"_s, generation.graphHash}, {u"dimensions"_s, generation.dimensions},
        };
        for (const auto &[key, value] : values) {
            if (auto kept = m_database.execute(u"INSERT OR REPLACE INTO meta VALUES (?, ?)"_s, {key, value}); !kept)
                return kept;
        }
        return {};
    });
}

} // namespace Procession
