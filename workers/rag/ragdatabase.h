// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chunker.h"
#include "sqliteconnection.h"

#include <functional>

namespace Procession {

/// A passage as the index keeps it. Plain data.
struct IndexedChunk
{
    qint64 id = 0;
    QString path;
    int ordinal = 0; ///< its place in the file, from 0
    Chunk chunk;
};

/// What a finished training leaves beside the passages. Plain data.
struct RagGeneration
{
    qint64 number = 0;    ///< of finished trainings; 0: none yet
    qint64 lastChunk = 0; ///< passages with a higher id belong to a training that isn't finished
    qint64 chunks = 0;
    QString embedder;      ///< how the vectors were made; empty: there are none
    qint64 dimensions = 0; ///< of the vectors
    QByteArray centre;     ///< what the embedder needs beside its file
    QByteArray modelHash;  ///< of the files beside the database; empty where there is none
    QByteArray graphHash;
};

/// The SQLite file of one collection: its tables, and how statements are run on it.
///
/// Threads: one at a time. Owner: RagIndexWriter or RagIndexReader.
class RagDatabase
{
public:
    static QString pathIn(const QString &folder);

    /// Opens the file in that folder. For writing, the folder, the file and its tables are made where they are missing.
    /// Errors: Io; NotFinished where there is nothing to read.
    Result<void> open(const QString &folder, SqliteConnection::Mode mode);
    SqliteConnection &connection() { return m_connection; }

    /// Commits what `work` did unless `work` fails. Errors: Io, and those of `work`.
    Result<void> inTransaction(const std::function<Result<void>()> &work) { return m_connection.inTransaction(work); }

    /// The last finished training. Errors: Io.
    Result<RagGeneration> generation();

private:
    SqliteConnection m_connection;
};

} // namespace Procession
