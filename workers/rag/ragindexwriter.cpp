// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragindexwriter.h"

#include "wordtokenizer.h"

#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A question is asked by the rules of each of these, so they are few; of a language's few passages it is said nothing.
const QString languagesOfChunks =
    u"SELECT group_concat(language, ' ') FROM (SELECT language FROM chunks WHERE language <> '' "
    "GROUP BY language HAVING count(*) * 50 >= (SELECT count(*) FROM chunks) ORDER BY count(*) DESC, language LIMIT 5)"_s;

/// What a file's name says: without its folder and its suffix; "2012" of "СП 70.13330.2012" is none.
QString nameOf(const QString &path)
{
    static const QRegularExpression suffix(u"(\\.[A-Za-z][A-Za-z0-9]{0,4}){1,2}\\z"_s);
    return path.section(u'/', -1).remove(suffix);
}

} // namespace

Result<void> RagIndexWriter::open(const QString &folder)
{
    return m_database.open(folder, SqliteConnection::Mode::ReadWrite);
}

Result<void> RagIndexWriter::beginTraining(const QString &freshFor, const QString &cutting)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto last = m_database.connection().integer(u"SELECT value FROM meta WHERE key = 'last_chunk'"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        if (auto forgotten = cutting.isEmpty() ? Result<void>() : forgetWhere(u"cutting"_s, cutting); !forgotten)
            return forgotten;
        // After a restart or a retry, what this training has done already stays.
        return freshFor.isEmpty() ? Result<void>() : forgetWhere(u"fresh_for"_s, freshFor);
    });
}

/// Has all files read again where that entry isn't `value` yet, and sets it.
Result<void> RagIndexWriter::forgetWhere(const QString &key, const QString &value)
{
    SqliteConnection &connection = m_database.connection();
    QByteArray known;
    auto read = connection.forEachRow(
        u"SELECT value FROM meta WHERE key = ?"_s,
        [&known](const SqliteStatement &row) { known = row.utf8(0).toByteArray(); }, key);
    if (!read)
        return read;
    if (known == value.toUtf8())
        return {};
    if (auto forgotten = connection.run(u"UPDATE files SET hash = x''"_s); !forgotten)
        return forgotten;
    return connection.run(u"INSERT OR REPLACE INTO meta VALUES (?, ?)"_s, key, value);
}

Result<std::optional<IndexedFile>> RagIndexWriter::file(const QString &path)
{
    std::optional<IndexedFile> file;
    const auto take = [&](const SqliteStatement &row) {
        file = IndexedFile{path, row.blob(0).toByteArray(), row.text(1), row.integer(2)};
    };
    auto read = m_database.connection().forEachRow(
        u"SELECT hash, error, (SELECT count(*) FROM chunks WHERE file = files.id AND NOT removed) "
        "FROM files WHERE path = ? AND NOT gone"_s,
        take, path);
    if (!read)
        return read.error();
    return file;
}

/// The file's row, brought up to date.
Result<qint64> RagIndexWriter::fileId(const QString &path, const QByteArray &hash, const QString &error,
                                      const QString &reason, const FileDetails &details)
{
    qint64 id = 0;
    const auto upserted = m_database.connection().forEachRow(
        u"INSERT INTO files (path, hash, error, reason, format, language, modified_ms, bytes, pages) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
        "hash = excluded.hash, error = excluded.error, reason = excluded.reason, gone = 0, format = excluded.format, "
        "language = excluded.language, modified_ms = excluded.modified_ms, bytes = excluded.bytes, "
        "pages = excluded.pages RETURNING id"_s,
        [&id](const SqliteStatement &row) { id = row.integer(0); }, path, SqliteBlob{hash}, error, reason,
        details.format, details.language, details.modifiedMs, details.bytes, details.pages);
    if (!upserted)
        return upserted.error();
    return id;
}

/// Queries go on seeing what the last finished training left; what no query has seen yet goes at once.
Result<void> RagIndexWriter::dropChunksOf(qint64 fileId)
{
    if (auto unlisted = unlist(u"c.file = %1 AND c.id > %2"_s.arg(fileId).arg(m_lastFinished)); !unlisted)
        return unlisted;
    if (auto deleted =
            m_database.connection().run(u"DELETE FROM chunks WHERE file = ? AND id > ?"_s, fileId, m_lastFinished);
        !deleted)
        return deleted;
    return m_database.connection().run(u"UPDATE chunks SET removed = 1 WHERE file = ?"_s, fileId);
}

/// Takes the words of passages out. FTS5 has to be given what it was given when they came.
Result<void> RagIndexWriter::unlist(const QString &condition)
{
    auto query = m_database.connection().prepare(
        u"SELECT c.id, c.heading, c.text, c.language, f.path FROM chunks c JOIN files f ON f.id = c.file WHERE "_s
        + condition);
    if (!query)
        return query.error();
    auto unlisting = m_database.connection().prepare(
        u"INSERT INTO words (words, rowid, heading, text, name) VALUES ('delete', ?, ?, ?, ?)"_s);
    if (!unlisting)
        return unlisting.error();
    while (query->next()) {
        const QString language = query->text(3);
        const auto &done =
            unlisting->runWith(query->integer(0), WordTokenizer::marked(query->text(1).toUtf8(), language),
                               WordTokenizer::marked(query->text(2).toUtf8(), language),
                               WordTokenizer::marked(nameOf(query->text(4)).toUtf8(), language));
        if (!done)
            return done;
    }
    return query->outcome();
}

Result<void> RagIndexWriter::replace(const QString &path, const QByteArray &hash, const std::vector<Chunk> &chunks,
                                     const FileDetails &details)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, {}, {}, details);
        if (!id)
            return id.error();
        if (auto dropped = dropChunksOf(*id); !dropped)
            return dropped;
        return insertChunks(*id, path, chunks, details.language);
    });
}

Result<void> RagIndexWriter::insertChunks(qint64 fileId, const QString &path, const std::vector<Chunk> &chunks,
                                          const QString &language)
{
    auto insert =
        m_database.connection().prepare(u"INSERT INTO chunks (file, ordinal, page, heading, text, clause, language, "
                                        "confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"_s);
    if (!insert)
        return insert.error();
    auto list =
        m_database.connection().prepare(u"INSERT INTO words (rowid, heading, text, name) VALUES (?, ?, ?, ?)"_s);
    if (!list)
        return list.error();
    const QByteArray name = WordTokenizer::marked(nameOf(path).toUtf8(), language);
    int ordinal = 0;
    for (const Chunk &chunk : chunks) {
        const QByteArray heading = chunk.heading.toUtf8();
        const QByteArray text = chunk.text.toUtf8();
        insert->bindAll(fileId, ordinal++, chunk.page, heading, text, chunk.clause, language);
        if (chunk.confidence)
            insert->bindInteger(7, *chunk.confidence);
        else
            insert->bindNull(7);
        const qint64 row = insert->next() ? insert->integer(0) : 0;
        if (const auto &ran = insert->run(); !ran)
            return ran;
        if (const auto &listed = list->runWith(row, WordTokenizer::marked(heading, language),
                                               WordTokenizer::marked(text, language), name);
            !listed)
            return listed;
    }
    return {};
}

Result<void> RagIndexWriter::replaceByError(const QString &path, const QByteArray &hash, const QString &error,
                                            const QString &reason, const FileDetails &details)
{
    return m_database.inTransaction([&]() -> Result<void> {
        const auto id = fileId(path, hash, error, reason, details);
        return id ? dropChunksOf(*id) : id.error();
    });
}

/// The files that lie in a folder, by their ids.
Result<std::vector<std::pair<qint64, QString>>> RagIndexWriter::pathsWithin(const QString &folder)
{
    std::vector<std::pair<qint64, QString>> paths;
    const QString within = folder.endsWith(u'/') ? folder : folder + u'/';
    const auto take = [&](const SqliteStatement &row) {
        if (const QString path = row.text(1); path.startsWith(within))
            paths.emplace_back(row.integer(0), path);
    };
    if (auto read = m_database.connection().forEachRow(u"SELECT id, path FROM files WHERE NOT gone"_s, take); !read)
        return read.error();
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
            if (auto gone = m_database.connection().run(u"UPDATE files SET gone = 1 WHERE id = ?"_s, id); !gone)
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
    return eachChunkWhere(u"NOT c.removed"_s, take);
}

Result<void> RagIndexWriter::eachNewChunk(const std::function<bool(const IndexedChunk &)> &take)
{
    return eachChunkWhere(u"NOT c.removed AND c.id > %1"_s.arg(m_lastFinished), take);
}

Result<std::vector<qint64>> RagIndexWriter::removedChunks()
{
    std::vector<qint64> ids;
    auto read =
        m_database.connection().forEachRow(u"SELECT id FROM chunks WHERE removed ORDER BY id"_s,
                                           [&ids](const SqliteStatement &row) { ids.push_back(row.integer(0)); });
    if (!read)
        return read.error();
    return ids;
}

Result<qint64> RagIndexWriter::newChunkCount()
{
    return m_database.connection().integer(
        u"SELECT count(*) FROM chunks WHERE id > %1 AND NOT removed"_s.arg(m_lastFinished));
}

Result<void> RagIndexWriter::eachChunkWhere(const QString &condition,
                                            const std::function<bool(const IndexedChunk &)> &take)
{
    auto query =
        m_database.connection().prepare(u"SELECT %1 FROM files f JOIN chunks c ON c.file = f.id "
                                        "WHERE %2 ORDER BY f.path, c.ordinal"_s.arg(IndexedChunk::columns, condition));
    if (!query)
        return query.error();
    while (query->next()) {
        if (!take(IndexedChunk::of(*query)))
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
    QByteArray vector;
    const auto take = [&vector](const SqliteStatement &row) { vector = row.blob(0).toByteArray(); };
    auto read = m_database.connection().forEachRow(u"SELECT vector FROM vectors WHERE chunk = ?"_s, take, chunk);
    if (!read)
        return read.error();
    return vector;
}

Result<void> RagIndexWriter::keepVectors(const std::vector<std::pair<qint64, QByteArray>> &vectors)
{
    return m_database.inTransaction([&]() -> Result<void> {
        for (const auto &[chunk, vector] : vectors) {
            auto kept = m_database.connection().run(u"INSERT OR REPLACE INTO vectors VALUES (?, ?)"_s, chunk,
                                                    SqliteBlob{vector});
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
        if (auto unlisted = unlist(u"c.removed"_s); !unlisted)
            return unlisted;
        for (const QString &sql : {u"DELETE FROM chunks WHERE removed"_s, u"DELETE FROM files WHERE gone"_s,
                                   u"DELETE FROM vectors WHERE chunk NOT IN (SELECT id FROM chunks)"_s}) {
            if (auto done = m_database.connection().run(sql); !done)
                return done;
        }
        const auto last = m_database.connection().integer(u"SELECT ifnull(max(id), 0) FROM chunks"_s);
        if (!last)
            return last.error();
        m_lastFinished = *last;
        const auto languages = m_database.connection().text(languagesOfChunks);
        if (!languages)
            return languages.error();
        return m_database.connection().run(
            u"INSERT OR REPLACE INTO meta VALUES ('generation', ?), ('last_chunk', ?), "
            u"('chunks', ?), ('dimensions', ?), ('learned_from', ?), ('changed_since', ?), "
            "('embedder', ?), ('centre', ?), ('model_hash', ?), ('graph_hash', ?), ('languages', ?)"_s,
            generation.number, m_lastFinished, generation.chunks, generation.dimensions, generation.learnedFrom,
            generation.changedSince, generation.embedder, SqliteBlob{generation.centre},
            SqliteBlob{generation.modelHash}, SqliteBlob{generation.graphHash}, *languages);
    });
}

} // namespace Procession
