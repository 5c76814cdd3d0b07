// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragdatabase.h"

#include <QSet>

#include <optional>

namespace Procession {

/// A file as the index knows it. Plain data.
struct IndexedFile
{
    QString path;
    QByteArray hash;   ///< of its content
    QString error;     ///< why it couldn't be read; empty where it could
    qint64 chunks = 0; ///< passages of it
};

/// What a training writes: the passages of one collection, and the index of their words.
///
/// Each change to a file is one transaction, so that the index holds whole files after a crash. Readers go on seeing
/// the last finished training until finish().
/// Threads: one at a time. Owner: a training.
class RagIndexWriter
{
public:
    /// Opens the collection in that folder, and makes it where there is none. Errors: Io.
    Result<void> open(const QString &folder);
    /// Whether the collection was made by an earlier version, so that it is empty now.
    bool isMadeAnew() const { return m_database.isMadeAnew(); }
    /// Nothing else may be called from then on.
    void close() { m_database.connection().close(); }

    /// `freshFor` names a training that begins from nothing: the index forgets what earlier trainings left, once.
    /// Empty: the training goes on from there, unless `cutting`, how documents are cut into passages, is another one than
    /// it was. Errors: Io.
    Result<void> beginTraining(const QString &freshFor, const QString &cutting = {});
    /// What the index knows of a file; nothing where the file is new. Errors: Io.
    Result<std::optional<IndexedFile>> file(const QString &path);
    /// Puts a file's passages in the place of those that it had. Errors: Io.
    Result<void> replace(const QString &path, const QByteArray &hash, const std::vector<Chunk> &chunks,
                         const FileDetails &details = {});
    /// Takes a file's passages out, since the file can't be read: a sentence, and where there is one a word for programs.
    /// Errors: Io.
    Result<void> replaceByError(const QString &path, const QByteArray &hash, const QString &error,
                                const QString &reason = {}, const FileDetails &details = {});
    /// How many known files lie in `folder`. Errors: Io.
    Result<qint64> filesWithin(const QString &folder);
    /// Takes those files out that lay in `folder` and aren't in `present`, unless they lay in one of `unseen`. Returns
    /// how many. Errors: Io.
    Result<qint64> removeAbsent(const QString &folder, const QSet<QString> &present, const QStringList &unseen = {});
    /// Whether a passage came or went since the last finished training. Errors: Io.
    Result<bool> isChanged();
    /// Calls `take` with each passage until it returns false. The order depends only on the files and their content.
    /// Errors: Io.
    Result<void> eachChunk(const std::function<bool(const IndexedChunk &)> &take);
    /// The same for those that came since the last finished training.
    Result<void> eachNewChunk(const std::function<bool(const IndexedChunk &)> &take);
    /// Those that are gone since the last finished training. Errors: Io.
    Result<std::vector<qint64>> removedChunks();
    /// How many passages came since the last finished training. Errors: Io.
    Result<qint64> newChunkCount();
    /// How many passages there are. Errors: Io.
    Result<qint64> chunkCount();
    /// The vector that a server made of a passage; empty where there is none. Such vectors are kept, since the server
    /// may want to be paid for them again. Errors: Io.
    Result<QByteArray> vectorOf(qint64 chunk);
    Result<void> keepVectors(const std::vector<std::pair<qint64, QByteArray>> &vectors);
    Result<void> forgetVectors();
    Result<RagGeneration> generation() { return m_database.generation(); }
    Result<CollectionNotes> notes() { return m_database.notes(); }
    Result<void> setNotes(const CollectionNotes &notes) { return m_database.setNotes(notes); }
    /// Ends the training: readers that open the collection from now on see its passages. Errors: Io.
    Result<void> finish(const RagGeneration &generation);

private:
    Result<void> eachChunkWhere(const QString &condition, const std::function<bool(const IndexedChunk &)> &take);
    Result<std::vector<std::pair<qint64, QString>>> pathsWithin(const QString &folder);
    Result<qint64> fileId(const QString &path, const QByteArray &hash, const QString &error, const QString &reason,
                          const FileDetails &details);
    Result<void> insertChunks(qint64 fileId, const QString &path, const std::vector<Chunk> &chunks,
                              const QString &language);
    Result<void> forgetWhere(const QString &key, const QString &value);
    Result<void> unlist(const QString &condition);
    Result<void> dropChunksOf(qint64 fileId);

    RagDatabase m_database;
    qint64 m_lastFinished = 0;
};

} // namespace Procession
