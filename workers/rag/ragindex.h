// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chunker.h"
#include "sqliteconnection.h"

#include <QSet>

#include <functional>
#include <variant>

namespace Procession {

/// A file as the index knows it.
struct IndexedFile
{
    QString path;
    QByteArray hash;   ///< of its content
    QString error;     ///< why it couldn't be read; empty where it could
    qint64 chunks = 0; ///< passages of it
};

/// A passage as the index keeps it.
struct IndexedChunk
{
    qint64 id = 0;
    QString path;
    int ordinal = 0; ///< its place in the file, from 0
    Chunk chunk;
};

/// A passage that was found, and how well it fits: less is better.
struct RagHit
{
    double distance = 0;
    qint64 chunk = 0;
};

/// What belongs to a finished training beside the passages.
struct RagGeneration
{
    qint64 number = 0;    ///< of finished trainings; 0: none yet
    qint64 lastChunk = 0; ///< passages with a higher id are of a training that isn't finished
    qint64 chunks = 0;
    QString embedder;      ///< how the vectors were made; empty: there are none
    qint64 dimensions = 0; ///< of the vectors
    QByteArray centre;     ///< what the embedder needs beside its file
    QByteArray modelHash;  ///< of the files beside the database; empty where there is none
    QByteArray graphHash;
};

/// The passages of one collection, and the index of their words, in an SQLite file.
///
/// What a training does to a file is one transaction, so that whatever ends the program leaves whole files. A query
/// reads the last finished state: passages that a training under way has added have higher ids, and those that it took
/// away are only marked until it is finished.
/// Threads: the one that opened it. Owner: a training, or a query.
class RagIndex
{
public:
    /// Opens the collection in that folder; for a training the folder and the file are made. Errors: Io; NotFinished
    /// where there is nothing to read.
    Result<void> open(const QString &folder, SqliteConnection::Mode mode);

    static QString databaseIn(const QString &folder);

    // For a training.
    /// `freshFor` names a training that begins from nothing: whatever an earlier one left is forgotten, once.
    /// Errors: Io.
    Result<void> beginTraining(const QString &freshFor);
    /// What is known of a file; nothing where it is new. Errors: Io.
    Result<std::optional<IndexedFile>> file(const QString &path);
    /// Puts a file's passages in the place of those that it had. Errors: Io.
    Result<void> replace(const QString &path, const QByteArray &hash, const std::vector<Chunk> &chunks);
    /// The file has no passages since it can't be read. Errors: Io.
    Result<void> replaceByError(const QString &path, const QByteArray &hash, const QString &error);
    /// How many files are known that lie in `folder`. Errors: Io.
    Result<qint64> filesWithin(const QString &folder);
    /// Takes those files out that lay in `folder` and aren't in `present`, unless they lay in one of `unseen`. How many.
    /// Errors: Io.
    Result<qint64> removeAbsent(const QString &folder, const QSet<QString> &present, const QStringList &unseen = {});
    /// Whether a passage came or went since the last finished training. Errors: Io.
    Result<bool> isChanged();
    /// Calls `take` with each passage, in an order that depends on nothing but files and their content, until it
    /// answers false. Errors: Io.
    Result<void> eachChunk(const std::function<bool(const IndexedChunk &)> &take);
    /// How many passages there are. Errors: Io.
    Result<qint64> chunkCount();
    /// Vectors that a server made are kept, as it may want to be paid for them. Empty where there is none. Errors: Io.
    Result<QByteArray> vectorOf(qint64 chunk);
    Result<void> keepVectors(const std::vector<std::pair<qint64, QByteArray>> &vectors);
    Result<void> forgetVectors();
    /// The training is done: queries see its passages from now on. Errors: Io.
    Result<void> finish(const RagGeneration &generation);

    // For both.
    Result<RagGeneration> generation();
    /// A reader sees one state until it ends the transaction. Errors: Io.
    SqliteConnection &connection() { return m_connection; }

    // For a query.
    /// The finished passages that hold words of the expression, the best first. Errors: Io.
    Result<std::vector<RagHit>> withWords(const QString &matchExpression, qint64 lastChunk, int limit);
    /// Puts those that fit equally well in the order of their files: ids depend on how a training went, and the same
    /// documents shall give the same answers. Errors: Io.
    Result<void> settleTies(std::vector<RagHit> &hits);
    /// Those passages, in the order of `ids`; one that is gone is left out. Errors: Io.
    Result<std::vector<IndexedChunk>> chunks(const std::vector<qint64> &ids);

private:
    Result<std::vector<std::pair<qint64, QString>>> pathsWithin(const QString &folder);
    Result<qint64> fileId(const QString &path, const QByteArray &hash, const QString &error);
    Result<void> dropChunksOf(qint64 fileId);
    using Value = std::variant<qint64, QString, QByteArray>;
    using Values = std::vector<Value>;
    /// Values must stay until the statement has run.
    Result<SqliteStatement> bound(const QString &sql, const Values &values = {});
    Result<void> execute(const QString &sql, const Values &values = {});
    Result<void> inTransaction(const std::function<Result<void>()> &work);

    SqliteConnection m_connection;
    qint64 m_lastFinished = 0;
};

} // namespace Procession
