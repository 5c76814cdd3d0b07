// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "aisession.h"
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
