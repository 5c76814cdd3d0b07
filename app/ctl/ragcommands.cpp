// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "durationtext.h"
#include "metadatakeys.h"
#include "nearestname.h"
#include "processfollower.h"
#include "processtext.h"
#include "ragcommands.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>

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

} // namespace

int ragCommand(const QStringList &arguments)
{
    static const std::map<QString, int (*)(const QStringList &)> verbs{
        {u"train"_s, train},    {u"ask"_s, ragAsk},       {u"collections"_s, ragList}, {u"show"_s, ragShow},
        {u"files"_s, ragFiles}, {u"delete"_s, ragDelete}, {u"rename"_s, ragRename},
    };
    QStringList rest = arguments;
    if (const auto verb = verbs.find(rest.value(1)); verb != verbs.end()) {
        rest.removeAt(1);
        return verb->second(rest);
    }
    SubcommandLine line(u"rag"_s,
                        u"Trains on documents, and finds passages in them. 'rag VERB --help' explains each:\n"
                        "  train FOLDER       trains a collection on the documents in a folder\n"
                        "  ask QUESTION       finds passages that answer a question; --answer has an AI answer it\n"
                        "  collections        lists the collections\n"
                        "  show NAME          what is in a collection\n"
                        "  files NAME         its files, and why some couldn't be read\n"
                        "  delete NAME        deletes it\n"
                        "  rename OLD NEW     gives it another name"_s,
                        u"train|ask|collections|show|files|delete|rename ..."_s, SubcommandLine::Output::Text);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    return line.usageError(
        rest.size() > 1 ? u"There is no 'rag %1'%2"_s.arg(
            rest[1],
            suggestion(rest[1],
                       {u"train"_s, u"ask"_s, u"collections"_s, u"show"_s, u"files"_s, u"delete"_s, u"rename"_s}))
                        : u"Say whether to train, to ask, or what to do with a collection."_s);
}

} // namespace Procession
