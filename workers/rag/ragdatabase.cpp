// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragdatabase.h"

#include "wordtokenizer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What the tables and the passages are made by; an earlier one has to be made anew.
constexpr int formatVersion = 2;

const auto &schema()
{
    static const QStringList statements{
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
        u"CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash BLOB NOT NULL, "
        "error TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', gone INTEGER NOT NULL DEFAULT 0, format TEXT NOT NULL "
        "DEFAULT '', "
        "language TEXT NOT NULL DEFAULT '', modified_ms INTEGER NOT NULL DEFAULT 0, "
        "bytes INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0)"_s,
        // A passage's id is never used again: see RagIndexReader::withWords().
        u"CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, ordinal INTEGER NOT NULL, "
        "page INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0, heading TEXT NOT NULL, text TEXT NOT NULL, "
        "clause TEXT NOT NULL DEFAULT '', confidence INTEGER, language TEXT NOT NULL DEFAULT '')"_s,
        u"CREATE INDEX chunks_of_file ON chunks (file, ordinal)"_s,
        u"CREATE INDEX chunks_removed ON chunks (id) WHERE removed"_s,
        u"CREATE VIRTUAL TABLE words USING fts5(heading, text, name, content='', tokenize='words')"_s,
        u"CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, vector BLOB NOT NULL)"_s,
    };
    return statements;
}

/// That the passages are there, but not as this version keeps them.
Error madeEarlier(const QString &folder)
{
    return {ErrorCode::NotFinished,
            u"The collection \"%1\" was made by an earlier version of Procession; train on its folder once more."_s.arg(
                RagDatabase::collectionIn(folder)),
            u"collection"_s};
}

} // namespace

IndexedChunk IndexedChunk::of(const SqliteStatement &row)
{
    IndexedChunk found;
    found.id = row.integer(0);
    found.path = row.text(1);
    found.ordinal = static_cast<int>(row.integer(2));
    found.chunk = {static_cast<int>(row.integer(3)), row.text(4), row.text(5), row.text(6), {}};
    if (!row.isNull(7))
        found.chunk.confidence = static_cast<int>(row.integer(7));
    found.file = {row.text(8), row.text(9), row.integer(10), row.integer(11), static_cast<int>(row.integer(12))};
    return found;
}

QString RagDatabase::pathIn(const QString &folder)
{
    return folder + "/index.db"_L1;
}

QString RagDatabase::collectionIn(const QString &folder)
{
    SqliteConnection connection;
    QByteArray name;
    if (connection.open(pathIn(folder), SqliteConnection::Mode::ReadOnly)) {
        if (const auto said = connection.text(u"SELECT value FROM meta WHERE key = 'collection'"_s))
            name = *said;
    }
    return name.isEmpty() ? QFileInfo(folder).fileName() : QString::fromUtf8(name);
}

Error RagDatabase::nothingTrained(const QString &folder, const QString &collection)
{
    QStringList others;
    const QDir all = QFileInfo(folder).dir();
    for (const QString &name : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (all.filePath(name) != folder && QFile::exists(pathIn(all.filePath(name))))
            others.append(collectionIn(all.filePath(name)));
    }
    others.sort();
    QString message = u"Nothing was trained on in the collection \"%1\" yet."_s.arg(collection);
    constexpr qsizetype told = 10;
    if (!others.isEmpty())
        message += u" There is: %1."_s.arg(others.first(std::min(told, others.size())).join(u", "_s));
    return {ErrorCode::NotFinished, message, u"collection"_s};
}

Result<void> RagDatabase::open(const QString &folder, SqliteConnection::Mode mode)
{
    const QString path = pathIn(folder);
    const bool writes = mode == SqliteConnection::Mode::ReadWrite;
    if (writes) {
        if (!QDir().mkpath(folder))
            return Error{ErrorCode::Io, u"Can't make the folder %1."_s.arg(folder), {}};
        // What people's documents say is nobody else's business.
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    } else if (!QFile::exists(path)) {
        return nothingTrained(folder, QFileInfo(folder).fileName());
    }
    if (auto opened = m_connection.open(path, mode); !opened)
        return opened;
    if (auto added = WordTokenizer::addTo(m_connection.handle()); !added)
        return added;
    const auto version = m_connection.integer(u"PRAGMA user_version"_s);
    if (!version)
        return version.error();
    if (*version > formatVersion) {
        return Error{ErrorCode::Io,
                     u"%1 was made by a later version of Procession; delete its folder and train again."_s.arg(path),
                     {}};
    }
    if (!writes && *version < formatVersion)
        return *version == 0 ? nothingTrained(folder, collectionIn(folder)) : madeEarlier(folder);
    if (!writes)
        return {};

    // A power cut may cost the last files, which are then read again; it can't damage the database.
    for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s}) {
        if (auto set = m_connection.run(pragma); !set)
            return set;
    }
    return *version == formatVersion ? Result<void>() : makeTables(*version);
}

/// All of it in one transaction: whoever asks meanwhile finds the one or the other.
Result<void> RagDatabase::makeTables(qint64 foundVersion)
{
    return m_connection.inTransaction([&]() -> Result<void> {
        m_isMadeAnew = foundVersion != 0;
        if (m_isMadeAnew) {
            for (const QString &table : {u"words"_s, u"vectors"_s, u"chunks"_s, u"files"_s, u"meta"_s}) {
                if (auto dropped = m_connection.run(u"DROP TABLE IF EXISTS "_s + table); !dropped)
                    return dropped;
            }
        }
        for (const QString &statement : schema()) {
            if (auto made = m_connection.run(statement); !made)
                return made;
        }
        return m_connection.run(u"PRAGMA user_version=%1"_s.arg(formatVersion));
    });
}

Result<RagGeneration> RagDatabase::generation()
{
    RagGeneration generation;
    const auto take = [&generation](const SqliteStatement &row) {
        const QString key = row.text(0);
        if (key == "generation"_L1)
            generation.number = row.integer(1);
        else if (key == "last_chunk"_L1)
            generation.lastChunk = row.integer(1);
        else if (key == "chunks"_L1)
            generation.chunks = row.integer(1);
        else if (key == "dimensions"_L1)
            generation.dimensions = row.integer(1);
        else if (key == "learned_from"_L1)
            generation.learnedFrom = row.integer(1);
        else if (key == "changed_since"_L1)
            generation.changedSince = row.integer(1);
        else if (key == "embedder"_L1)
            generation.embedder = row.text(1);
        else if (key == "centre"_L1)
            generation.centre = row.blob(1).toByteArray();
        else if (key == "model_hash"_L1)
            generation.modelHash = row.blob(1).toByteArray();
        else if (key == "graph_hash"_L1)
            generation.graphHash = row.blob(1).toByteArray();
        else if (key == "languages"_L1)
            generation.languages = row.text(1).split(u' ', Qt::SkipEmptyParts);
    };
    if (auto read = m_connection.forEachRow(u"SELECT key, value FROM meta"_s, take); !read)
        return read.error();
    return generation;
}

Result<CollectionNotes> RagDatabase::notes()
{
    CollectionNotes notes;
    const auto take = [&notes](const SqliteStatement &row) {
        const QString key = row.text(0);
        if (key == "collection"_L1)
            notes.name = row.text(1);
        else if (key == "folders"_L1)
            notes.folders =
                QVariant(QJsonDocument::fromJson(row.utf8(1).toByteArray()).array().toVariantList()).toStringList();
        else if (key == "trained_at"_L1)
            notes.trainedAtMs = row.integer(1);
    };
    if (auto read = m_connection.forEachRow(u"SELECT key, value FROM meta"_s, take); !read)
        return read.error();
    return notes;
}

Result<void> RagDatabase::setNotes(const CollectionNotes &notes)
{
    const QByteArray folders = QJsonDocument(QJsonArray::fromStringList(notes.folders)).toJson(QJsonDocument::Compact);
    return m_connection.run(
        u"INSERT OR REPLACE INTO meta VALUES ('collection', ?), ('folders', ?), ('trained_at', ?)"_s, notes.name,
        folders, notes.trainedAtMs);
}

} // namespace Procession
