// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aisession.h"

#include "commandsupport.h"
#include "metadatakeys.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

AiSession::AiSession(const ApiEndpoint &endpoint, const ProcessId &id, Output output)
    : m_id(id)
    , m_output(output)
    , m_api(endpoint)
    , m_follower(endpoint, id)
{
    connect(&m_follower, &ProcessFollower::changed, this, &AiSession::show);
    connect(&m_follower, &ProcessFollower::ended, this, &AiSession::onEnded);
    connect(&m_follower, &ProcessFollower::forgotten, this, [this] {
        Terminal::printError(u"the server no longer knows the task."_s);
        finish(ExitCode::notFound);
    });
    connect(&m_follower, &ProcessFollower::interrupted, this,
            [] { Terminal::printError(u"the connection broke; trying again."_s); });
    connect(&m_follower, &ProcessFollower::refused, this, [this](const QString &problem) {
        Terminal::printError(problem);
        finish(ExitCode::refused);
    });
}

int AiSession::run()
{
    m_follower.start();
    return QCoreApplication::exec();
}

void AiSession::cancel()
{
    if (std::exchange(m_cancelling, true)) {
        finish(ExitCode::cancelled);
        return;
    }
    m_api.cancel(m_id, {}, [this](const ApiReply<void> &reply) {
        // 409: it has ended meanwhile, which the feed tells.
        if (!reply && reply.error().status != 409) {
            reportProblem(reply.error());
            finish(ExitCode::cancelled);
        }
    });
}

void AiSession::show(const ProcessPtr &process)
{
    if (m_finished)
        return;
    const QJsonObject metadata = (*process)->metadata.toObject();
    showStage(**process, metadata);
    showAnswer((*process)->attempt, metadata.value(MetadataKeys::answer).toString());
    if (isTerminal((*process)->status) && isLive(**process) && !m_cancelling)
        announceRetry(**process);
}

/// Each stage once, until the answer itself shows how far it is.
void AiSession::showStage(const Process &process, const QJsonObject &metadata)
{
    const QString stage = metadata.value(MetadataKeys::stage).toString();
    if (isTerminal(process.status) || stage == "error"_L1 || m_output != Output::Answer
        || std::exchange(m_stage, stage) == stage)
        return;
    Terminal::printError(process.message.isEmpty() ? stage : u"%1: %2"_s.arg(stage, process.message.toString()));
}

void AiSession::showAnswer(int attempt, const QString &answer)
{
    if (m_output != Output::Answer || answer.isEmpty())
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

void AiSession::announceRetry(const Process &process)
{
    if (std::exchange(m_announced, process.attempt) == process.attempt)
        return;
    Terminal::printError(retryAnnouncement(process));
    m_stage.clear();
}

void AiSession::onEnded(const ProcessPtr &last)
{
    if (m_finished)
        return;
    const Process &process = **last;
    if (m_output == Output::Json)
        printJson({{u"process"_s, QJsonDocument::fromJson(last->json()).object()}});
    if (!m_printed.isEmpty() && !m_printed.endsWith(u'\n'))
        Terminal::print(u"\n"_s);

    const QJsonObject metadata = process.metadata.toObject();
    const QJsonArray cuts = metadata.value(MetadataKeys::attachmentsCut).toArray();
    for (const QJsonValue &cut : cuts) {
        Terminal::printError(u"%1 was cut at %2: the first %3 of its %4 characters were sent."_s.arg(
            cut["name"_L1].toString(), cut["place"_L1].toString(), QString::number(cut["sent"_L1].toInteger()),
            QString::number(cut["characters"_L1].toInteger())));
    }
    if (process.status == ProcessStatus::Completed) {
        if (metadata.value(MetadataKeys::answerTruncated).toBool())
            Terminal::printError(u"the answer was longer than what is kept with a process (max_answer_bytes)."_s);
        if (m_output == Output::Answer) {
            QString summary = process.message;
            if (const QJsonValue rate = metadata.value(MetadataKeys::tokensPerSecond); rate.isDouble())
                summary += u", %1 a second"_s.arg(rate.toDouble());
            Terminal::printError(summary + u'.');
        }
        finish(ExitCode::ok);
        return;
    }
    Terminal::printError(process.errorMessage.isEmpty() ? u"the task is %1."_s.arg(wireName(process.status))
                                                        : process.errorMessage.toString());
    finish(process.status == ProcessStatus::Cancelled || m_cancelling ? ExitCode::cancelled
               : process.status == ProcessStatus::Timeout             ? ExitCode::timedOut
                                                                      : ExitCode::refused);
}

void AiSession::finish(int exitCode)
{
    if (!std::exchange(m_finished, true))
        QMetaObject::invokeMethod(
            qApp, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
}

} // namespace Procession
