// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragindex.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What the tables and the passages are made by; another one has to be made anew.
constexpr int formatVersion = 1;

/// A hit in a heading weighs more than one in the text.
constexpr auto wordRank = "bm25(2.0, 1.0)"_L1;

const auto &schema()
{
    static const QStringList statements{
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
        u"CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash BLOB NOT NULL, "
        "error TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0)"_s,
        // A passage's id is never used again: see withWords().
        u"CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, ordinal INTEGER NOT NULL, "
        "page INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0, heading TEXT NOT NULL, text TEXT NOT NULL)"_s,
        u"CREATE INDEX chunks_of_file ON chunks (file, ordinal)"_s,
        u"CREATE INDEX chunks_removed ON chunks (id) WHERE removed"_s,
        u"CREATE VIRTUAL TABLE words USING fts5(heading, text, content='chunks', content_rowid='id', "
        "tokenize='porter unicode61')"_s,
        u"CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, vector BLOB NOT NULL)"_s,
    };
    return statements;
}

/// That a collection isn't there, and which are.
Error nothingTrained(const QString &folder)
{
    const QFileInfo wanted(folder);
    QStringList others = wanted.dir().entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    others.removeOne(wanted.fileName());
    QString message = u"Nothing was trained on in the collection \"%1\" yet."_s.arg(wanted.fileName());
    constexpr qsizetype told = 10;
    if (!others.isEmpty())
        message += u" There is: %1."_s.arg(others.first(std::min(told, others.size())).join(u", "_s));
    return {ErrorCode::NotFinished, message, u"collection"_s};
}

} // namespace

QString RagIndex::databaseIn(const QString &folder)
{
    return folder + "/index.db"_L1;
}

Result<void> RagIndex::open(const QString &folder, SqliteConnection::Mode mode)
{
    const QString path = databaseIn(folder);
    const bool writes = mode == SqliteConnection::Mode::ReadWrite;
    if (writes) {
        if (!QDir().mkpath(folder))
            return Error{ErrorCode::Io, u"Can't make the folder %1."_s.arg(folder), {}};
        // What people's documents say is nobody else's business.
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    } else if (!QFile::exists(path)) {
        return nothingTrained(folder);
    }
    if (auto opened = m_connection.open(path, mode); !opened)
        return opened;
    if (!writes)
        return {};

    // A power cut may cost the last files, which are then read again; it can't damage the database.
    for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s}) {
        if (auto set = m_connection.run(pragma); !set)
            return set;
    }
    const auto version = m_connection.integer(u"PRAGMA user_version"_s);
    if (!version)
        return version.error();
    if (*version == formatVersion)
        return {};
    if (*version != 0) {
        return Error{ErrorCode::Io,
                     u"%1 was made by another version of Procession; delete its folder and train again."_s.arg(path),
                     {}};
    }
    return inTransaction([this]() -> Result<void> {
        for (const QString &statement : schema()) {
            if (auto made = m_connection.run(statement); !made)
                return made;
        }
        return m_connection.run(u"PRAGMA user_version=%1"_s.arg(formatVersion));
    });
}

Result<void> RagIndex::inTransaction(const std::function<Result<void>()> &work)
{
    SqliteConnection::Transaction transaction(m_connection);
    if (!transaction.begun())
        return transaction.begun();
    if (auto done = work(); !done)
        return done;
    return transaction.commit();
}

Result<SqliteStatement> RagIndex::bound(const QString &sql, const Values &values)
{
    Result<SqliteStatement> statement = m_connection.prepare(sql);
    if (!statement)
        return statement;
    int at = 0;
    for (const Value &value : values) {
        if (const auto *integer = std::get_if<qint64>(&value))
            statement->bindInteger(at, *integer);
        else if (const auto *text = std::get_if<QString>(&value))
            statement->bindText(at, *text);
        else
            statement->bindBlob(at, std::get<QByteArray>(value));
        ++at;
    }
    return statement;
}

Result<void> RagIndex::execute(const QString &sql, const Values &values)
{
    auto statement = bound(sql, values);
    if (!statement)
        return statement.error();
    return statement->run();
}

Result<void> RagIndex::beginTraining(const QString &freshFor)
{
    return inTransaction([&]() -> Result<void> {
        const auto last = m_connection.integer(u"SELECT value FROM meta WHERE key = 'last_chunk'"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        if (freshFor.isEmpty())
            return {};
        // After a restart or a retry, what this training has done already stays.
        const auto begun = m_connection.text(u"SELECT value FROM meta WHERE key = 'fresh_for'"_s);
        if (!begun)
            return begun.error();
        if (*begun == freshFor.toUtf8())
            return {};
        if (auto forgotten = m_connection.run(u"UPDATE files SET hash = x''"_s); !forgotten)
            return forgotten;
        return execute(u"INSERT OR REPLACE INTO meta VALUES ('fresh_for', ?)"_s, {freshFor});
    });
}

Result<std::optional<IndexedFile>> RagIndex::file(const QString &path)
{
    auto select = bound(u"SELECT hash, error, (SELECT count(*) FROM chunks WHERE file = files.id AND NOT removed) "
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
Result<qint64> RagIndex::fileId(const QString &path, const QByteArray &hash, const QString &error)
{
    const Values values{path, hash, error};
    auto upsert = bound(u"INSERT INTO files (path, hash, error) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
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
Result<void> RagIndex::dropChunksOf(qint64 fileId)
{
    for (const QString &sql : {u"INSERT INTO words (words, rowid, heading, text) SELECT 'delete', id, heading, text "
                               "FROM chunks WHERE file = ? AND id > ?"_s,
                               u"DELETE FROM chunks WHERE file = ? AND id > ?"_s}) {
        if (auto done = execute(sql, {fileId, m_lastFinished}); !done)
            return done;
    }
    return execute(u"UPDATE chunks SET removed = 1 WHERE file = ?"_s, {fileId});
}

Result<void> RagIndex::replace(const QString &path, const QByteArray &hash, const std::vector<Chunk> &chunks)
{
    return inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, {});
        if (!id)
            return id.error();
        if (auto dropped = dropChunksOf(*id); !dropped)
            return dropped;
        auto insert = m_connection.prepare(
            u"INSERT INTO chunks (file, ordinal, page, heading, text) VALUES (?, ?, ?, ?, ?) RETURNING id"_s);
        if (!insert)
            return insert.error();
        auto list = m_connection.prepare(u"INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)"_s);
        if (!list)
            return list.error();
        int ordinal = 0;
        for (const Chunk &chunk : chunks) {
            const QByteArray heading = chunk.heading.toUtf8();
            const QByteArray text = chunk.text.toUtf8();
            insert->bindInteger(0, *id);
            insert->bindInteger(1, ordinal++);
            insert->bindInteger(2, chunk.page);
            insert->bindUtf8(3, heading);
            insert->bindUtf8(4, text);
            const qint64 row = insert->next() ? insert->integer(0) : 0;
            if (const auto &ran = insert->run(); !ran)
                return ran;
            list->bindInteger(0, row);
            list->bindUtf8(1, heading);
            list->bindUtf8(2, text);
            if (const auto &ran = list->run(); !ran)
                return ran;
        }
        return {};
    });
}

Result<void> RagIndex::replaceByError(const QString &path, const QByteArray &hash, const QString &error)
{
    return inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, error);
        if (!id)
            return id.error();
        return dropChunksOf(*id);
    });
}

/// The files that lie in a folder, by their ids.
Result<std::vector<std::pair<qint64, QString>>> RagIndex::pathsWithin(const QString &folder)
{
    auto query = bound(u"SELECT id, path FROM files WHERE NOT gone"_s);
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

Result<qint64> RagIndex::filesWithin(const QString &folder)
{
    const auto paths = pathsWithin(folder);
    if (!paths)
        return paths.error();
    return static_cast<qint64>(paths->size());
}

Result<qint64> RagIndex::removeAbsent(const QString &folder, const QSet<QString> &present, const QStringList &unseen)
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
    auto removed = inTransaction([&]() -> Result<void> {
        for (const qint64 id : absent) {
            if (auto dropped = dropChunksOf(id); !dropped)
                return dropped;
            if (auto gone = execute(u"UPDATE files SET gone = 1 WHERE id = ?"_s, {id}); !gone)
                return gone;
        }
        return {};
    });
    if (!removed)
        return removed.error();
    return static_cast<qint64>(absent.size());
}

Result<bool> RagIndex::isChanged()
{
    const auto changed = m_connection.integer(u"SELECT EXISTS (SELECT 1 FROM chunks WHERE removed) OR EXISTS (SELECT 1 "
                                              "FROM chunks WHERE id > %1)"_s.arg(m_lastFinished));
    if (!changed)
        return changed.error();
    return *changed != 0;
}

Result<void> RagIndex::eachChunk(const std::function<bool(const IndexedChunk &)> &take)
{
    auto query = bound(u"SELECT c.id, f.path, c.ordinal, c.page, c.heading, c.text FROM files f JOIN chunks c "
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

Result<qint64> RagIndex::chunkCount()
{
    const auto count = m_connection.integer(u"SELECT count(*) FROM chunks WHERE NOT removed"_s);
    if (!count)
        return count.error();
    return *count;
}

Result<QByteArray> RagIndex::vectorOf(qint64 chunk)
{
    auto query = bound(u"SELECT vector FROM vectors WHERE chunk = ?"_s, {chunk});
    if (!query)
        return query.error();
    if (query->next())
        return query->blob(0).toByteArray();
    if (!query->outcome())
        return query->outcome().error();
    return QByteArray();
}

Result<void> RagIndex::keepVectors(const std::vector<std::pair<qint64, QByteArray>> &vectors)
{
    return inTransaction([&]() -> Result<void> {
        for (const auto &[chunk, vector] : vectors) {
            auto kept = execute(u"INSERT OR REPLACE INTO vectors VALUES (?, ?)"_s, {chunk, vector});
            if (!kept)
                return kept;
        }
        return {};
    });
}

Result<void> RagIndex::forgetVectors()
{
    return m_connection.run(u"DELETE FROM vectors"_s);
}

Result<void> RagIndex::finish(const RagGeneration &generation)
{
    return inTransaction([&]() -> Result<void> {
        for (const QString &sql :
             {u"INSERT INTO words (words, rowid, heading, text) SELECT 'delete', id, heading, text "
              "FROM chunks WHERE removed"_s,
              u"DELETE FROM chunks WHERE removed"_s, u"DELETE FROM files WHERE gone"_s,
              u"DELETE FROM vectors WHERE chunk NOT IN (SELECT id FROM chunks)"_s}) {
            if (auto done = m_connection.run(sql); !done)
                return done;
        }
        const auto last = m_connection.integer(u"SELECT ifnull(max(id), 0) FROM chunks"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        const std::initializer_list<std::pair<QString, Value>> values{
            {u"generation"_s, generation.number},    {u"last_chunk"_s, m_lastFinished},
            {u"chunks"_s, generation.chunks},        {u"embedder"_s, generation.embedder},
            {u"centre"_s, generation.centre},        {u"model_hash"_s, generation.modelHash},
            {u"graph_hash"_s, generation.graphHash}, {u"dimensions"_s, generation.dimensions},
        };
        for (const auto &[key, value] : values) {
            if (auto kept = execute(u"INSERT OR REPLACE INTO meta VALUES (?, ?)"_s, {key, value}); !kept)
                return kept;
        }
        return {};
    });
}

Result<RagGeneration> RagIndex::generation()
{
    auto query = bound(u"SELECT key, value FROM meta"_s);
    if (!query)
        return query.error();
    RagGeneration generation;
    while (query->next()) {
        const QString key = query->text(0);
        if (key == "generation"_L1)
            generation.number = query->integer(1);
        else if (key == "last_chunk"_L1)
            generation.lastChunk = query->integer(1);
        else if (key == "chunks"_L1)
            generation.chunks = query->integer(1);
        else if (key == "dimensions"_L1)
            generation.dimensions = query->integer(1);
        else if (key == "embedder"_L1)
            generation.embedder = query->text(1);
        else if (key == "centre"_L1)
            generation.centre = query->blob(1).toByteArray();
        else if (key == "model_hash"_L1)
            generation.modelHash = query->blob(1).toByteArray();
        else if (key == "graph_hash"_L1)
            generation.graphHash = query->blob(1).toByteArray();
    }
    if (!query->outcome())
        return query->outcome().error();
    return generation;
}

Result<std::vector<RagHit>> RagIndex::withWords(const QString &matchExpression, qint64 lastChunk, int limit)
{
    std::vector<RagHit> hits;
    if (matchExpression.isEmpty())
        return hits;
    // What a training under way has added has higher ids; comparing those costs nothing, looking each passage up would.
    auto query = bound(u"SELECT rowid, rank FROM words WHERE words MATCH ? AND rowid <= ? AND rank MATCH '%1' "
                       "ORDER BY rank LIMIT ?"_s.arg(wordRank),
                       {matchExpression, lastChunk, qint64(limit)});
    if (!query)
        return query.error();
    while (query->next())
        hits.push_back({query->real(1), query->integer(0)});
    if (!query->outcome())
        return query->outcome().error();
    return hits;
}

Result<void> RagIndex::settleTies(std::vector<RagHit> &hits)
{
    for (size_t begin = 0; begin < hits.size();) {
        size_t end = begin + 1;
        while (end < hits.size() && hits[end].distance == hits[begin].distance)
            ++end;
        if (end - begin > 1) {
            std::vector<qint64> ids;
            for (size_t i = begin; i < end; ++i)
                ids.push_back(hits[i].chunk);
            auto tied = chunks(ids);
            if (!tied)
                return tied.error();
            std::sort(tied->begin(), tied->end(), [](const IndexedChunk &a, const IndexedChunk &b) {
                return a.path != b.path ? a.path < b.path : a.ordinal < b.ordinal;
            });
            for (size_t i = 0; i < tied->size(); ++i)
                hits[begin + i].chunk = (*tied)[i].id;
        }
        begin = end;
    }
    return {};
}

Result<std::vector<IndexedChunk>> RagIndex::chunks(const std::vector<qint64> &ids)
{
    auto query = m_connection.prepare(u"SELECT f.path, c.ordinal, c.page, c.heading, c.text FROM chunks c JOIN files f "
                                      "ON f.id = c.file WHERE c.id = ?"_s);
    if (!query)
        return query.error();
    std::vector<IndexedChunk> chunks;
    chunks.reserve(ids.size());
    for (const qint64 id : ids) {
        query->bindInteger(0, id);
        if (query->next()) {
            chunks.push_back({id,
                              query->text(0),
                              static_cast<int>(query->integer(1)),
                              {static_cast<int>(query->integer(2)), query->text(3), query->text(4)}});
            query->reset();
        } else if (!query->outcome()) {
            return query->outcome().error();
        }
    }
    return chunks;
}

} // namespace Procession
