// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandsupport.h"
#include "durationtext.h"
#include "terminal.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxText = 10'000;

QString pathOf(const QString &name, const QString &rest = {})
{
    return u"/expectations/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name)) + rest;
}

qint64 msOf(const QJsonValue &seconds)
{
    return std::llround(seconds.toDouble() * 1000);
}

QString timeText(const QJsonValue &seconds)
{
    return QDateTime::fromMSecsSinceEpoch(msOf(seconds)).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QStringList rowOf(const QJsonObject &expectation, qint64 nowMs)
{
    QString next = u"-"_s;
    if (expectation["due_at"_L1].isDouble()) {
        const qint64 left = msOf(expectation["due_at"_L1]) - nowMs;
        next = left >= 0 ? u"in "_s + durationText(left) : durationText(-left) + u" ago"_s;
    }
    const QJsonValue last = expectation["last_ping"_L1]["at"_L1];
    const QJsonArray troubles = expectation["troubles"_L1].toArray();
    return {expectation["name"_L1].toString(),
            expectation["state"_L1].toString(),
            expectation["words"_L1].toString(),
            next,
            last.isDouble() ? durationText(nowMs - msOf(last)) + u" ago"_s : u"never"_s,
            troubles.isEmpty() ? QString() : troubles.last()["reason"_L1].toString()};
}

QString runText(const QJsonObject &run)
{
    QString text = u"  "_s + timeText(run["at"_L1]) + u"  "_s + run["outcome"_L1].toString();
    if (run["duration"_L1].isDouble())
        text += u", took "_s + durationText(msOf(run["duration"_L1]));
    if (const QString reason = run["reason"_L1].toString(); !reason.isEmpty())
        text += u": "_s + reason;
    return text + u'\n';
}

QString expectationText(const QJsonObject &answer)
{
    const QJsonObject expectation = answer["expectation"_L1].toObject();
    QString text = u"%1: %2, %3\n"_s.arg(expectation["name"_L1].toString(), expectation["state"_L1].toString(),
                                         expectation["words"_L1].toString());
    if (const QString cron = expectation["cron"_L1].toString(); !cron.isEmpty())
        text += u"cron: %1 (%2)\n"_s.arg(cron, expectation["time_zone"_L1].toString());
    const QJsonValue finish = expectation["grace_finish"_L1];
    text += u"may begin %1 late, %2\n"_s.arg(durationText(msOf(expectation["grace_start"_L1])),
                                             finish.isDouble() ? u"and take %1"_s.arg(durationText(msOf(finish)))
                                                               : u"and take as long as it likes"_s);
    if (const QString url = answer["ping_url"_L1].toString(); !url.isEmpty())
        text += u"pings: %1\n"_s.arg(url);
    if (const QJsonObject pause = expectation["paused"_L1].toObject(); !pause.isEmpty())
        text += u"paused since %1: %2\n"_s.arg(timeText(pause["since"_L1]), pause["note"_L1].toString());
    for (const QJsonValue &trouble : expectation["troubles"_L1].toArray())
        text += u"since %1: %2\n"_s.arg(timeText(trouble["since"_L1]), trouble["reason"_L1].toString());
    for (const QJsonValue &run : expectation["running"_L1].toArray())
        text += u"runs since %1\n"_s.arg(timeText(run["started_at"_L1]));
    const QJsonArray next = expectation["next"_L1].toArray();
    if (!next.isEmpty())
        text += u"next at %1\n"_s.arg(timeText(next.first()));
    if (const QJsonArray runs = expectation["runs"_L1].toArray(); !runs.isEmpty()) {
        text += u"last:\n"_s;
        for (const QJsonValue &run : runs)
            text += runText(run.toObject());
    }
    return text;
}

void printExpectation(const ApiReply<QJsonObject> &answer)
{
    Terminal::print(expectationText(answer.body));
}

int list(const SubcommandLine &line)
{
    QUrlQuery query;
    if (line.isSet(u"tag"_s))
        query.addQueryItem(u"tag"_s, QString::fromLatin1(QUrl::toPercentEncoding(line.value(u"tag"_s))));
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.look(u"/expectations"_s, query, done); },
        [](const ApiReply<QJsonObject> &answer) {
            QList<QStringList> rows{
                {u"NAME"_s, u"STATE"_s, u"EXPECTED"_s, u"DUE"_s, u"LAST PING"_s, u"WHAT IS WRONG"_s}};
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            for (const QJsonValue &expectation : answer->value("expectations"_L1).toArray())
                rows.append(rowOf(expectation.toObject(), now));
            Terminal::print(Terminal::table(rows, Terminal::width()));
        });
}

/// The options that define an expectation, as the body of `PUT /expectations/NAME`; empty where none is given.
QJsonObject definitionFrom(const SubcommandLine &line)
{
    QJsonObject body;
    const std::initializer_list<std::pair<QString, QString>> options{
        {u"every"_s, u"every"_s},       {u"cron"_s, u"cron"_s},           {u"tz"_s, u"time_zone"_s},
        {u"grace"_s, u"grace_start"_s}, {u"finish"_s, u"grace_finish"_s}, {u"description"_s, u"description"_s},
    };
    for (const auto &[option, field] : options) {
        if (line.isSet(option))
            body.insert(field, line.value(option));
    }
    if (body.value("grace_finish"_L1) == "none"_L1)
        body["grace_finish"_L1] = QJsonValue();
    QJsonObject scope;
    if (line.isSet(u"type"_s))
        scope.insert("types"_L1, QJsonArray::fromStringList(line.values(u"type"_s)));
    if (line.isSet(u"match"_s))
        scope.insert("name"_L1, line.value(u"match"_s));
    if (!scope.isEmpty())
        body.insert("scope"_L1, scope);
    if (!body.isEmpty() && line.isSet(u"tag"_s))
        body.insert("tags"_L1, QJsonArray::fromStringList(line.values(u"tag"_s)));
    return body;
}

int post(const SubcommandLine &line, const QString &path, const QJsonObject &body)
{
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.ask(path, body, done); }, printExpectation);
}

} // namespace

int expectCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"expect"_s,
        u"Lists what is expected. With a name: shows that expectation with the secret URL that its job pings, or with\n"
        "the options below makes it, or gives it another definition.\n"
        "  processionctl expect nightly --cron '0 3 * * *' --tz Europe/Berlin --grace 30m --finish 2h\n"
        "  processionctl expect heartbeat --every 5m --grace 1m"_s,
        u"[NAME]"_s);
    line.addValue(u"every"_s, u"How long after the begin of a run the next one is expected, such as 90s or 1d."_s,
                  u"duration"_s);
    line.addValue(u"cron"_s, u"When it is expected: a cron expression."_s, u"rule"_s);
    line.addValue(u"tz"_s, u"With --cron: its time zone, by IANA name (default UTC)."_s, u"zone"_s);
    line.addValue(u"grace"_s, u"How late it may begin (default 1h)."_s, u"duration"_s);
    line.addValue(u"finish"_s, u"How long it may take from its begin, or none (default as --grace)."_s, u"duration"_s);
    line.addValue(u"match"_s, u"Processes whose name fits this pattern, with * and ?, are its runs."_s, u"pattern"_s);
    line.addValue(u"type"_s, u"Processes of this type are; may be repeated."_s, u"type"_s);
    line.addValue(u"tag"_s, u"A tag, to pick it by; may be repeated. Without a name: list those alone."_s, u"tag"_s);
    line.addValue(u"description"_s, u"A line for people."_s, u"text"_s);
    line.addFlag(u"pause"_s, u"Expect nothing until it is resumed."_s);
    line.addValue(u"note"_s, u"With --pause: why."_s, u"text"_s);
    line.addFlag(u"resume"_s, u"Expect the next run from now on."_s);
    line.addFlag(u"new-key"_s, u"Give it another secret URL."_s);
    line.addFlag(u"remove"_s, u"Expect it no longer."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QStringList words = line.arguments();
    if (words.isEmpty())
        return list(line);
    const QString name = words.constFirst();
    const QJsonObject body = definitionFrom(line);
    const qsizetype verbs = std::count_if(arguments.cbegin(), arguments.cend(), [](const QString &word) {
        return word == "--pause"_L1 || word == "--resume"_L1 || word == "--new-key"_L1 || word == "--remove"_L1;
    });
    if (words.size() != 1 || verbs + (body.isEmpty() ? 0 : 1) > 1)
        return line.usageError(u"Do one thing with one expectation."_s);
    if (line.isSet(u"pause"_s))
        return post(line, pathOf(name, u"/pause"_s), {{u"note"_s, line.value(u"note"_s)}});
    if (line.isSet(u"resume"_s))
        return post(line, pathOf(name, u"/resume"_s), {});
    if (line.isSet(u"new-key"_s))
        return post(line, pathOf(name, u"/key"_s), {});
    if (line.isSet(u"remove"_s)) {
        return printAnswer<QJsonObject>(
            line, [&](ApiClient &api, const auto &done) { api.remove(pathOf(name), {}, done); }, [](const auto &) {});
    }
    return printAnswer<QJsonObject>(
        line,
        [&](ApiClient &api, const auto &done) {
            if (body.isEmpty())
                api.look(pathOf(name, u"/key"_s), {}, done);
            else
                api.put(pathOf(name), body, done);
        },
        printExpectation);
}

int pingCommand(const QStringList &arguments)
{
    SubcommandLine line(u"ping"_s,
                        u"Says that a run of an expected job ended well, or with a flag something else. It needs the "
                        u"token; a job that\n"
                        "has none asks for the secret URL of the expectation instead, with whatever program.\n"
                        "  processionctl ping nightly --start; backup; processionctl ping nightly --exit-code $?"_s,
                        u"NAME"_s);
    line.addFlag(u"start"_s, u"A run begins."_s);
    line.addFlag(u"fail"_s, u"It failed."_s);
    line.addFlag(u"log"_s, u"A text that says nothing about a run."_s);
    line.addNumber(u"exit-code"_s, u"It ended with this exit code."_s, u"number"_s, 0, 255);
    line.addValue(u"rid"_s, u"A UUID, the same for the begin and the end of a run: where runs overlap."_s, u"uuid"_s);
    line.addValue(u"text"_s, u"What it said; - for what stands on the input."_s, u"text"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name the expectation."_s);
    QJsonObject body;
    for (const QString &signal : {u"start"_s, u"fail"_s, u"log"_s}) {
        if (!line.isSet(signal))
            continue;
        if (!body.isEmpty())
            return line.usageError(u"A ping is one of --start, --fail and --log."_s);
        body.insert("signal"_L1, signal);
    }
    if (const auto code = line.number(u"exit-code"_s))
        body.insert("exit_code"_L1, static_cast<int>(*code));
    if (line.isSet(u"rid"_s))
        body.insert("rid"_L1, line.value(u"rid"_s));
    QString text = line.value(u"text"_s);
    if (text == "-"_L1) {
        QFile input;
        if (input.open(stdin, QIODevice::ReadOnly))
            text = QString::fromUtf8(input.readAll());
    }
    if (!text.isEmpty())
        body.insert("text"_L1, text.left(maxText));
    return printAnswer<QJsonObject>(
        line,
        [&](ApiClient &api, const auto &done) {
            api.ask(pathOf(line.arguments().constFirst(), u"/ping"_s), body, done);
        },
        [](const auto &) {}, "expectation"_L1);
}

} // namespace Procession
