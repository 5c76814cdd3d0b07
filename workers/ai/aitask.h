// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aiexchange.h"
#include "aioutput.h"
#include "aiprogress.h"
#include "worker.h"

#include <QElapsedTimer>

namespace Procession {

/// One attempt at an AI task: asks an OpenAI-compatible server and reports how its answer comes.
///
/// Its reports set these keys of the process's metadata: `stage` (connecting, sending_request, processing, completed,
/// error), those of AiProgress, and where they apply `reason` (AiOutcome), `attachments_cut`, `left_out`
/// and `cited`, the numbers of the passages that the answer rests on. A
/// SecretFilter hides the API key in all of them. The larger the metadata is, the more seldom the task reports, so that
/// no subscriber gets more than 16 KiB a second of it. What it prints is AiOutput's: all of the answer, at once.
/// Threads: the work queue's. Owner: WorkQueue; deleting it closes the connection.
class AiTask : public Job
{
    Q_OBJECT

public:
    /// A request without a prompt fails for good. `otherMetadata` are the bytes that the process's metadata takes
    /// without what this reports, and `maxMetadata` the most that it may take. The clock tells how far a date is.
    AiTask(const AiOptions &options, const AiRequest &request, qsizetype otherMetadata, qsizetype maxMetadata,
           const Clock &clock);

    void begin() override;

    /// All keys that it reports in the metadata, but `stage` and `attachments_cut`, which the worker sets too.
    static QStringList metadataKeys();

private:
    qint64 nowMs() const { return m_elapsed.elapsed(); }
    void take(const std::vector<ChatPart> &parts);
    void setStage(const QString &stage, const QString &message);
    void reportSoon();
    ReportChange state() const;
    void complete();
    void fail(const AiFailure &failure);
    void tell(ReportChange report);

    const AiOptions m_options;
    const qsizetype m_otherBytes; // of each report beside the answer; subscribers with full=1 get the request as well
    const SecretFilter m_secret;
    const bool m_hasPrompt;
    const qsizetype m_passages; // that the answer may cite
    AiExchange m_exchange;
    AiProgress m_progress;
    AiOutput m_output;
    QString m_stage;
    QString m_message;
    QElapsedTimer m_elapsed; // since begin()
    QElapsedTimer m_sinceReport;
    QTimer m_reportTimer;
    QTimer m_tickTimer; // between two signs of life
};

} // namespace Procession
