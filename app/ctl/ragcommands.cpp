// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "durationtext.h"
#include "metadatakeys.h"
#include "processfollower.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int barCells = 20;

/// How far a training is: on a terminal one line that is written anew, in a pipe a line for each change.
class ProgressPrinter
{
public:
    void print(const Process &process)
    {
        if (!Terminal::isInteractive()) {
            // A line for what is new to a reader, not for each file's name.
            const QString said = wireName(process.status) + process.message.toString();
            if (std::exchange(m_said, said) != said)
                Terminal::print(processLine(process));
            return;
        }
        const QJsonObject metadata = process.metadata.toObject();
        QString text = Terminal::bar(process.progress, barCells) + u' ' + PlainText::line(process.message);
        if (const QJsonValue left = metadata.value(MetadataKeys::estimatedSecondsLeft); left.isDouble())
            text += u", %1 left"_s.arg(durationText(qint64(left.toDouble() * 1000)));
        if (const QString file = metadata.value(MetadataKeys::currentFile).toString(); !file.isEmpty())
            text += u"  "_s + PlainText::line(file);
        Terminal::print(u"\r"_s + Terminal::fitted(text, Terminal::width()) + u"\x1b[K"_s
                        + (isLive(process) ? QString() : u"\n"_s));
    }

private:
    QString m_said;
};

QJsonObject metadataOf(const ProcessFollower &follower)
{
    return follower.last() ? (*follower.last())->metadata.toObject() : QJsonObject();
}

void printErrors(const QJsonObject &metadata)
{
    const QJsonArray errors = metadata.value(MetadataKeys::errors).toArray();
    for (const QJsonValue &error : errors) {
        Terminal::printError(
            PlainText::line(u"%1: %2"_s.arg(error["file"_L1].toString(), error["error"_L1].toString())));
    }
    if (const qint64 more = metadata.value(MetadataKeys::filesFailed).toInteger() - errors.size(); more > 0)
        Terminal::printError(u"%1 more failed."_s.arg(more));
    const QJsonArray passedOver = metadata.value(MetadataKeys::passedOver).toArray();
    for (const QJsonValue &entry : passedOver) {
        QStringList examples;
        for (const QJsonValue &example : entry["examples"_L1].toArray())
            examples.append(example.toString());
        Terminal::printError(PlainText::line(u"passed over (%1): %2, such as %3"_s.arg(
            entry["reason"_L1].toString(), QString::number(entry["count"_L1].toInteger()), examples.join(u", "_s))));
    }
}

int train(const QStringList &arguments)
{
    SubcommandLine line(
        u"rag train"_s,
        u"Trains on the documents in a folder of the server's, so that 'rag ask' finds passages in them.\n"
        "What is unchanged since the last time isn't done again. The server's configuration says which\n"
        "folders it may read: [documents] folders."_s,
        u"FOLDER"_s);
    line.addFilter(u"collection"_s, u"The collection to train; default \"default\"."_s, u"name"_s);
    line.addNumber(u"max-files"_s, u"Read no more than so many files."_s, u"number"_s, 1, 1e7);
    line.addFlag(u"fresh"_s, u"Read all files again, unchanged ones too."_s);
    line.addFlag(u"allow-empty"_s, u"Where the folder has no documents any more, forget those that it had."_s);
    line.addFlag(u"wait"_s, u"Show how far it is, and wait for its end: exit code 1 where it doesn't complete."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one folder."_s);
    QJsonObject request = line.fields({u"collection"_s});
    request.insert(u"folder"_s, QDir::cleanPath(QDir::current().absoluteFilePath(line.arguments().constFirst())));
    if (const auto maxFiles = line.number(u"max-files"_s))
        request.insert(u"max_files"_s, qint64(*maxFiles));
    if (line.isSet(u"fresh"_s))
        request.insert(u"resume"_s, false);
    if (line.isSet(u"allow-empty"_s))
        request.insert(u"allow_empty"_s, true);
    if (!line.isSet(u"wait"_s))
        return submit(line, u"/rag/training"_s, request);
    return submit(line, u"/rag/training"_s, request, [&line](const ProcessId &id) {
        ProcessFollower follower(line.endpoint(), id);
        ProgressPrinter printer;
        if (!line.wantsJson()) {
            QObject::connect(&follower, &ProcessFollower::changed, qApp,
                             [&printer](const ProcessPtr &process) { printer.print(**process); });
        }
        const int exitCode = follower.waitForEnd();
        if (!line.wantsJson())
            printErrors(metadataOf(follower));
        else if (follower.last())
            printJson(QJsonDocument::fromJson(follower.last()->json()).object());
        return exitCode;
    });
}

void printPassages(const QJsonArray &passages)
{
    int number = 0;
    for (const QJsonValue &passage : passages) {
        const QString heading = passage["heading"_L1].toString();
        Terminal::print(u"[%1] %2, page %3  (%4)\n"_s.arg(++number)
                            .arg(PlainText::line(passage["file"_L1].toString()))
                            .arg(passage["page"_L1].toInt())
                            .arg(passage["score"_L1].toDouble(), 0, 'f', 2));
        if (!heading.isEmpty())
            Terminal::print(u"    "_s + PlainText::line(heading) + u'\n');
        const QStringList lines = passage["text"_L1].toString().split(u'\n', Qt::SkipEmptyParts);
        for (const QString &textLine : lines)
            Terminal::print(u"    "_s + PlainText::line(textLine) + u'\n');
        Terminal::print(u"\n"_s);
    }
}

int ask(const QStringList &arguments)
{
    SubcommandLine line(
        u"rag ask"_s,
        u"Finds the passages of the documents trained on that answer a question, with file, page and score.\n"
        "With --answer an AI answers from them; the server must have one configured."_s,
        u"QUESTION"_s);
    line.addNumber(u"k"_s, u"How many passages; default 5."_s, u"number"_s, 1, 100);
    line.addFilter(u"collection"_s, u"The collection to ask; default \"default\"."_s, u"name"_s);
    line.addFlag(u"answer"_s, u"Have an AI answer from the passages, and cite them."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().isEmpty())
        return line.usageError(u"Ask something."_s);
    QJsonObject request = line.fields({u"collection"_s});
    request.insert(u"question"_s, line.arguments().join(u' '));
    if (const auto count = line.number(u"k"_s))
        request.insert(u"k"_s, int(*count));
    if (line.isSet(u"answer"_s))
        request.insert(u"answer"_s, true);
    // The first question to a large collection loads it.
    ApiClient api(line.endpoint(), std::chrono::minutes(2));
    const auto reply = waitFor<QJsonObject>([&](const auto &done) { api.ask(u"/rag/query"_s, request, done); });
    if (!reply)
        return reportProblem(reply.error());
    QJsonObject answer = *reply;
    int exitCode = ExitCode::ok;
    if (const auto task = ProcessId::fromString(answer.value("answer_process_id"_L1).toString())) {
        ProcessFollower follower(line.endpoint(), *task);
        exitCode = follower.waitForEnd();
        answer.insert(u"answer"_s, metadataOf(follower).value(MetadataKeys::answer));
    }
    if (line.wantsJson()) {
        printJson(answer);
        return exitCode;
    }
    if (const QString problem = answer.value("problem"_L1).toString(); !problem.isEmpty())
        Terminal::printError(PlainText::line(problem));
    if (const QString text = answer.value("answer"_L1).toString(); !text.isEmpty()) {
        Terminal::print(PlainText::lines(text) + u"\n\n"_s);
    }
    const QJsonArray passages = answer.value("passages"_L1).toArray();
    if (passages.isEmpty())
        Terminal::print(u"No passage was found.\n"_s);
    printPassages(passages);
    return exitCode;
}

} // namespace

int ragCommand(const QStringList &arguments)
{
    QStringList rest = arguments;
    const QString verb = rest.value(1);
    if (verb == "train"_L1 || verb == "ask"_L1) {
        rest.removeAt(1);
        return verb == "train"_L1 ? train(rest) : ask(rest);
    }
    SubcommandLine line(u"rag"_s,
                        u"'rag train FOLDER' trains on documents, 'rag ask QUESTION' finds passages in them;\n"
                        "'rag train --help' and 'rag ask --help' explain each."_s,
                        u"train|ask ..."_s, SubcommandLine::Output::Text);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    return line.usageError(u"Say whether to train or to ask."_s);
}

} // namespace Procession
