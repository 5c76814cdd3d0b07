// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragtraining.h"

#include "durationtext.h"
#include "outputline.h"
#include "privatefile.h"
#include "vectorfiles.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What is told of a training that reads many small files, at most every so often.
constexpr qint64 tellEveryMs = 200;
/// Before so many files were read, how long the rest will take is a guess.
constexpr qsizetype filesForEstimate = 10;
/// The longest name of a document whose pages have no text, in characters.
constexpr qsizetype longestExample = 50;

// How far a training is when its stages end, in percent: by what they took when they were measured.
constexpr double readUpTo = 60;
constexpr double trainedUpTo = 90;
constexpr double joinedUpTo = 99;

Error cancelled()
{
    return {ErrorCode::Conflict, u"The training was ended."_s, {}};
}

/// What there is to know of a file without reading it.
FileDetails detailsOf(const QString &path)
{
    const QFileInfo info(path);
    FileDetails details;
    details.modifiedMs = info.lastModified().toMSecsSinceEpoch();
    details.bytes = info.size();
    return details;
}

} // namespace

RagTraining::RagTraining(RagOptions options, RagTrainingRequest request, QString trainingId, std::stop_token stop,
                         std::unique_ptr<DocumentSource> source, const Clock &clock)
    : m_options(std::move(options))
    , m_request(std::move(request))
    , m_trainingId(std::move(trainingId))
    , m_stop(std::move(stop))
    , m_indexFolder(collectionFolder(m_options, m_request.collection))
    , m_wallClock(clock)
    , m_capabilities(source->capabilities())
    , m_source(std::move(source))
{
    m_source->setComplained([this](const QString &path, const QString &line) {
        warn(u"%1: procession-extract: %2"_s.arg(nameOf(path), line));
    });
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
    const QString looking = u"Looking for documents in %1"_s.arg(m_request.folder);
    say(looking);
    tell(0, looking);
    FolderWalk walk =
        findDocuments(m_request.folder,
                      std::min<qint64>(m_options.maxFiles, m_request.maxFiles.value_or(m_options.maxFiles)), m_stop);
    if (isCancelled())
        return cancelled();
    m_files = std::move(walk.files);
    m_statistics.filesFound = m_files.size();
    m_statistics.isCut = walk.isCut;
    m_unlisted = std::move(walk.unlisted);
    m_statistics.passedOver = std::move(walk.passedOver);
    say(u"Found %1 documents%2"_s.arg(m_files.size())
            .arg(walk.isCut ? u"; there are more than are read"_s : QString()));
    if (!m_statistics.passedOver.isEmpty())
        say(u"Passed over: %1"_s.arg(m_statistics.passedOver.toText()));
    if (auto opened = m_files.isEmpty() ? openEmptied() : openIndex(); !opened)
        return opened;
    if (m_index.isMadeAnew())
        say(u"An earlier version made this collection, so that all documents are read again"_s);
    m_statistics.stage = u"reading"_s;
    return m_index.beginTraining(m_request.resume ? QString() : m_trainingId,
                                 u"%1 %2"_s.arg(m_options.passageCharacters).arg(m_options.passageOverlap));
}

/// The collection is this training's until letGo().
Result<void> RagTraining::openIndex()
{
    if (!PrivateFile::makeFolder(m_indexFolder))
        return Error{ErrorCode::Io, u"Can't make the folder %1."_s.arg(m_indexFolder), {}};
    if (const auto taken = m_lock.take(m_indexFolder, CollectionLock::Wait::Yes); !taken)
        return taken.error();
    if (auto opened = m_index.open(m_indexFolder); !opened)
        return opened;
    auto notes = m_index.notes();
    if (!notes)
        return notes.error();
    notes->name = m_request.collection;
    return m_index.setNotes(*notes);
}

/// Says in the collection that it was trained on the folder.
Result<void> RagTraining::noteTraining()
{
    auto notes = m_index.notes();
    if (!notes)
        return notes.error();
    if (!notes->folders.contains(m_request.folder)) {
        notes->folders.append(m_request.folder);
        notes->folders.sort();
    }
    notes->trainedAtMs = m_wallClock.wallMs();
    return m_index.setNotes(*notes);
}

/// Before the end is told: who hears of it may delete the collection at once.
void RagTraining::letGo()
{
    m_index.close();
    m_lock.release();
}

/// A folder without documents is most likely a disk that isn't mounted, or another one than was meant. What the index
/// has of it is forgotten only by who asks for that.
Result<void> RagTraining::openEmptied()
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"folder"_s}; };
    QString none = u"There are no documents in %1."_s.arg(m_request.folder);
    if (!m_statistics.passedOver.isEmpty())
        none += u" Passed over were: %1."_s.arg(m_statistics.passedOver.toText());
    if (!QFile::exists(RagDatabase::pathIn(m_indexFolder)) || m_unlisted.contains(m_request.folder))
        return refused(none);
    if (auto opened = openIndex(); !opened)
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
    while (!m_finished && m_reading < m_options.parallelFiles && m_next < m_files.size()) {
        if (isCancelled()) {
            endWith(cancelled());
            return;
        }
        read(m_files.at(m_next++));
        tellReading();
    }
    // Later, since the last document may be in the middle of telling that it is read.
    if (!m_finished && m_reading == 0)
        QMetaObject::invokeMethod(this, &RagTraining::finish, Qt::QueuedConnection);
}

void RagTraining::finish()
{
    if (isCancelled())
        endWith(cancelled());
    else if (auto finished = finishReading(); !finished)
        endWith(finished.error());
    else
        complete();
}

void RagTraining::read(const QString &path)
{
    m_statistics.currentFile = nameOf(path);
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
        m_statistics.addError(nameOf(path), (*known)->error);
        warn(u"%1: couldn't be read before, and hasn't changed: %2"_s.arg(nameOf(path), (*known)->error));
        return;
    }
    ++m_reading;
    m_source->read(path, [this, path, hash = *hash, began = m_clock.elapsed()](const Result<DocumentText> &document) {
        --m_reading;
        if (m_finished)
            return;
        take(path, hash, began, document);
        tellReading();
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
    const std::vector<Chunk> chunks =
        chunksOf(*document, chunkSizeOf(m_options.passageCharacters, m_options.passageOverlap));
    FileDetails details = detailsOf(path);
    details.format = document->format;
    details.language = document->language;
    details.pages = document->pageCount;
    if (auto kept = m_index.replace(path, hash, chunks, details); !kept) {
        endWith(kept.error());
        return;
    }
    ++m_statistics.filesProcessed;
    if (const int pages = document->pagesWithoutText; pages > 0) {
        m_statistics.passedOver.add(
            PassedOver::Reason::PagesWithoutText,
            u"%1: %2 of %3"_s.arg(nameOf(path).right(longestExample)).arg(pages).arg(document->pageCount), pages);
    }
    m_statistics.chunksCreated += static_cast<qint64>(chunks.size());
    say(u"%1: %2 pages, %3 passages"_s.arg(nameOf(path)).arg(document->pageCount).arg(chunks.size()));
    m_statistics.readingMs += m_clock.elapsed() - beganMs;
    m_statistics.leftMs.reset();
    if (m_statistics.filesProcessed >= filesForEstimate) {
        // By the clock, so that it doesn't matter how many are read at a time, nor that some were known.
        m_statistics.leftMs = m_clock.elapsed() * (m_files.size() - filesDone()) / std::max<qsizetype>(filesDone(), 1);
    }
}

void RagTraining::fail(const QString &path, const QByteArray &hash, const Error &error)
{
    ++m_statistics.filesFailed;
    m_statistics.addError(nameOf(path), error.message);
    warn(u"%1: %2"_s.arg(nameOf(path), error.message));
    // What isn't the document's own fault may be gone the next time.
    const bool isItsOwn =
        !hash.isEmpty() && error.field != DocumentFailure::broken && error.field != DocumentFailure::unreadable;
    if (auto kept = m_index.replaceByError(path, isItsOwn ? keyOfFailure(hash) : "?"_ba, error.message, error.field,
                                           detailsOf(path));
        !kept)
        endWith(kept.error());
}

/// All files are read: what is left is to take out those that are gone, and to make the vectors.
Result<void> RagTraining::finishReading()
{
    m_source.reset();
    m_statistics.currentFile.clear();
    m_statistics.leftMs.reset();
    say(u"Read %1 documents in %2; %3 were known already"_s.arg(m_statistics.filesProcessed)
            .arg(durationText(m_clock.elapsed()))
            .arg(m_statistics.filesUnchanged));
    // A walk that was cut short says nothing about what it didn't reach.
    if (!m_statistics.isCut) {
        const auto removed = m_index.removeAbsent(m_request.folder, {m_files.begin(), m_files.end()}, m_unlisted);
        if (!removed)
            return removed.error();
        m_statistics.filesRemoved = *removed;
        if (*removed > 0)
            say(u"Forgot %1 documents that are gone"_s.arg(*removed));
    }
    if (m_statistics.filesFound > 0 && m_statistics.filesFailed == m_statistics.filesFound) {
        return Error{ErrorCode::InvalidField,
                     u"None of the %1 documents in %2 could be read. The first: %3"_s.arg(m_statistics.filesFound)
                         .arg(m_request.folder, m_statistics.errors.front().error),
                     u"folder"_s};
    }
    if (auto made = makeVectors(); !made)
        return made;
    return noteTraining();
}

/// Makes the vectors anew where the index changed, or where they are missing or of another kind.
Result<void> RagTraining::makeVectors()
{
    const auto changed = m_index.isChanged();
    if (!changed)
        return changed.error();
    const auto last = m_index.generation();
    if (!last)
        return last.error();
    const auto chunks = m_index.chunkCount();
    if (!chunks)
        return chunks.error();
    const QString wanted = *chunks > 0 ? VectorMaking::embedderName(m_options.embeddings) : QString();
    if (!*changed && last->number > 0 && last->embedder == wanted && VectorFiles::areWhole(m_indexFolder, *last)) {
        say(u"Nothing has changed, so the vectors stay"_s);
        return {};
    }

    if (last->embedder != wanted) {
        if (auto forgotten = m_index.forgetVectors(); !forgotten)
            return forgotten;
    }
    RagGeneration next;
    next.number = last->number + 1;
    next.chunks = *chunks;
    if (*chunks > 0) {
        say(u"Makes vectors of the passages, %1 in all, with %2"_s.arg(*chunks).arg(wanted));
        const VectorMaking making(m_index, m_indexFolder, m_options.embeddings, m_stop,
                                  [this](VectorMaking::Stage stage, double share, const QString &message) {
                                      tellMaking(stage, share, message);
                                  });
        auto made = making.make(next, *last);
        if (!made)
            return made.error();
        next = std::move(made.value());
    }
    if (isCancelled())
        return cancelled();
    if (auto finished = m_index.finish(next); !finished)
        return finished;
    VectorFiles::removeOthers(m_indexFolder, next.number);
    return {};
}

void RagTraining::tellMaking(VectorMaking::Stage stage, double share, const QString &message)
{
    const bool isTraining = stage == VectorMaking::Stage::Training;
    m_statistics.stage = isTraining ? u"training vectors"_s : u"indexing"_s;
    // A line for each tenth of a stage.
    const int tenth = std::clamp(static_cast<int>(share * 10), 0, 10) + (isTraining ? 1 : 12);
    if (tenth > std::exchange(m_saidTenth, std::max(tenth, m_saidTenth)))
        say(isTraining ? u"%1: %2 %"_s.arg(message).arg(static_cast<int>(share * 100)) : message);
    tell(isTraining ? readUpTo + share * (trainedUpTo - readUpTo) : trainedUpTo + share * (joinedUpTo - trainedUpTo),
         message);
}

void RagTraining::say(const QString &step)
{
    Q_EMIT printed(OutputStream::Stdout, outputLine(step));
}

void RagTraining::warn(const QString &problem)
{
    Q_EMIT printed(OutputStream::Stderr, outputLine(problem));
}

/// Reports how far it is: at once in a new stage, otherwise from time to time.
void RagTraining::tell(double percent, const QString &message)
{
    const bool isNewStage = m_statistics.stage != m_toldStage;
    if (m_finished || (!isNewStage && m_clock.elapsed() - m_toldMs < tellEveryMs))
        return;
    m_toldMs = m_clock.elapsed();
    m_toldStage = m_statistics.stage;
    Q_EMIT reported({.progress = percent, .message = message, .metadataUpdate = m_statistics.toJson()});
}

void RagTraining::tellReading()
{
    const double share = m_files.isEmpty() ? 0 : static_cast<double>(filesDone()) / static_cast<double>(m_files.size());
    tell(readUpTo * share, u"%1 of %2 files"_s.arg(filesDone()).arg(m_files.size()));
}

void RagTraining::endWith(const Error &error)
{
    if (std::exchange(m_finished, true))
        return;
    letGo();
    m_statistics.stage = u"failed"_s;
    m_statistics.leftMs.reset();
    // Only what lies outside can be better the next time: a disk, a server, another program.
    Q_EMIT reported({.status = ProcessStatus::Failed,
                     .errorMessage = error.message,
                     .metadataUpdate = m_statistics.toJson(),
                     .retryable = error.code == ErrorCode::Io});
}

void RagTraining::complete()
{
    if (std::exchange(m_finished, true))
        return;
    letGo();
    m_statistics.stage = u"done"_s;
    say(m_statistics.summary());
    Q_EMIT reported({.status = ProcessStatus::Completed,
                     .progress = 100,
                     .message = m_statistics.summary(),
                     .metadataUpdate = m_statistics.toJson()});
}

} // namespace Procession
