// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragcollections.h"

#include "collectionlock.h"
#include "collectionnames.h"
#include "ragrequests.h"

#include <QDir>
#include <QJsonArray>
#include <QUuid>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Begins the name of the folder of a collection that is deleted and not gone yet.
constexpr auto deletedPrefix = ".deleted-"_L1;

/// Gives a folder another name, for good. Errors: Io.
Result<void> move(const QString &from, const QString &to)
{
    const auto failed = [&](int problem) {
        return Error{ErrorCode::Io, u"Can't rename %1: %2."_s.arg(from, qt_error_string(problem)), {}};
    };
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return failed(errno);
    const Descriptor above(
        ::open(QFile::encodeName(QFileInfo(from).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (above.number() < 0 || ::fsync(above.number()) != 0)
        return failed(errno);
    return {};
}

/// The folder, locked. Errors: Conflict where a training has it; Io.
Result<void> lock(CollectionLock &held, const QString &folder, const QString &name)
{
    const auto taken = held.take(folder, CollectionLock::Wait::No);
    if (!taken)
        return taken.error();
    if (!*taken) {
        return Error{
            ErrorCode::Conflict,
            u"A training of the collection \"%1\" runs; cancel it, or wait for its end, and try again."_s.arg(name),
            u"name"_s};
    }
    return {};
}

/// What the name of a file that couldn't be read says of its format: of `a.html.gz`, `html`.
QString suffixOf(const QString &path)
{
    QString name = path.section(u'/', -1).toLower();
    if (name.endsWith(".gz"_L1))
        name.chop(3);
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot > 0 ? name.mid(dot + 1) : QString();
}

QJsonArray countsToJson(const QString &key, const std::map<QString, qint64> &counts)
{
    QJsonArray array;
    for (const auto &[value, files] : counts)
        array.append(QJsonObject{{key, value}, {u"files"_s, files}});
    return array;
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// Seconds since 1970.
QJsonValue secondsOrNull(qint64 ms)
{
    return ms > 0 ? QJsonValue(static_cast<double>(ms) / 1000) : QJsonValue();
}

qint64 bytesIn(const QString &folder)
{
    qint64 bytes = 0;
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &file : files)
        bytes += file.size();
    return bytes;
}

/// Reads the statistics of the collection in that folder. Errors: Io; NotFinished where an earlier version made it.
Result<void> read(CollectionSummary &summary, const QString &folder)
{
    RagDatabase database;
    if (auto opened = database.open(folder, SqliteConnection::Mode::ReadOnly); !opened)
        return opened;
    SqliteConnection &connection = database.connection();
    if (auto begun = connection.run(u"BEGIN"_s); !begun)
        return begun;
    const auto notes = database.notes();
    if (!notes)
        return notes.error();
    const auto generation = database.generation();
    if (!generation)
        return generation.error();
    summary.folders = notes->folders;
    summary.trainedAtMs = notes->trainedAtMs;
    summary.embedder = generation->embedder;
    summary.generation = generation->number;
    summary.passages = generation->chunks;
    const auto take = [&summary](const SqliteStatement &row) {
        const qint64 files = row.integer(3);
        if (row.integer(2) != 0) {
            summary.failed += files;
            return;
        }
        summary.files += files;
        if (const QString format = row.text(0); !format.isEmpty())
            summary.formats[format] += files;
        if (const QString language = row.text(1); !language.isEmpty())
            summary.languages[language] += files;
    };
    return connection.forEachRow(
        u"SELECT format, language, error <> '', count(*) FROM files WHERE NOT gone GROUP BY 1, 2, 3"_s, take);
}

/// The collection in that folder.
CollectionSummary summaryOf(const QString &folder)
{
    CollectionSummary summary;
    summary.name = RagDatabase::collectionIn(folder);
    summary.bytes = bytesIn(folder);
    if (const auto done = read(summary, folder); !done)
        summary.problem = done.error().message;
    else if (summary.generation == 0)
        summary.problem = u"The first training of this collection isn't finished yet."_s;
    return summary;
}

} // namespace

QJsonObject CollectionSummary::toJson() const
{
    return {{u"name"_s, name},
            {u"folders"_s, QJsonArray::fromStringList(folders)},
            {u"files"_s, files},
            {u"failed"_s, failed},
            {u"passages"_s, passages},
            {u"bytes"_s, bytes},
            {u"embedder"_s, orNull(embedder)},
            {u"generation"_s, generation},
            {u"trained_at"_s, secondsOrNull(trainedAtMs)},
            {u"formats"_s, countsToJson(u"format"_s, formats)},
            {u"languages"_s, countsToJson(u"language"_s, languages)},
            {u"problem"_s, orNull(problem)}};
}

QJsonObject CollectionFile::toJson() const
{
    return {{u"file"_s, path},
            {u"format"_s, orNull(details.format)},
            {u"language"_s, orNull(details.language)},
            {u"pages"_s, details.pages},
            {u"passages"_s, passages},
            {u"bytes"_s, details.bytes},
            {u"modified"_s, secondsOrNull(details.modifiedMs)},
            {u"error"_s, orNull(error)},
            {u"reason"_s, orNull(reason)}};
}

QJsonObject CollectionPage::toJson() const
{
    QJsonArray texts;
    for (const QString &passage : passages)
        texts.append(QJsonObject{{u"text"_s, passage}});
    return {{u"file"_s, file},
            {u"page"_s, page},
            {u"pages"_s, pages},
            {u"previous_page"_s, previous > 0 ? QJsonValue(previous) : QJsonValue()},
            {u"next_page"_s, next > 0 ? QJsonValue(next) : QJsonValue()},
            {u"passages"_s, texts}};
}

RagCollections::RagCollections(RagOptions options)
    : m_options(std::move(options))
{
}

QString RagCollections::root() const
{
    return m_options.dataDir + "/rag"_L1;
}

void RagCollections::recover() const
{
    const QDir all(root());
    const QStringList folders = all.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &folder : folders) {
        if (folder.startsWith(deletedPrefix)) {
            QDir(all.filePath(folder)).removeRecursively();
            continue;
        }
        // One that was being renamed has its new name, but not yet the folder of that.
        const QString wanted = collectionFolder(m_options, RagDatabase::collectionIn(all.filePath(folder)));
        if (wanted != all.filePath(folder) && !QFile::exists(wanted))
            std::ignore = move(all.filePath(folder), wanted);
    }
}

/// The folder of a collection that is there.
Result<QString> RagCollections::folderOf(const QString &name) const
{
    const auto checked = CollectionName::checked(name, u"name"_s);
    const QString folder = collectionFolder(m_options, checked ? *checked : name);
    if (!checked || !QFile::exists(RagDatabase::pathIn(folder))) {
        return Error{ErrorCode::NotFinished,
                     u"There is no collection \"%1\"; GET /rag/collections lists them."_s.arg(name), u"name"_s};
    }
    return folder;
}

std::vector<CollectionSummary> RagCollections::list() const
{
    std::vector<CollectionSummary> collections;
    const QDir all(root());
    const QStringList folders = all.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &folder : folders) {
        if (QFile::exists(RagDatabase::pathIn(all.filePath(folder))))
            collections.push_back(summaryOf(all.filePath(folder)));
    }
    std::sort(collections.begin(), collections.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return collections;
}

Result<CollectionSummary> RagCollections::find(const QString &name) const
{
    const auto folder = folderOf(name);
    if (!folder)
        return folder.error();
    return summaryOf(*folder);
}

Result<CollectionFilePage> RagCollections::files(const QString &name, qsizetype limit, const QString &cursor) const
{
    const auto folder = folderOf(name);
    if (!folder)
        return folder.error();
    const auto after = QByteArray::fromBase64Encoding(
        cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!after)
        return Error{ErrorCode::InvalidField, u"cursor must be one that a page before had."_s, u"cursor"_s};
    RagDatabase database;
    if (auto opened = database.open(*folder, SqliteConnection::Mode::ReadOnly); !opened)
        return opened.error();
    if (auto begun = database.connection().run(u"BEGIN"_s); !begun)
        return begun.error();
    const auto generation = database.generation();
    if (!generation)
        return generation.error();
    CollectionFilePage page;
    const auto take = [&page](const SqliteStatement &row) {
        CollectionFile file;
        file.path = row.text(0);
        file.error = row.text(1);
        file.reason = row.text(2);
        file.details = {row.text(3), row.text(4), row.integer(5), row.integer(6), static_cast<int>(row.integer(7))};
        if (!file.error.isEmpty() && file.details.format.isEmpty())
            file.details.format = suffixOf(file.path);
        file.passages = row.integer(8);
        page.files.push_back(std::move(file));
    };
    const QByteArray afterPath = *after;
    auto read =
        database.connection().forEachRow(u"SELECT path, error, reason, format, language, modified_ms, bytes, pages, "
                                         u"(SELECT count(*) FROM chunks WHERE file = files.id AND id <= ?) FROM files "
                                         "WHERE NOT gone AND path > ? ORDER BY path LIMIT ?"_s,
                                         take, generation->lastChunk, afterPath, limit + 1);
    if (!read)
        return read.error();
    if (static_cast<qsizetype>(page.files.size()) > limit) {
        page.files.pop_back();
        page.nextCursor = QString::fromLatin1(
            page.files.back().path.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }
    return page;
}

Result<CollectionPage> RagCollections::page(const QString &name, const QString &file, int page) const
{
    const auto folder = folderOf(name);
    if (!folder)
        return folder.error();
    RagDatabase database;
    if (auto opened = database.open(*folder, SqliteConnection::Mode::ReadOnly); !opened)
        return opened.error();
    SqliteConnection &connection = database.connection();
    if (auto begun = connection.run(u"BEGIN"_s); !begun)
        return begun.error();
    const auto generation = database.generation();
    if (!generation)
        return generation.error();
    CollectionPage result{.file = file, .page = page};
    qint64 id = 0;
    const auto takeFile = [&](const SqliteStatement &row) {
        id = row.integer(0);
        result.pages = static_cast<int>(row.integer(1));
    };
    if (auto read = connection.forEachRow(u"SELECT id, pages FROM files WHERE path = ? AND NOT gone"_s, takeFile, file);
        !read)
        return read.error();
    if (id == 0) {
        return Error{ErrorCode::InvalidField, u"The collection \"%1\" has no file %2."_s.arg(name, file), u"file"_s};
    }
    const auto takePlaces = [&result](const SqliteStatement &row) {
        result.previous = static_cast<int>(row.integer(0));
        result.next = static_cast<int>(row.integer(1));
    };
    if (auto read = connection.forEachRow(u"SELECT coalesce(max(CASE WHEN page < ?1 THEN page END), 0), "
                                          u"coalesce(min(CASE WHEN page > ?1 THEN page END), 0) "
                                          "FROM chunks WHERE file = ?2 AND id <= ?3"_s,
                                          takePlaces, page, id, generation->lastChunk);
        !read)
        return read.error();
    const auto takeText = [&result](const SqliteStatement &row) { result.passages.append(row.text(0)); };
    if (auto read = connection.forEachRow(
            u"SELECT text FROM chunks WHERE file = ? AND page = ? AND id <= ? ORDER BY ordinal LIMIT 200"_s, takeText,
            id, page, generation->lastChunk);
        !read)
        return read.error();
    return result;
}

Result<void> RagCollections::remove(const QString &name) const
{
    const auto folder = folderOf(name);
    if (!folder)
        return folder.error();
    CollectionLock held;
    if (auto locked = lock(held, *folder, name); !locked)
        return locked;
    const QString gone = root() + u'/' + deletedPrefix + QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (auto moved = move(*folder, gone); !moved)
        return moved;
    QDir(gone).removeRecursively(); // what can't be removed now is at the next start
    return {};
}

Result<void> RagCollections::rename(const QString &name, const QString &newName) const
{
    const auto folder = folderOf(name);
    if (!folder)
        return folder.error();
    const auto checked = CollectionName::checked(newName, u"name"_s);
    if (!checked)
        return checked.error();
    const QString wanted = collectionFolder(m_options, *checked);
    CollectionLock held;
    if (auto locked = lock(held, *folder, name); !locked)
        return locked;
    if (wanted == *folder)
        return {};
    if (QFile::exists(wanted)) {
        return Error{ErrorCode::Conflict,
                     u"There is a collection \"%1\" already; delete it first, or choose another name."_s.arg(*checked),
                     u"name"_s};
    }
    // On the disk before the folder moves: recover() goes by it. The file may be an earlier version's, which has the same
    // table for that.
    SqliteConnection connection;
    if (auto opened = connection.open(RagDatabase::pathIn(*folder), SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    if (auto set = connection.run(u"PRAGMA synchronous=FULL"_s); !set)
        return set;
    if (auto named = connection.run(u"INSERT OR REPLACE INTO meta VALUES ('collection', ?)"_s, *checked); !named)
        return named;
    connection.close();
    return move(*folder, wanted);
}

} // namespace Procession
