// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragcommands.h"

#include "aisession.h"
#include "commandsupport.h"
#include "metadatakeys.h"
#include "momentparser.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QDateTime>
#include <QJsonArray>

#include <csignal>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Such as `[1] /docs/a.pdf, page 3, clause 5.2`.
QString placeOf(const QJsonValue &passage, int number)
{
    QString place =
        u"[%1] %2, page %3"_s.arg(number).arg(passage["file"_L1].toString()).arg(passage["page"_L1].toInt());
    if (const QString clause = passage["clause"_L1].toString(); !clause.isEmpty())
        place += u", clause "_s + clause;
    return PlainText::line(place);
}

void printPassages(const QJsonArray &passages)
{
    int number = 0;
    for (const QJsonValue &passage : passages) {
        const QString heading = passage["heading"_L1].toString();
        Terminal::print(placeOf(passage, ++number) + u"  (%1)\n"_s.arg(passage["score"_L1].toDouble(), 0, 'f', 2));
        if (!heading.isEmpty())
            Terminal::print(u"    "_s + PlainText::line(heading) + u'\n');
        const QStringList lines = passage["text"_L1].toString().split(u'\n', Qt::SkipEmptyParts);
        for (const QString &textLine : lines)
            Terminal::print(u"    "_s + PlainText::line(textLine) + u'\n');
        Terminal::print(u"\n"_s);
    }
}

/// The passages that the answer cites; of an answer that cites none, all that it could.
void printCited(const QJsonObject &metadata)
{
    const QJsonArray cited = metadata.value(MetadataKeys::cited).toArray();
    const QJsonArray passages = metadata.value(MetadataKeys::passages).toArray();
    Terminal::print(u"\n"_s);
    for (const QJsonValue &passage : passages) {
        const QJsonValue number = passage["n"_L1];
        if (!cited.isEmpty() && !cited.contains(number))
            continue;
        Terminal::print(placeOf(passage, number.toInt()) + u'\n');
        if (const QString heading = passage["heading"_L1].toString(); !heading.isEmpty())
            Terminal::print(u"    "_s + PlainText::line(heading) + u'\n');
    }
}

void addOptions(SubcommandLine &line)
{
    line.addNumber(u"k"_s, u"How many passages; default 5."_s, u"number"_s, 1, 100);
    line.addFilter(u"collection"_s,
                   u"A collection to ask (several times for more; '*' for all); default \"default\"."_s, u"name"_s);
    line.addFilter(u"file"_s,
                   u"Only files whose path ends like this; * and ** stand for any characters (several times)."_s,
                   u"pattern"_s);
    line.addFilter(u"folder"_s, u"Only files in that folder or below."_s, u"path"_s);
    line.addFilter(u"format"_s, u"Only files of that format, such as pdf (several times)."_s, u"name"_s);
    line.addFilter(u"language"_s, u"Only files in that language, such as ru (several times)."_s, u"code"_s);
    line.addFilter(u"since"_s, u"Only files changed then or later: a date, a time, or how long ago (7d)."_s, u"time"_s);
    line.addFilter(u"until"_s, u"Only files changed then or before."_s, u"time"_s);
    line.addFlag(u"answer"_s, u"Have an AI answer from the passages, and cite them."_s);
    line.addFilter(u"model"_s, u"The model for the answer (default: the server's)."_s, u"name"_s);
    line.addNumber(u"temperature"_s, u"0 to 2: how free it is in its choice of words."_s, u"number"_s, 0, 2);
    line.addNumber(u"max-tokens"_s, u"The most tokens of the answer."_s, u"number"_s, 1, 1e8);
    line.addFilter(u"follow-up"_s, u"The question goes on with the conversation of that answer."_s, u"ID"_s);
}

/// The filter of the request; an exit code where an option is wrong, which was printed.
std::optional<int> takeFilter(const SubcommandLine &line, QJsonObject &request)
{
    QJsonObject filter;
    for (const auto &[option, key] :
         {std::pair(u"file"_s, u"files"_s), {u"format"_s, u"formats"_s}, {u"language"_s, u"languages"_s}}) {
        if (line.isSet(option))
            filter.insert(key, QJsonArray::fromStringList(line.values(option)));
    }
    if (line.isSet(u"folder"_s))
        filter.insert(u"folder"_s, line.value(u"folder"_s));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto &[option, key] : {std::pair(u"since"_s, u"modified_from"_s), {u"until"_s, u"modified_to"_s}}) {
        if (!line.isSet(option))
            continue;
        const auto moment = momentFrom(line.value(option), now);
        if (!moment)
            return line.usageError(u"--%1 \"%2\" is no time."_s.arg(option, line.value(option)));
        filter.insert(key, double(*moment) / 1000);
    }
    if (!filter.isEmpty())
        request.insert(u"filter"_s, filter);
    return std::nullopt;
}

/// The body of the question; an exit code where something is wrong with it, which was printed.
std::optional<int> takeQuestion(const SubcommandLine &line, QJsonObject &request)
{
    if (line.arguments().isEmpty())
        return line.usageError(u"Ask something."_s);
    request = line.fields({u"model"_s, u"temperature"_s, u"max-tokens"_s});
    if (!request.isEmpty() && !line.isSet(u"answer"_s))
        return line.usageError(u"--model, --temperature and --max-tokens are for an answer: add --answer."_s);
    request.insert(u"question"_s, line.arguments().join(u' '));
    const QStringList collections = line.values(u"collection"_s);
    if (collections == QStringList{u"*"_s})
        request.insert(u"collections"_s, u"*"_s);
    else if (collections.size() == 1)
        request.insert(u"collection"_s, collections.first());
    else if (!collections.isEmpty())
        request.insert(u"collections"_s, QJsonArray::fromStringList(collections));
    if (const auto count = line.number(u"k"_s))
        request.insert(u"k"_s, int(*count));
    if (line.isSet(u"answer"_s))
        request.insert(u"answer"_s, true);
    if (line.isSet(u"follow-up"_s))
        request.insert(u"follow_up_of"_s, line.value(u"follow-up"_s));
    return takeFilter(line, request);
}

/// Follows the answer to its end. Ctrl-C cancels it.
int followAnswer(const SubcommandLine &line, const ProcessId &task, QJsonObject &answer)
{
    UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
    AiSession session(line.endpoint(), task, line.wantsJson() ? AiSession::Output::Nothing : AiSession::Output::Answer);
    QObject::connect(&signalWatch, &UnixSignals::received, &session, [&session] { session.cancel(); });
    const int exitCode = session.run();
    const QJsonObject metadata = session.last() ? (*session.last())->metadata.toObject() : QJsonObject();
    answer.insert(u"answer"_s, metadata.value(MetadataKeys::answer));
    answer.insert(u"cited"_s, metadata.value(MetadataKeys::cited));
    if (!line.wantsJson() && exitCode == ExitCode::ok) {
        printCited(metadata);
        Terminal::printError(u"To ask on: --follow-up %1"_s.arg(task.toString()));
    }
    return exitCode;
}

} // namespace

int ragAsk(const QStringList &arguments)
{
    SubcommandLine line(
        u"rag ask"_s,
        u"Finds the passages of the documents trained on that answer a question, with file, page and score.\n"
        "With --answer an AI answers from them, as it grows, and the passages that it cites are named; the server\n"
        "must have one configured. Where no passage fits, no AI is asked."_s,
        u"QUESTION"_s);
    addOptions(line);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    QJsonObject request;
    if (const auto exitCode = takeQuestion(line, request))
        return *exitCode;
    // The first question to a large collection loads it.
    ApiClient api(line.endpoint(), std::chrono::minutes(2));
    const auto reply = waitFor<QJsonObject>([&](const auto &done) { api.ask(u"/rag/query"_s, request, done); });
    if (!reply)
        return reportProblem(reply.error());
    QJsonObject answer = *reply;
    if (const QString problem = answer.value("problem"_L1).toString(); !problem.isEmpty() && !line.wantsJson())
        Terminal::printError(PlainText::line(problem));
    int exitCode = ExitCode::ok;
    const auto task = ProcessId::fromString(answer.value("answer_process_id"_L1).toString());
    if (task)
        exitCode = followAnswer(line, *task, answer);
    if (line.wantsJson()) {
        printJson(answer);
        return exitCode;
    }
    // The cited ones were told; where the answer failed, the passages are what there is.
    if (task && exitCode == ExitCode::ok)
        return exitCode;
    if (const QString text = answer.value("answer"_L1).toString(); !task && !text.isEmpty())
        Terminal::print(PlainText::lines(text) + u"\n\n"_s);
    const QJsonArray passages = answer.value("passages"_L1).toArray();
    if (passages.isEmpty())
        Terminal::print(u"No passage was found.\n"_s);
    printPassages(passages);
    return exitCode;
}

} // namespace Procession
