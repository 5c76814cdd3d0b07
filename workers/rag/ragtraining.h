// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "documentsource.h"
#include "folderwalk.h"
#include "ragindex.h"
#include "ragoptions.h"

#include <QElapsedTimer>
#include <QObject>

#include <atomic>

namespace Procession {

class Embedder;
class NearestNeighbours;

/// What is to be trained on. Plain data.
struct RagTrainingRequest
{
    QString folder;                 ///< absolute, without symbolic links
    QString collection;             ///< a valid name
    bool resume = true;             ///< what is known of unchanged files is kept
    bool allowEmpty = false;        ///< what is known of a folder is forgotten, where it has no documents any more
    std::optional<qint64> maxFiles; ///< no more than so many of the folder, where fewer than the configuration allows

    /// Errors: InvalidField.
    static Result<RagTrainingRequest> fromJson(const QJsonObject &json, const RagOptions &options);
    QJsonObject toJson() const;
};

/// How far a training is. Plain data.
struct RagStatistics
{
    QString stage;
    qsizetype filesFound = 0;
    qsizetype filesProcessed = 0; ///< read in this training
    qsizetype filesUnchanged = 0; ///< known already, and not read again
    qsizetype filesFailed = 0;
    qint64 filesRemoved = 0; ///< gone from the folder, and so from the index
    qint64 chunksCreated = 0;
    QString currentFile;
    qint64 readingMs = 0; ///< of all files that were processed, each from its beginning to its end
    std::optional<qint64> leftMs;
    bool isCut = false; ///< the folder has more files than are read

    struct FileError
    {
        QString file; ///< below the folder
        QString error;
    };
    std::vector<FileError> errors; ///< the first of them
    PassedOver passedOver;

    /// As they stand in a process's metadata.
    QJsonObject toJson() const;
};

/// One training, from the walk through the folder to an index that can be asked.
///
/// All of it is done in the thread that it lives in, but for reading documents. Deleting it ends it; so does setting
/// `ends`, from any thread, within a moment. What was done stays: the next training goes on from there.
/// Threads: one of its own, with an event loop. Owner: RagWorker's job.
class RagTraining : public QObject
{
    Q_OBJECT

public:
    /// `trainingId` tells this training from others, also after a restart.
    RagTraining(RagOptions options, RagTrainingRequest request, QString trainingId,
                std::shared_ptr<std::atomic<bool>> ends, std::unique_ptr<DocumentSource> source);
    ~RagTraining() override;

    /// Begins; reported() follows, the last one with a terminal status.
    void begin();

Q_SIGNALS:
    void reported(const Procession::ReportChange &report);

private:
    Result<void> prepare();
    Result<void> openEmptied();
    QByteArray keyOfFailure(const QByteArray &hash) const;
    void readNext();
    void read(const QString &path);
    void take(const QString &path, const QByteArray &hash, qint64 beganMs, const Result<DocumentText> &document);
    void fail(const QString &path, const QByteArray &hash, const Error &error);
    void addError(const QString &path, const QString &error);
    void finish();
    Result<void> finishReading();
    Result<void> makeVectors(RagGeneration &generation);
    Result<std::unique_ptr<Embedder>> trainEmbedder(RagGeneration &generation, qint64 chunks);
    Result<std::unique_ptr<NearestNeighbours>> makeGraph(const Embedder &embedder, RagGeneration &generation,
                                                         qint64 chunks);
    bool vectorsAreWhole(const RagGeneration &generation) const;
    QString embedderName() const;

    bool goesOn() const { return !*m_ends; }
    void tell(bool now = false);
    void tellProgress(double percent, const QString &message);
    void endWith(const Error &error);
    void complete();

    const RagOptions m_options;
    const RagTrainingRequest m_request;
    const QString m_trainingId;
    const std::shared_ptr<std::atomic<bool>> m_ends;
    const QString m_indexFolder;
    RagIndex m_index;
    QStringList m_files;
    QStringList m_unlisted; // folders whose files nobody knows
    QByteArray m_capabilities;
    qsizetype m_next = 0;
    int m_reading = 0;
    bool m_over = false;
    QElapsedTimer m_clock;
    qint64 m_toldMs = -1000;
    RagStatistics m_statistics;
    std::unique_ptr<DocumentSource> m_source; // last: it ends what it reads before the rest goes
};

} // namespace Procession
