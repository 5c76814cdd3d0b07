// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aisession.h"

#include "commandsupport.h"
#include "metadatakeys.h"
#include "processtext.h"
#include "terminal.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

AiSession::AiSession(const ApiEndpoint &endpoint, const ProcessId &id, Output output)
    : FollowedSession(endpoint, id, u"task"_s)
    , m_output(output)
{
}

void AiSession::show(const ProcessPtr &process)
{
    const QJsonObject metadata = (*process)->metadata.toObject();
    showStage(**process, metadata);
    showAnswer((*process)->attempt, metadata.value(MetadataKeys::answer).toString());
    if (announceRetry(**process))
        m_stage.clear();
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

void AiSession::onEnded(const ProcessPtr &last)
{
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
    } else {
        Terminal::printError(process.errorMessage.isEmpty() ? u"the task is %1."_s.arg(wireName(process.status))
                                                            : process.errorMessage.toString());
    }
    finish(exitCodeOf(process));
}

} // namespace Procession
