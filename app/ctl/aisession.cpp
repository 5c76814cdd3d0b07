// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aisession.h"

#include "commands.h"
#include "commandsupport.h"
#include "metadatakeys.h"
#include "processending.h"
#include "processtext.h"
#include "terminal.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QUrlQuery only(const QString &id)
{
    QUrlQuery query;
    addQueryValue(query, u"process_id"_s, id);
    return query;
}

} // namespace

AiSession::AiSession(const ApiEndpoint &endpoint, QString id, Output output, QObject *parent)
    : QObject(parent)
    , m_id(std::move(id))
    , m_output(output)
    , m_api(endpoint)
    , m_feed(endpoint, only(m_id))
    , m_undecided(this)
{
    m_undecided.setSingleShot(true);
    m_undecided.setInterval(retryDecisionTime);
    connect(&m_undecided, &QTimer::timeout, this, [this] { onEnded(m_latest); });
    connect(&m_feed, &FeedClient::snapshotReceived, this, [this](const QList<QJsonObject> &processes) {
        if (processes.isEmpty()) {
            Terminal::printError(u"the server no longer knows the task."_s);
            finish(ExitCode::notFound);
        } else {
            follow(processes.constFirst());
        }
    });
    connect(&m_feed, &FeedClient::updateReceived, this, &AiSession::follow);
    connect(&m_feed, &FeedClient::removalReceived, this, [this] {
        Terminal::printError(u"the task was deleted."_s);
        finish(ExitCode::notFound);
    });
    connect(&m_feed, &FeedClient::liveChanged, this, [](bool live) {
        if (!live)
            Terminal::printError(u"the connection broke; trying again."_s);
    });
    connect(&m_feed, &FeedClient::refused, this, [this](const QString &problem) {
        Terminal::printError(problem);
        finish(ExitCode::refused);
    });
}

void AiSession::start()
{
    m_feed.open();
}

void AiSession::cancel()
{
    if (std::exchange(m_cancelling, true)) {
        finish(ExitCode::cancelled);
        return;
    }
    m_api.send("POST", u"/processes/%1/cancel"_s.arg(m_id), {}, [this](const ApiReply &reply) {
        if (!reply.ok() && reply.status != 409) { // 409: it has ended meanwhile, which the feed tells
            reportProblem(reply);
            finish(ExitCode::cancelled);
        }
    });
}

void AiSession::follow(const QJsonObject &process)
{
    if (m_finished)
        return;
    m_latest = process;
    m_undecided.stop();
    const QJsonObject metadata = process.value("metadata"_L1).toObject();
    showStage(process, metadata);
    showAnswer(process.value("attempt"_L1).toInt(), metadata.value(MetadataKeys::answer).toString());

    const QString status = process.value("status"_L1).toString();
    if (status == "pending"_L1 || status == "running"_L1)
        return;
    switch (endingOf(process)) {
    case ProcessEnding::Live:
        if (m_cancelling)
            m_undecided.start();
        else
            announceRetry(process);
        break;
    case ProcessEnding::Undecided:
        m_undecided.start();
        break;
    case ProcessEnding::Over:
        onEnded(process);
        break;
    }
}

/// Each stage once, until the answer itself shows how far it is.
void AiSession::showStage(const QJsonObject &process, const QJsonObject &metadata)
{
    const QString stage = metadata.value(MetadataKeys::stage).toString();
    const QString status = process.value("status"_L1).toString();
    const bool isLive = status == "pending"_L1 || status == "running"_L1;
    if (!isLive || stage == "error"_L1 || m_output == Output::Json || std::exchange(m_stage, stage) == stage)
        return;
    const QString message = process.value("message"_L1).toString();
    Terminal::printError(message.isEmpty() ? stage : u"%1: %2"_s.arg(stage, message));
}

void AiSession::showAnswer(int attempt, const QString &answer)
{
    if (m_output == Output::Json || answer.isEmpty())
        return;
    if (attempt != m_attempt || !answer.startsWith(m_printed)) {
        if (!m_printed.isEmpty())
            Terminal::print(u"\n"_s);
        m_printed.clear();
        m_attempt = attempt;
    }
    Terminal::print(PlainText::lines(answer.sliced(m_printed.size())));
    m_printed = answer;
}

void AiSession::announceRetry(const QJsonObject &process)
{
    if (std::exchange(m_announced, process.value("attempt"_L1).toInt()) == process.value("attempt"_L1).toInt())
        return;
    const QJsonValue retry = process.value("retry"_L1);
    Terminal::printError(u"attempt %1 of %2 failed: %3 The next one begins in %4 s."_s.arg(
        QString::number(m_announced), QString::number(retry["max_attempts"_L1].toInt()),
        process.value("error_message"_L1).toString(), QString::number(retry["delay"_L1].toDouble(), 'f', 1)));
    m_stage.clear();
}

void AiSession::onEnded(const QJsonObject &process)
{
    const QString status = process.value("status"_L1).toString();
    if (m_output == Output::Json) {
        QJsonObject whole = process;
        whole.remove("type"_L1); // of the message
        whole.remove("timestamp"_L1);
        printJson({{u"process"_s, whole}});
    }
    if (!m_printed.isEmpty() && !m_printed.endsWith(u'\n'))
        Terminal::print(u"\n"_s);

    const QJsonObject metadata = process.value("metadata"_L1).toObject();
    const QJsonArray cuts = metadata.value(MetadataKeys::attachmentsCut).toArray();
    for (const QJsonValue &cut : cuts) {
        Terminal::printError(u"%1 was cut at %2: the first %3 of its %4 characters were sent."_s.arg(
            cut["name"_L1].toString(), cut["place"_L1].toString(), QString::number(cut["sent"_L1].toInteger()),
            QString::number(cut["characters"_L1].toInteger())));
    }
    if (status == "completed"_L1) {
        if (metadata.value(MetadataKeys::answerTruncated).toBool())
            Terminal::printError(u"the answer was longer than what is kept with a process (max_answer_bytes)."_s);
        if (m_output == Output::Answer) {
            QString summary = process.value("message"_L1).toString();
            if (const QJsonValue rate = metadata.value(MetadataKeys::tokensPerSecond); rate.isDouble())
                summary += u", %1 a second"_s.arg(rate.toDouble());
            Terminal::printError(summary + u'.');
        }
        finish(ExitCode::ok);
        return;
    }
    const QString why = process.value("error_message"_L1).toString();
    Terminal::printError(why.isEmpty() ? u"the task is %1."_s.arg(status) : why);
    finish(status == "cancelled"_L1 || m_cancelling ? ExitCode::cancelled
               : status == "timeout"_L1             ? ExitCode::timedOut
                                                    : ExitCode::refused);
}

void AiSession::finish(int exitCode)
{
    if (!std::exchange(m_finished, true))
        Q_EMIT finished(exitCode);
}

} // namespace Procession
