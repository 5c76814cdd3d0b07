// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragcommands.h"

#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "feedclient.h"
#include "metadatakeys.h"
#include "processending.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QTimer>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int barCells = 20;

/// Follows one process to its end: on a terminal one line that is written anew, in a pipe a line for each change.
class Follower : public QObject
{
public:
    enum class Output : quint8 { Lines, Nothing };

    Follower(const ApiEndpoint &endpoint, const QString &id, Output output)
        : m_id(id)
        , m_output(output)
        , m_feed(endpoint, filterFor(id))
    {
        m_undecided.setSingleShot(true);
        m_undecided.setInterval(retryDecisionTime);
        connect(&m_undecided, &QTimer::timeout, this, &Follower::end);
        connect(&m_feed, &FeedClient::snapshotReceived, this, [this](const QList<QJsonObject> &processes) {
            for (const QJsonObject &process : processes)
                show(process);
        });
        connect(&m_feed, &FeedClient::updateReceived, this, &Follower::show);
        connect(&m_feed, &FeedClient::refused, this, [](const QString &problem) {
            Terminal::printError(problem);
            QCoreApplication::exit(ExitCode::refused);
        });
    }

    /// The exit code: 0 where it completed.
    int run()
    {
        m_feed.open();
        return QCoreApplication::exec();
    }
    const QJsonObject &last() const { return m_last; }

private:
    static QUrlQuery filterFor(const QString &id)
    {
        QUrlQuery filter;
        addQueryValue(filter, u"process_id"_s, id);
        return filter;
    }

    void show(const QJsonObject &process)
    {
        if (process.value("process_id"_L1).toString() != m_id)
            return;
        m_last = process;
        m_undecided.stop();
        const ProcessEnding ending = endingOf(process);
        if (m_output == Output::Lines)
            print(process, ending == ProcessEnding::Over);
        if (ending == ProcessEnding::Undecided)
            m_undecided.start();
        else if (ending == ProcessEnding::Over)
            end();
    }

    void end()
    {
        const QString status = m_last.value("status"_L1).toString();
        if (status != "completed"_L1) {
            const QString error = m_last.value("error_message"_L1).toString();
            Terminal::printError(PlainText::line(error.isEmpty() ? u"It was %1."_s.arg(status) : error));
        }
        QCoreApplication::exit(status == "completed"_L1 ? ExitCode::ok : ExitCode::refused);
    }

    void print(const QJsonObject &process, bool isOver)
    {
        if (!Terminal::isInteractive()) {
            // A line for what is new to a reader, not for each file's name.
            const QString said = process.value("status"_L1).toString() + process.value("message"_L1).toString();
            if (std::exchange(m_said, said) != said)
                Terminal::print(processLine(process));
            return;
        }
        const QJsonValue progress = process.value("progress"_L1);
        const auto percent = progress.isDouble() ? std::optional(progress.toDouble()) : std::nullopt;
        const QJsonValue left = process["metadata"_L1][MetadataKeys::estimatedSecondsLeft];
        QString text =
            Terminal::bar(percent, barCells) + u' ' + PlainText::line(process.value("message"_L1).toString());
        if (left.isDouble())
            text += u", %1 left"_s.arg(Terminal::duration(qint64(left.toDouble() * 1000)));
        if (const QString file = process["metadata"_L1][MetadataKeys::currentFile].toString(); !file.isEmpty())
            text += u"  "_s + PlainText::line(file);
        Terminal::print(u"\r"_s + Terminal::fitted(text, Terminal::width()) + u"\x1b[K"_s
                        + (isOver ? u"\n"_s : QString()));
    }

    const QString m_id;
    const Output m_output;
    FeedClient m_feed;
    QTimer m_undecided; // runs while it isn't known whether there will be another attempt
    QJsonObject m_last;
    QString m_said;
};

void printErrors(const QJsonObject &process)
{
    const QJsonObject metadata = process.value("metadata"_L1).toObject();
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
    line.addValue(u"max-files"_s, u"Read no more than so many files."_s, u"number"_s);
    line.addFlag(u"fresh"_s, u"Read all files again, unchanged ones too."_s);
    line.addFlag(u"allow-empty"_s, u"Where the folder has no documents any more, forget those that it had."_s);
    line.addFlag(u"wait"_s, u"Show how far it is, and wait for its end: exit code 1 where it doesn't complete."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one folder."_s);
    const auto maxFiles = line.number(u"max-files"_s, 1, 1e7);
    if (!maxFiles.valid)
        return ExitCode::usage;
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;

    QJsonObject request{
        {u"folder"_s, QDir::cleanPath(QDir::current().absoluteFilePath(line.arguments().constFirst()))}};
    if (line.isSet(u"collection"_s))
        request.insert(u"collection"_s, line.value(u"collection"_s));
    if (maxFiles.value)
        request.insert(u"max_files"_s, qint64(*maxFiles.value));
    if (line.isSet(u"fresh"_s))
        request.insert(u"resume"_s, false);
    if (line.isSet(u"allow-empty"_s))
        request.insert(u"allow_empty"_s, true);
    ApiClient api(*endpoint);
    const ApiReply reply = api.call("POST", u"/rag/training"_s, request);
    if (!reply.ok())
        return reportProblem(reply);
    const QString id = reply.body["process"_L1]["process_id"_L1].toString();
    if (!line.isSet(u"wait"_s)) {
        if (line.wantsJson())
            printJson(reply.body);
        else
            Terminal::print(PlainText::line(id) + u'\n');
        return ExitCode::ok;
    }
    Follower follower(*endpoint, id, line.wantsJson() ? Follower::Output::Nothing : Follower::Output::Lines);
    const int exitCode = follower.run();
    if (line.wantsJson())
        printJson(follower.last());
    else
        printErrors(follower.last());
    return exitCode;
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
    line.addValue(u"k"_s, u"How many passages; default 5."_s, u"number"_s);
    line.addFilter(u"collection"_s, u"The collection to ask; default \"default\"."_s, u"name"_s);
    line.addFlag(u"answer"_s, u"Have an AI answer from the passages, and cite them."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().isEmpty())
        return line.usageError(u"Ask something."_s);
    const auto count = line.number(u"k"_s, 1, 100);
    if (!count.valid)
        return ExitCode::usage;
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;

    QJsonObject request{{u"question"_s, line.arguments().join(u' ')}};
    if (count.value)
        request.insert(u"k"_s, int(*count.value));
    if (line.isSet(u"collection"_s))
        request.insert(u"collection"_s, line.value(u"collection"_s));
    if (line.isSet(u"answer"_s))
        request.insert(u"answer"_s, true);
    // The first question to a large collection loads it.
    ApiClient api(*endpoint, std::chrono::minutes(2));
    const ApiReply reply = api.call("POST", u"/rag/query"_s, request);
    if (!reply.ok())
        return reportProblem(reply);
    QJsonObject answer = reply.body;
    const QString task = answer.value("answer_process_id"_L1).toString();
    int exitCode = ExitCode::ok;
    if (!task.isEmpty()) {
        Follower follower(*endpoint, task, Follower::Output::Nothing);
        exitCode = follower.run();
        answer.insert(u"answer"_s, follower.last()["metadata"_L1][MetadataKeys::answer]);
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
