// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aifailure.h"
#include "aioptions.h"
#include "attachmentfit.h"
#include "chatform.h"
#include "chatreader.h"
#include "clock.h"
#include "secretfilter.h"

#include <QNetworkAccessManager>
#include <QTimer>

namespace Procession {

/// One question to an OpenAI-compatible server, and its answer as it comes.
///
/// Where no model is named, it takes the first that the server lists. Where the server refuses the form of the question
/// or its length, it asks again for less. Deleting or closing it closes the connection.
/// Threads: the one it lives in, which needs an event loop. Owner: AiTask.
class AiExchange : public QObject
{
    Q_OBJECT

public:
    /// The clock tells how far a date in an answer is. Options and clock must outlive this.
    AiExchange(const AiOptions &options, AiRequest request, const Clock &clock);
    ~AiExchange() override;

    /// Connects and asks, once. finished() or failed() follows, maybe from within, unless it is closed before.
    void begin();
    /// Closes the connection; no signal follows.
    void close();

    /// Where the server is, for people; without user and password.
    const QString &server() const { return m_server; }
    /// The model that is asked; empty before it is known.
    const QString &model() const { return m_model; }
    /// What is sent of the request, and what was cut of its attachments.
    const FittedRequest &fitted() const { return m_fitted; }
    /// False where the server refuses a temperature, and is asked without.
    bool hasTemperature() const { return m_form.hasTemperature; }
    /// Whether the answer comes in one piece, which tells nothing of its tokens.
    bool isWhole() const { return m_reader.isWhole(); }

Q_SIGNALS:
    /// The question is about to be sent; again, where the server is asked for less.
    void asked();
    /// The head of the question was sent. The rest may take a while, where a server is slow to read.
    void headSent();
    /// All of the question was sent.
    void uploaded();
    void received(const std::vector<Procession::ChatPart> &parts);
    /// The answer is complete, and the connection closed.
    void finished();
    /// There will be no answer, or no more of it, and the connection is closed.
    void failed(const Procession::AiFailure &failure);

private:
    void askForModels();
    void ask();
    QNetworkRequest requestTo(const QString &path) const;
    void onModels();
    void onReadyRead();
    void onFinished();
    void onStalled();
    void take(const std::vector<ChatPart> &parts);
    void judge();
    AiFailure failureOf(const QNetworkReply &reply) const;
    bool askOtherwise(int status);
    bool shorten(const QByteArray &refusal);
    void askAgain();
    void dropReply();
    void finish();
    void fail(const AiFailure &failure);

    const AiOptions &m_options;
    const AiRequest m_request;
    const Clock &m_clock;
    const SecretFilter m_secret;
    const QString m_server;
    QString m_model;
    ChatForm m_form;
    FittedRequest m_fitted;
    int m_shortened = 0; // how often the attachments were cut

    // One of its own: it has few connections to one host, which other tasks would wait for.
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr; // null before begin() and once the connection is closed
    QByteArray m_otherBody;           // of an answer that isn't one to the question: an error, the list of models
    ChatReader m_reader;
    bool m_hasText = false; // some of the answer's text came
    QTimer m_stallTimer;    // runs from the first token on
};

} // namespace Procession
