// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragtraining.h"

#include "apiembedder.h"
#include "fasttextembedder.h"
#include "folderwalk.h"
#include "jsonreader.h"
#include "nearestneighbours.h"
#include "ragsearch.h"
#include "vectorfiles.h"
#include "words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Errors that are told by name, and how long each may be: the metadata of a process is limited.
constexpr size_t mostErrors = 40;
constexpr qsizetype longestError = 200;
constexpr qsizetype longestPath = 200;

/// What is told of a training that reads many small files, at most every so often.
constexpr qint64 tellEveryMs = 200;
/// Before so many files were read, how long the rest will take is a guess.
constexpr qsizetype filesForEstimate = 10;

// How far a training is when its stages begin, in percent: by what they took when they were measured.
constexpr double readUpTo = 60;
constexpr double trainedUpTo = 90;
constexpr double joinedUpTo = 99;

/// Passages that vectors of words are trained on; of more, every second, third, ...
constexpr qint64 mostTrainingChunks = 20'000;
/// Passages that what all have in common is found from.
constexpr qint64 sampleSize = 4000;

/// How vectors are made; another text has them made anew.
constexpr auto fastTextName = "fasttext 1"_L1;

Error ended()
{
    return {ErrorCode::Conflict, u"The training was ended."_s, {}};
}

/// The end of a path, which says more than its beginning.
QString endOf(const QString &text, qsizetype most)
{
    return text.size() <= most ? text : u'…' + text.right(most - 1);
}

/// What a passage is found by: its headings say what it is about.
QString textOf(const Chunk &chunk)
{
    return chunk.heading.isEmpty() ? chunk.text : chunk.heading + u'\n' + chunk.text;
}

} // namespace

Result<RagTrainingRequest> RagTrainingRequest::fromJson(const QJsonObject &json, const RagOptions &options)
{
    const auto invalid = [](const QString &field, const QString &message) {
        return Error{ErrorCode::InvalidField, message, field};
    };
    JsonReader reader(json);
    reader.onlyKeys({"folder"_L1, "collection"_L1, "resume"_L1, "max_files"_L1, "allow_empty"_L1});
    const auto allowEmpty = reader.boolean("allow_empty"_L1);
    if (reader.error())
        return *reader.error();
    RagTrainingRequest request;
    request.allowEmpty = allowEmpty.value_or(false);
    const QString folder = json.value("folder"_L1).toString();
    if (folder.isEmpty() || !QDir::isAbsolutePath(folder) || folder.contains(QChar(0)))
        return invalid(u"folder"_s, u"folder must be the absolute path of a folder on the server."_s);
    const auto collection = collectionName(json.value("collection"_L1));
    if (!collection)
        return collection.error();
    request.collection = *collection;
    if (const QJsonValue resume = json.value("resume"_L1); !resume.isUndefined()) {
        if (!resume.isBool())
            return invalid(u"resume"_s, u"resume must be true or false."_s);
        request.resume = resume.toBool();
    }
    if (const QJsonValue maxFiles = json.value("max_files"_L1); !maxFiles.isUndefined()) {
        request.maxFiles = maxFiles.toInteger();
        if (*request.maxFiles < 1)
            return invalid(u"max_files"_s, u"max_files must be a whole number from 1 on."_s);
    }
    const auto resolved = options.documents.allowed.resolve(folder);
    if (!resolved)
        return invalid(u"folder"_s, resolved.error().message);
    request.folder = *resolved;
    if (!QFileInfo(request.folder).isDir())
        return invalid(u"folder"_s, u"%1 is no folder."_s.arg(folder));
    return request;
}

QJsonObject RagTrainingRequest::toJson() const
{
    QJsonObject json{{u"folder"_s, folder}, {u"collection"_s, collection}, {u"resume"_s, resume}};
    if (maxFiles)
        json.insert(u"max_files"_s, *maxFiles);
    if (allowEmpty)
        json.insert(u"allow_empty"_s, true);
    return json;
}

QJsonObject RagStatistics::toJson() const
{
    QJsonArray told;
    for (const FileError &error : errors)
        told.append(QJsonObject{{u"file"_s, error.file}, {u"error"_s, error.error}});
    QJsonObject json{
        {u"stage"_s, stage},
        {u"files_found"_s, filesFound},
        {u"files_processed"_s, filesProcessed},
        {u"files_unchanged"_s, filesUnchanged},
        {u"files_failed"_s, filesFailed},
        {u"files_removed"_s, filesRemoved},
        {u"chunks_created"_s, chunksCreated},
        {u"current_file"_s, currentFile.isEmpty() ? QJsonValue() : QJsonValue(endOf(currentFile, longestPath))},
        {u"average_seconds_per_file"_s,
         filesProcessed > 0
             ? QJsonValue(std::round(static_cast<double>(readingMs) / static_cast<double>(filesProcessed)) / 1000)
             : QJsonValue()},
        {u"estimated_seconds_left"_s,
         leftMs ? QJsonValue(std::round(static_cast<double>(*leftMs) / 100) / 10) : QJsonValue()},
        {u"errors"_s, told},
    };
    if (!passedOver.isEmpty())
        json.insert(u"passed_over"_s, passedOver.toJson());
    if (isCut)
        json.insert(u"more_files_than_allowed"_s, true);
    return json;
}

RagTraining::RagTraining(RagOptions options, RagTrainingRequest request, QString trainingId,
                         std::shared_ptr<std::atomic<bool>> ends, std::unique_ptr<DocumentSource> source)
    : m_options(std::move(options))
    , m_request(std::move(request))
    , m_trainingId(std::move(trainingId))
    , m_ends(std::move(ends))
    , m_indexFolder(folderOfCollection(m_options, m_request.collection))
    , m_capabilities(source->capabilities())
    , m_source(std::move(source))
{
}

RagTraining::~RagTraining() = default;

void RagTraining::begin()
{
    m_clock.start();
    if (auto prepared = prepare(); !prepared)
        endWith(prepared.error());
    else
        readNext();
}

Result<void> RagTraining::prepare()
{
    m_statistics.stage = u"scanning"_s;
    tellProgress(0, u"Looking for documents in %1"_s.arg(m_request.folder));
    FolderWalk walk = findDocuments(
        m_request.folder, std::min<qint64>(m_options.maxFiles, m_request.maxFiles.value_or(m_options.maxFiles)),
        [this] { return goesOn(); });
    if (!goesOn())
        return ended();
    m_files = std::move(walk.files);
    m_statistics.filesFound = m_files.size();
    m_statistics.isCut = walk.isCut;
    m_unlisted = std::move(walk.unlisted);
    m_statistics.passedOver = std::move(walk.passedOver);
    if (auto opened =
            m_files.isEmpty() ? openEmptied() : m_index.open(m_indexFolder, SqliteConnection::Mode::ReadWrite);
        !opened)
        return opened;
    m_statistics.stage = u"reading"_s;
    return m_index.beginTraining(m_request.resume ? QString() : m_trainingId);
}

/// A folder without documents is most likely a disk that isn't mounted, or another one than was meant. What the index
/// has of it is forgotten only by who asks for that.
Result<void> RagTraining::openEmptied()
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"folder"_s}; };
    QString none = u"There are no documents in %1."_s.arg(m_request.folder);
    if (!m_statistics.passedOver.isEmpty())
        none += u" Passed over were: %1."_s.arg(m_statistics.passedOver.toText());
    if (!QFile::exists(RagIndex::databaseIn(m_indexFolder)) || m_unlisted.contains(m_request.folder))
        return refused(none);
    if (auto opened = m_index.open(m_indexFolder, SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    const auto known = m_index.filesWithin(m_request.folder);
    if (!known)
        return known.error();
    if (*known == 0)
        return refused(none);
    if (m_request.allowEmpty)
        return {};
    return refused(none
                   + u" The collection \"%1\" has %2 files of it, and nothing was forgotten, since a disk that isn't "
                     "mounted looks the same. To forget them, train with --allow-empty (\"allow_empty\": true)."_s
                         .arg(m_request.collection)
                         .arg(*known));
}

/// What a failure is remembered by: the same document may be read by other programs, or within other limits.
QByteArray RagTraining::keyOfFailure(const QByteArray &hash) const
{
    return hash + ' ' + m_capabilities;
}

/// Keeps as many files under way as may be.
void RagTraining::readNext()
{
    while (!m_over && m_reading < m_options.parallelFiles && m_next < m_files.size()) {
        if (!goesOn()) {
            endWith(ended());
            return;
        }
        read(m_files.at(m_next++));
        tell();
    }
    // Later, since the last document may be in the middle of telling that it is read.
    if (!m_over && m_reading == 0)
        QMetaObject::invokeMethod(this, &RagTraining::finish, Qt::QueuedConnection);
}

void RagTraining::finish()
{
    if (!goesOn())
        endWith(ended());
    else if (auto finished = finishReading(); !finished)
        endWith(finished.error());
    else
        complete();
}

void RagTraining::read(const QString &path)
{
    m_statistics.currentFile = path.mid(m_request.folder.size() + 1);
    if (const qint64 size = QFileInfo(path).size(); size > m_options.maxFileBytes) {
        fail(path, QByteArray::number(size),
             {ErrorCode::TooLarge,
              u"The file has %1 MB; at most %2 are read."_s.arg(size / 1'000'000)
                  .arg(m_options.maxFileBytes / 1'000'000),
              DocumentFailure::tooLarge});
        return;
    }
    const auto hash = hashOfFile(path);
    if (!hash) {
        fail(path, {}, hash.error());
        return;
    }
    const auto known = m_index.file(path);
    if (!known) {
        endWith(known.error());
        return;
    }
    if (*known && (*known)->error.isEmpty() && (*known)->hash == *hash) {
        ++m_statistics.filesUnchanged;
        return;
    }
    if (*known && !(*known)->error.isEmpty() && (*known)->hash == keyOfFailure(*hash)) {
        // What is wrong lies in the file, which is the same, and so is what could read it.
        ++m_statistics.filesFailed;
        addError(path, (*known)->error);
        return;
    }
    ++m_reading;
    m_source->read(path, [this, path, hash = *hash, began = m_clock.elapsed()](const Result<DocumentText> &document) {
        --m_reading;
        if (m_over)
            return;
        take(path, hash, began, document);
        tell();
        readNext();
    });
}

void RagTraining::take(const QString &path, const QByteArray &hash, qint64 beganMs,
                       const Result<DocumentText> &document)
{
    if (!document) {
        fail(path, hash, document.error());
        return;
    }
    const std::vector<Chunk> chunks = chunksOf(*document);
    if (auto kept = m_index.replace(path, hash, chunks); !kept) {
        endWith(kept.error());
        return;
    }
    ++m_statistics.filesProcessed;
    if (const int pages = document->pagesWithoutText; pages > 0) {
        m_statistics.passedOver.add(PassedOver::Reason::PagesWithoutText,
                                    u"%1: %2 of %3"_s.arg(path.mid(m_request.folder.size() + 1).right(longestPath / 4))
                                        .arg(pages)
                                        .arg(document->pageCount),
                                    pages);
    }
    m_statistics.chunksCreated += static_cast<qint64>(chunks.size());
    m_statistics.readingMs += m_clock.elapsed() - beganMs;
    m_statistics.leftMs.reset();
    if (m_statistics.filesProcessed >= filesForEstimate) {
        // By the clock, so that it doesn't matter how many are read at a time, nor that some were known.
        const qsizetype done = m_next - m_reading;
        m_statistics.leftMs = m_clock.elapsed() * (m_files.size() - done) / std::max<qsizetype>(done, 1);
    }
}

void RagTraining::fail(const QString &path, const QByteArray &hash, const Error &error)
{
    ++m_statistics.filesFailed;
    addError(path, error.message);
    // What isn't the document's own fault may be gone the next time.
    const bool isItsOwn =
        !hash.isEmpty() && error.field != DocumentFailure::broken && error.field != DocumentFailure::unreadable;
    if (auto kept = m_index.replaceByError(path, isItsOwn ? keyOfFailure(hash) : "?"_ba, error.message); !kept)
        endWith(kept.error());
}

void RagTraining::addError(const QString &path, const QString &error)
{
    if (m_statistics.errors.size() < mostErrors) {
        m_statistics.errors.push_back(
            {endOf(path.mid(m_request.folder.size() + 1), longestPath), error.left(longestError)});
    }
}

/// All files are read: what is left is to take out those that are gone, and to make the vectors.
Result<void> RagTraining::finishReading()
{
    m_source.reset();
    m_statistics.currentFile.clear();
    m_statistics.leftMs.reset();
    // A walk that was cut short says nothing about what it didn't reach.
    if (!m_statistics.isCut) {
        const auto removed = m_index.removeAbsent(m_request.folder, {m_files.begin(), m_files.end()}, m_unlisted);
        if (!removed)
            return removed.error();
        m_statistics.filesRemoved = *removed;
    }
    if (m_statistics.filesFound > 0 && m_statistics.filesFailed == m_statistics.filesFound) {
        return Error{ErrorCode::InvalidField,
                     u"None of the %1 documents in %2 could be read. The first: %3"_s.arg(m_statistics.filesFound)
                         .arg(m_request.folder, m_statistics.errors.front().error),
                     u"folder"_s};
    }
    const auto changed = m_index.isChanged();
    if (!changed)
        return changed.error();
    auto generation = m_index.generation();
    if (!generation)
        return generation.error();
    const auto count = m_index.chunkCount();
    if (!count)
        return count.error();
    const QString wanted = *count > 0 ? embedderName() : QString();
    if (!*changed && generation->number > 0 && generation->embedder == wanted && vectorsAreWhole(*generation))
        return {};

    RagGeneration next;
    next.number = generation->number + 1;
    next.chunks = *count;
    next.embedder = wanted;
    if (generation->embedder != wanted) {
        if (auto forgotten = m_index.forgetVectors(); !forgotten)
            return forgotten;
    }
    if (*count > 0) {
        if (auto made = makeVectors(next); !made)
            return made;
    }
    if (!goesOn())
        return ended();
    if (auto finished = m_index.finish(next); !finished)
        return finished;
    VectorFiles::removeOthers(m_indexFolder, next.number);
    return {};
}

QString RagTraining::embedderName() const
{
    return m_options.embeddings.url.isEmpty() ? QString(fastTextName) : ApiEmbedder::nameOf(m_options.embeddings);
}

bool RagTraining::vectorsAreWhole(const RagGeneration &generation) const
{
    const auto is = [](const QString &file, const QByteArray &hash) {
        if (hash.isEmpty())
            return true;
        const auto found = hashOfFile(file);
        return found && *found == hash;
    };
    return is(VectorFiles::graph(m_indexFolder, generation.number), generation.graphHash)
        && is(VectorFiles::model(m_indexFolder, generation.number), generation.modelHash);
}

Result<void> RagTraining::makeVectors(RagGeneration &generation)
{
    std::unique_ptr<Embedder> embedder;
    if (m_options.embeddings.url.isEmpty()) {
        auto trained = trainEmbedder(generation, generation.chunks);
        if (!trained)
            return trained.error();
        embedder = std::move(trained.value());
    } else {
        embedder = std::make_unique<ApiEmbedder>(m_options.embeddings, [this] { return goesOn(); });
    }
    const auto graph = makeGraph(*embedder, generation, generation.chunks);
    if (!graph)
        return graph.error();
    if ((*graph)->size() == 0) {
        generation.modelHash.clear();
        generation.embedder.clear();
        return {};
    }
    const QString file = VectorFiles::graph(m_indexFolder, generation.number);
    if (auto saved = (*graph)->save(file); !saved)
        return saved;
    if (auto put = putOnDisk(file); !put)
        return put;
    const auto hash = hashOfFile(file);
    if (!hash)
        return hash.error();
    generation.graphHash = *hash;
    return {};
}

Result<std::unique_ptr<Embedder>> RagTraining::trainEmbedder(RagGeneration &generation, qint64 chunks)
{
    m_statistics.stage = u"training vectors"_s;
    tellProgress(readUpTo, u"Training vectors of words"_s);

    const QString textFile = m_indexFolder + "/training.txt"_L1;
    qint64 words = 0;
    {
        QFile file(textFile);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return Error{ErrorCode::Io, u"Can't write %1: %2."_s.arg(textFile, file.errorString()), {}};
        const qint64 every = (chunks + mostTrainingChunks - 1) / mostTrainingChunks;
        qint64 at = 0;
        auto read = m_index.eachChunk([&](const IndexedChunk &chunk) {
            if (at++ % every != 0)
                return goesOn();
            std::string line;
            for (const std::string &word : wordsOf(textOf(chunk.chunk))) {
                line += word;
                line += ' ';
                ++words;
            }
            line += '\n';
            file.write(line.data(), static_cast<qint64>(line.size()));
            return goesOn();
        });
        if (!read)
            return read.error();
        if (!goesOn())
            return ended();
        if (!file.flush() || file.error() != QFileDevice::NoError)
            return Error{ErrorCode::Io, u"Can't write %1: %2."_s.arg(textFile, file.errorString()), {}};
    }
    auto trained = FastTextEmbedder::train(textFile, words, [this](double done) {
        tellProgress(readUpTo + done * (trainedUpTo - readUpTo), u"Training vectors of words"_s);
        return goesOn();
    });
    QFile::remove(textFile);
    if (!trained)
        return trained.error();

    std::vector<Vector> sample;
    const qint64 every = (chunks + sampleSize - 1) / sampleSize;
    qint64 at = 0;
    auto read = m_index.eachChunk([&](const IndexedChunk &chunk) {
        if (at++ % every == 0)
            sample.push_back((*trained)->embedRaw(textOf(chunk.chunk)));
        return goesOn();
    });
    if (!read)
        return read.error();
    (*trained)->setCentre(sample);

    const QString modelFile = VectorFiles::model(m_indexFolder, generation.number);
    if (auto saved = (*trained)->save(modelFile); !saved)
        return saved.error();
    if (auto put = putOnDisk(modelFile); !put)
        return put.error();
    const auto hash = hashOfFile(modelFile);
    if (!hash)
        return hash.error();
    generation.modelHash = *hash;
    generation.centre = (*trained)->centre();
    return std::unique_ptr<Embedder>(std::move(trained.value()));
}

/// Vectors of all passages, and who lies beside whom.
Result<std::unique_ptr<NearestNeighbours>> RagTraining::makeGraph(const Embedder &embedder, RagGeneration &generation,
                                                                  qint64 chunks)
{
    m_statistics.stage = u"indexing"_s;
    constexpr qsizetype batchSize = 64;
    const bool keeps = !m_options.embeddings.url.isEmpty();
    auto graph = std::make_unique<NearestNeighbours>(0, 0);
    qint64 done = 0;
    QStringList texts;
    std::vector<qint64> ids;
    std::optional<Error> failed;

    const auto add = [&](qint64 id, const Vector &vector) {
        if (vector.empty())
            return true;
        if (generation.dimensions == 0) {
            generation.dimensions = static_cast<qint64>(vector.size());
            graph = std::make_unique<NearestNeighbours>(vector.size(), static_cast<size_t>(chunks));
        }
        if (static_cast<qint64>(vector.size()) != generation.dimensions) {
            failed = Error{ErrorCode::Io, u"The embedding server changed the size of its vectors."_s, {}};
            return false;
        }
        if (auto added = graph->add(id, vector); !added) {
            failed = added.error();
            return false;
        }
        ++done;
        return true;
    };
    const auto flush = [&] {
        const auto vectors = embedder.embed(texts);
        if (!vectors) {
            failed = vectors.error();
            return false;
        }
        std::vector<std::pair<qint64, QByteArray>> kept;
        for (size_t i = 0; i < ids.size(); ++i) {
            const Vector &vector = (*vectors)[i];
            if (!add(ids[i], vector))
                return false;
            if (keeps) {
                kept.emplace_back(ids[i],
                                  QByteArray(reinterpret_cast<const char *>(vector.data()),
                                             static_cast<qsizetype>(vector.size() * sizeof(float))));
            }
        }
        texts.clear();
        ids.clear();
        tellProgress(trainedUpTo + (joinedUpTo - trainedUpTo) * static_cast<double>(done) / static_cast<double>(chunks),
                     u"Indexed %1 of %2 passages"_s.arg(done).arg(chunks));
        if (kept.empty())
            return goesOn();
        if (auto stored = m_index.keepVectors(kept); !stored) {
            failed = stored.error();
            return false;
        }
        return goesOn();
    };

    auto read = m_index.eachChunk([&](const IndexedChunk &chunk) {
        if (keeps) {
            // Bought vectors come first in any case: they are what a failure must not cost again.
            const auto known = m_index.vectorOf(chunk.id);
            if (!known) {
                failed = known.error();
                return false;
            }
            if (!known->isEmpty()) {
                Vector vector(static_cast<size_t>(known->size()) / sizeof(float));
                std::memcpy(vector.data(), known->constData(), vector.size() * sizeof(float));
                return add(chunk.id, vector) && goesOn();
            }
        }
        ids.push_back(chunk.id);
        texts.append(textOf(chunk.chunk));
        return texts.size() < batchSize ? goesOn() : flush();
    });
    if (!failed && read && goesOn() && !texts.isEmpty())
        flush();
    if (failed)
        return *failed;
    if (!read)
        return read.error();
    if (!goesOn())
        return ended();
    return graph;
}

void RagTraining::tell(bool now)
{
    if (m_over || (!now && m_clock.elapsed() - m_toldMs < tellEveryMs))
        return;
    m_toldMs = m_clock.elapsed();
    const qsizetype done = m_next - m_reading;
    ReportChange report;
    report.progress =
        m_files.isEmpty() ? 0 : readUpTo * static_cast<double>(done) / static_cast<double>(m_files.size());
    report.message = u"%1 of %2 files"_s.arg(done).arg(m_files.size());
    report.metadataUpdate = m_statistics.toJson();
    Q_EMIT reported(report);
}

void RagTraining::tellProgress(double percent, const QString &message)
{
    const bool isNew = percent == 0 || percent == readUpTo;
    if (m_over || (!isNew && m_clock.elapsed() - m_toldMs < tellEveryMs))
        return;
    m_toldMs = m_clock.elapsed();
    ReportChange report;
    report.progress = percent;
    report.message = message;
    report.metadataUpdate = m_statistics.toJson();
    Q_EMIT reported(report);
}

void RagTraining::endWith(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    ReportChange report;
    report.status = ProcessStatus::Failed;
    report.errorMessage = error.message;
    // Only what lies outside can be better the next time: a disk, a server, another program.
    report.retryable = error.code == ErrorCode::Io;
    m_statistics.stage = u"failed"_s;
    m_statistics.leftMs.reset();
    report.metadataUpdate = m_statistics.toJson();
    Q_EMIT reported(report);
}

void RagTraining::complete()
{
    if (std::exchange(m_over, true))
        return;
    m_statistics.stage = u"done"_s;
    ReportChange report;
    report.status = ProcessStatus::Completed;
    report.progress = 100;
    QString message = m_statistics.filesFailed == 0
        ? u"%1 files read, %2 unchanged, %3 passages made"_s.arg(m_statistics.filesProcessed)
              .arg(m_statistics.filesUnchanged)
              .arg(m_statistics.chunksCreated)
        : u"%1 files read, %2 unchanged, %3 failed, %4 passages made"_s.arg(m_statistics.filesProcessed)
              .arg(m_statistics.filesUnchanged)
              .arg(m_statistics.filesFailed)
              .arg(m_statistics.chunksCreated);
    if (m_statistics.filesRemoved > 0)
        message += u", %1 forgotten"_s.arg(m_statistics.filesRemoved);
    if (const qint64 others = m_statistics.passedOver.files(); others > 0)
        message += u", %1 passed over"_s.arg(others);
    report.message = message;
    report.metadataUpdate = m_statistics.toJson();
    Q_EMIT reported(report);
}

} // namespace Procession
