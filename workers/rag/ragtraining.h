// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "clock.h"
#include "collectionlock.h"
#include "documentsource.h"
#include "output.h"
#include "ragindexwriter.h"
#include "ragrequests.h"
#include "trainingstatistics.h"
#include "vectormaking.h"

#include <QElapsedTimer>
#include <QObject>

#include <stop_token>

namespace Procession {

/// One training, from the walk through the folder to an index that can be asked: it reads the documents, has the
/// vectors made, and reports how far it is.
///
/// All of it runs in the thread that it lives in, but for reading documents. Deleting it ends it; so does `stop`,
/// within a moment. What was done stays: the next training goes on from there.
/// Threads: one of its own, with an event loop. Owner: RagWorker's job.
class RagTraining : public QObject
{
    Q_OBJECT

public:
    /// `trainingId` tells this training from others, also after a restart. The clock says when it is finished.
    RagTraining(RagOptions options, RagTrainingRequest request, QString trainingId, std::stop_token stop,
                std::unique_ptr<DocumentSource> source, const Clock &clock);
    ~RagTraining() override;

    /// Begins; reported() follows, the last one with a terminal status.
    void begin();

Q_SIGNALS:
    void reported(const Procession::ReportChange &report);
    /// Its steps on stdout, and on stderr the documents that couldn't be read, and what their readers complain of.
    void printed(Procession::OutputStream stream, const QByteArray &bytes);

private:
    Result<void> prepare();
    Result<void> openIndex();
    Result<void> openEmptied();
    Result<void> noteTraining();
    void letGo();
    QByteArray keyOfFailure(const QByteArray &hash) const;
    void readNext();
    void read(const QString &path);
    void take(const QString &path, const QByteArray &hash, qint64 beganMs, const Result<DocumentText> &document);
    void fail(const QString &path, const QByteArray &hash, const Error &error);
    void finish();
    Result<void> finishReading();
    Result<void> makeVectors();
    void tellMaking(VectorMaking::Stage stage, double share, const QString &message);
    qsizetype filesDone() const { return m_next - m_reading; }
    QString nameOf(const QString &path) const { return path.mid(m_request.folder.size() + 1); }

    bool isCancelled() const { return m_stop.stop_requested(); }
    void say(const QString &step);
    void warn(const QString &problem);
    void tell(double percent, const QString &message);
    void tellReading();
    void endWith(const Error &error);
    void complete();

    const RagOptions m_options;
    const RagTrainingRequest m_request;
    const QString m_trainingId;
    const std::stop_token m_stop;
    const QString m_indexFolder;
    const Clock &m_wallClock;
    CollectionLock m_lock;
    RagIndexWriter m_index;
    QStringList m_files;
    QStringList m_unlisted; // folders whose files nobody knows
    QByteArray m_capabilities;
    qsizetype m_next = 0;
    int m_reading = 0;
    bool m_finished = false;
    QElapsedTimer m_clock;
    qint64 m_toldMs = 0;
    QString m_toldStage;
    int m_saidTenth = 0; // of the stage that makes vectors, as far as it was printed
    TrainingStatistics m_statistics;
    std::unique_ptr<DocumentSource> m_source; // last: it ends what it reads before the rest goes
};

} // namespace Procession
