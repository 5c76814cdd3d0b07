// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aifailure.h"
#include "aioptions.h"
#include "airequest.h"
#include "answertext.h"
#include "attachmentfit.h"
#include "chatform.h"
#include "chatreader.h"
#include "clock.h"
#include "secretfilter.h"
#include "thoughtfilter.h"
#include "worker.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QTimer>

namespace Procession {

/// One attempt at an AI task: asks an OpenAI-compatible server and follows its answer as it comes.
///
/// What it tells of itself stands in the process's metadata: `stage` (connecting, sending_request, processing,
/// completed, error), `model`, `tokens_received`, `tokens_per_second`, `time_to_first_token` (seconds),
/// `elapsed_minutes`, `answer`, and where they apply `reason` (AiOutcome), `attachments_cut` and `left_out`. All that a
/// server says goes through a SecretFilter before it is told. The more there is in the metadata the more seldom it reports, so that it never
/// sends more than 16 KiB a second to whoever watches.
/// Threads: the work queue's. Owner: WorkQueue; deleting it closes the connection.
class AiTask : public Job
{
    Q_OBJECT

public:
    /// A request without a prompt fails for good. `otherMetadata` is what the process's metadata takes without what
    /// this reports, and `maxMetadata` the most that it may take, in bytes. The clock tells how far a date is.
    AiTask(const AiOptions &options, AiRequest request, qsizetype otherMetadata, qsizetype maxMetadata,
           const Clock &clock);
    ~AiTask() override;

    void begin() override;

    /// All keys that it reports in the metadata, beside `stage`.
    static QStringList metadataKeys();

private:
    void askForModels();
    void ask();
    QNetworkReply *send(const QByteArray &method, const QString &path, const QByteArray &body = {});
    void follow(QNetworkReply *reply);
    void onModels();
    void onReadyRead();
    void onFinished();
    void onStalled();
    void onTick();
    AiFailure failureOf(const QNetworkReply &reply, const QByteArray &body) const;
    bool askOtherwise(int status, const QByteArray &refusal);
    bool shorten(const QByteArray &refusal);
    void askAgain();
    void take(const std::vector<ChatPart> &parts);
    bool takeText(const QString &text);
    void judge();
    AiOutcome outcome() const;

    void setStage(const QString &stage, const QString &message);
    QString progressMessage() const;
    void reportSoon();
    void report();
    ReportChange state() const;
    void complete();
    void fail(AiFailure failure);
    void tell(ReportChange report);
    void end();

    const AiOptions m_options;
    const AiRequest m_request;
    const qsizetype m_otherMetadata;
    const qsizetype m_requestBytes; // which subscribers with full=1 get as well
    const Clock &m_clock;
    QString m_server; // in words
    QString m_model;
    ChatForm m_form;
    FittedRequest m_fitted; // what is sent of m_request
    int m_shortened = 0;    // how often it was cut

    // One of its own: it has few connections to one host, which tasks would wait for, and goes with the task.
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_otherBody; // of an answer that isn't one to the question: an error, the list of models
    ChatReader m_reader;
    AnswerText m_answer;
    ThoughtFilter m_thoughts;
    SecretFilter m_secret;
    QString m_refusal;
    QString m_tool;
    bool m_hasThoughts = false;
    bool m_ended = false;

    QString m_stage;
    QString m_message;
    QElapsedTimer m_elapsed;      // since begin()
    QElapsedTimer m_sinceRequest; // since the question was sent
    QElapsedTimer m_sinceToken;   // since the first token
    QElapsedTimer m_sinceReport;
    std::optional<double> m_timeToFirstToken;
    qint64 m_pieces = 0; // tokens, as far as can be told without the server's count
    qint64 m_reasoningPieces = 0;
    ChatPart m_counted; // the latest numbers and names that the server gave

    QTimer m_reportTimer;
    QTimer m_stallTimer; // runs from the first token on
    QTimer m_tickTimer;
};

} // namespace Procession
