// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "attachmentreader.h"
#include "bytetext.h"
#include "commandline.h"
#include "commandsupport.h"
#include "metadatakeys.h"
#include "processfollower.h"
#include "processtext.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// More than any server takes.
constexpr qint64 maxInputBytes = 64LL * 1024 * 1024;

/// The words, or the text of standard input; nothing where that can't be read or is no text, which is printed.
std::optional<QString> promptFrom(const QStringList &words)
{
    if (!words.isEmpty() && words != QStringList{u"-"_s})
        return words.join(u' ');
    if (::isatty(STDIN_FILENO) == 1)
        Terminal::printError(u"type the prompt; Ctrl-D ends it."_s);
    QFile input;
    const bool isOpen = input.open(stdin, QIODevice::ReadOnly);
    const auto text = isOpen ? plainText(input.read(maxInputBytes)) : std::nullopt;
    if (input.error() != QFile::NoError)
        Terminal::printError(u"standard input can't be read: %1."_s.arg(input.errorString()));
    else if (!text)
        Terminal::printError(u"standard input is no text in UTF-8; a document can be attached (--attach)."_s);
    return input.error() == QFile::NoError ? text : std::nullopt;
}

std::optional<QJsonArray> attachmentsFrom(const QStringList &paths)
{
    QJsonArray attachments;
    for (const QString &path : paths) {
        const auto read = readAttachment(path);
        const QString shown = ByteText::shown(path); // it need not be UTF-8
        if (!read) {
            Terminal::printError(u"%1 can't be attached: %2"_s.arg(shown, read.error().message));
            return std::nullopt;
        }
        if (read->pagesWithoutText > 0) {
            Terminal::printError(
                u"%1 has %2 pages without text, which aren't sent."_s.arg(shown).arg(read->pagesWithoutText));
        }
        attachments.append(
            QJsonObject{{u"name"_s, ByteText::shown(QFileInfo(path).fileName())}, {u"content"_s, read->text}});
    }
    return attachments;
}

/// The body of the request; nothing where something is wrong with it, which was printed.
std::optional<QJsonObject> requestFrom(const SubcommandLine &line)
{
    QJsonObject request = line.fields({u"model"_s, u"system"_s, u"max-tokens"_s, u"temperature"_s});
    if (line.isSet(u"attach"_s)) {
        const auto attachments = attachmentsFrom(line.values(u"attach"_s));
        if (!attachments)
            return std::nullopt;
        request.insert(u"attachments"_s, *attachments);
    }
    const auto prompt = promptFrom(line.arguments());
    if (!prompt)
        return std::nullopt;
    request.insert(u"prompt"_s, *prompt);
    return request;
}

/// Follows an AI task to its end: prints its answer as it grows, and on standard error how it stands.
class AiSession : public QObject
{
public:
    enum class Output : quint8 {
        Answer, ///< the answer, as it grows
        Json,   ///< the whole process, at its end
    };

    /// `id` is the process that was started.
    AiSession(const ApiEndpoint &endpoint, const ProcessId &id, Output output)
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

    /// Returns the exit code once the task has ended.
    int run()
    {
        m_follower.start();
        return QCoreApplication::exec();
    }
    /// Cancels the task; asked a second time, ends without waiting for the server.
    void cancel()
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

private:
    void show(const ProcessPtr &process)
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
    void showStage(const Process &process, const QJsonObject &metadata)
    {
        const QString stage = metadata.value(MetadataKeys::stage).toString();
        if (isTerminal(process.status) || stage == "error"_L1 || m_output == Output::Json
            || std::exchange(m_stage, stage) == stage)
            return;
        Terminal::printError(process.message.isEmpty() ? stage : u"%1: %2"_s.arg(stage, process.message.toString()));
    }

    void showAnswer(int attempt, const QString &answer)
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

    void announceRetry(const Process &process)
    {
        if (std::exchange(m_announced, process.attempt) == process.attempt)
            return;
        Terminal::printError(retryAnnouncement(process));
        m_stage.clear();
    }

    void onEnded(const ProcessPtr &last)
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

    void finish(int exitCode)
    {
        if (!std::exchange(m_finished, true))
            QMetaObject::invokeMethod(
                qApp, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
    }

    const ProcessId m_id;
    const Output m_output;
    ApiClient m_api;
    ProcessFollower m_follower;
    QString m_stage;     // as shown
    QString m_printed;   // of this attempt's answer
    int m_attempt = 1;   // whose answer is shown
    int m_announced = 0; // the attempt whose failure was told
    bool m_cancelling = false;
    bool m_finished = false;
};

} // namespace

int aiCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"ai"_s,
        u"Has the server ask an AI, and prints the answer as it grows; how it stands is told on standard error.\n"
        "Without PROMPT, or with -, the prompt is read from standard input. Ctrl-C cancels the task.\n"
        "Which AI is asked is the server's setting (LLM_BASE_URL).\n\n"
        "Exit codes: 0 completed, 1 failed or refused, 2 wrong usage, 3 no server, 124 timed out, 130 cancelled."_s,
        u"[PROMPT | -]"_s);
    line.addValue(u"model"_s, u"The model (default: the server's)."_s, u"name"_s);
    line.addValue(u"system"_s, u"What the model is to be told first."_s, u"text"_s);
    line.addNumber(u"max-tokens"_s, u"The most tokens of the answer; then there is a progress."_s, u"number"_s, 1, 1e8);
    line.addNumber(u"temperature"_s, u"0 to 2: how free the model is in its choice of words."_s, u"number"_s, 0, 2);
    line.addValue(u"attach"_s, u"A document or text to put before the prompt (several times for more)."_s, u"file"_s);
    line.addFlag(u"no-wait"_s, u"Only start it, and print its id."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto request = requestFrom(line);
    if (!request)
        return ExitCode::usage;

    if (line.isSet(u"no-wait"_s))
        return submit(line, u"/ai/tasks"_s, *request);
    return submit(line, u"/ai/tasks"_s, *request, [&line](const ProcessId &id) {
        UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
        AiSession session(line.endpoint(), id, line.wantsJson() ? AiSession::Output::Json : AiSession::Output::Answer);
        QObject::connect(&signalWatch, &UnixSignals::received, &session, [&session] { session.cancel(); });
        return session.run();
    });
}

} // namespace Procession
