// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chunker.h"
#include "sqliteconnection.h"

#include <functional>

namespace Procession {

/// What the index keeps of a file beside its passages. Plain data.
struct FileDetails
{
    QString format{};      ///< as DocumentText::format
    QString language{};    ///< ISO 639-1; empty where it is uncertain
    qint64 modifiedMs = 0; ///< when its content was changed last, in milliseconds since 1970; 0 where that isn't known
    qint64 bytes = 0;
    int pages = 0;

    friend bool operator==(const FileDetails &a, const FileDetails &b) = default;
};

/// A passage as the index keeps it. Plain data.
struct IndexedChunk
{
    qint64 id = 0;
    QString path;
    int ordinal = 0; ///< its place in the file, from 0
    Chunk chunk;
    FileDetails file{};

    /// What to select of `chunks c` and `files f` for of().
    static constexpr QLatin1StringView columns{
        "c.id, f.path, c.ordinal, c.page, c.heading, c.text, c.clause, c.confidence, "
        "f.format, f.language, f.modified_ms, f.bytes, f.pages"};
    static IndexedChunk of(const SqliteStatement &row);
};

/// What a finished training leaves beside the passages. Plain data.
struct RagGeneration
{
    qint64 number = 0;    ///< of finished trainings; 0: none yet
    qint64 lastChunk = 0; ///< passages with a higher id belong to a training that isn't finished
    qint64 chunks = 0;
    QString embedder;        ///< how the vectors were made; empty: there are none
    qint64 dimensions = 0;   ///< of the vectors
    QByteArray centre;       ///< what the embedder needs beside its file
    qint64 learnedFrom = 0;  ///< passages that there were when the vectors were last made of all of them
    qint64 changedSince = 0; ///< passages that came or went since then
    QByteArray modelHash;    ///< of the files beside the database; empty where there is none
    QByteArray graphHash;
    QStringList languages; ///< that the passages are in (ISO 639-1), those of the most first; set by finish()
};

/// What a collection says of itself beside its passages. Plain data.
struct CollectionNotes
{
    QString name;           ///< empty in one of an earlier version, whose folder has its name
    QStringList folders;    ///< those that it was trained on, in order; not those of earlier versions
    qint64 trainedAtMs = 0; ///< when the last training of it was finished; 0: not known
};

/// The SQLite file of one collection: its tables, and how statements are run on it.
///
/// Threads: one at a time. Owner: RagIndexWriter or RagIndexReader.
class RagDatabase
{
public:
    static QString pathIn(const QString &folder);

    /// The name of the collection in that folder: what it says itself, else the folder's.
    static QString collectionIn(const QString &folder);
    /// That the collection isn't there, with some of those that are beside its folder.
    static Error nothingTrained(const QString &folder, const QString &collection);

    /// Opens the file in that folder. For writing, the folder, the file and its tables are made where they are missing,
    /// and made anew where an earlier version made them.
    /// Errors: Io; NotFinished where there is nothing to read, or only what an earlier version made.
    Result<void> open(const QString &folder, SqliteConnection::Mode mode);
    /// Whether open() found the tables of an earlier version, which are gone with all that they held.
    bool isMadeAnew() const { return m_isMadeAnew; }
    SqliteConnection &connection() { return m_connection; }

    /// Commits what `work` did unless `work` fails. Errors: Io, and those of `work`.
    Result<void> inTransaction(const std::function<Result<void>()> &work) { return m_connection.inTransaction(work); }

    /// The last finished training. Errors: Io.
    Result<RagGeneration> generation();
    /// Errors: Io.
    Result<CollectionNotes> notes();
    Result<void> setNotes(const CollectionNotes &notes);

private:
    Result<void> makeTables(qint64 foundVersion);

    SqliteConnection m_connection;
    bool m_isMadeAnew = false;
};

} // namespace Procession
