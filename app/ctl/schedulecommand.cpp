// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "apijson.h"
#include "commandsupport.h"
#include "momentparser.h"
#include "scheduletext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &name, const QString &rest = {})
{
    return u"/schedules/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name)) + rest;
}

void printSchedule(const ApiReply<QJsonObject> &answer)
{
    Terminal::print(scheduleText(answer->value("schedule"_L1).toObject()));
}

int list(const SubcommandLine &line)
{
    return printAnswer<QJsonObject>(
        line, [](ApiClient &api, const auto &done) { api.look(u"/schedules"_s, {}, done); },
        [](const ApiReply<QJsonObject> &answer) {
            QList<QStringList> rows{scheduleHeading()};
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            for (const QJsonValue &schedule : answer->value("schedules"_L1).toArray())
                rows.append(scheduleRow(schedule.toObject(), now));
            Terminal::print(Terminal::table(rows, Terminal::width()));
        });
}

/// The parameters of `--param key=value`: JSON where the value is a number, true or false, else a text.
std::optional<QJsonObject> parametersOf(const SubcommandLine &line)
{
    QJsonObject parameters;
    for (const QString &parameter : line.values(u"param"_s)) {
        const qsizetype equals = parameter.indexOf(u'=');
        if (equals < 1) {
            line.usageError(u"\"%1\" isn't a parameter: write --param name=value."_s.arg(parameter));
            return std::nullopt;
        }
        const QString value = parameter.sliced(equals + 1);
        const QJsonValue json = QJsonDocument::fromJson("[" + value.toUtf8() + "]").array().at(0);
        parameters.insert(parameter.first(equals), json.isDouble() || json.isBool() ? json : QJsonValue(value));
    }
    return parameters;
}

/// The body of `PUT /schedules/NAME`; nothing where the line is wrong, which was printed.
std::optional<QJsonObject> definitionFrom(const SubcommandLine &line)
{
    QJsonObject body = line.fields({u"catch-up-window"_s, u"catch-up-limit"_s, u"jitter"_s, u"pause-after-failures"_s});
    for (const QString &option : {u"rule"_s, u"time-zone"_s, u"description"_s, u"overlap"_s}) {
        if (line.isSet(option))
            body.insert(QString(option).replace(u'-', u'_'), line.value(option));
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const QString &option : {u"starts-at"_s, u"ends-at"_s}) {
        if (!line.isSet(option))
            continue;
        const auto moment = momentFrom(line.value(option), now);
        if (!moment) {
            line.usageError(u"--%1 \"%2\" is no time."_s.arg(option, line.value(option)));
            return std::nullopt;
        }
        body.insert(QString(option).replace(u'-', u'_'), double(*moment) / 1000);
    }
    if (line.isSet(u"exclude"_s))
        body.insert("exclude"_L1, QJsonArray::fromStringList(line.values(u"exclude"_s)));

    const auto parameters = parametersOf(line);
    if (!parameters)
        return std::nullopt;
    if (line.isSet(u"tool"_s)) {
        QJsonObject run{{u"tool"_s, line.value(u"tool"_s)}, {u"parameters"_s, *parameters}};
        if (takeDemand(line, run))
            return std::nullopt;
        body.insert("run"_L1, run);
    } else if (line.isSet(u"type"_s)) {
        const QJsonDocument request = QJsonDocument::fromJson(line.value(u"request"_s).toUtf8());
        if (!request.isObject()) {
            line.usageError(u"--request is the JSON object that the work takes, such as '{\"prompt\": \"…\"}'."_s);
            return std::nullopt;
        }
        QJsonObject asked = request.object();
        if (takeDemand(line, asked))
            return std::nullopt;
        body.insert("run"_L1, QJsonObject{{u"process_type"_s, line.value(u"type"_s)}, {u"request"_s, asked}});
    } else {
        line.usageError(u"Say what to run: --tool NAME, or --type TYPE --request JSON."_s);
        return std::nullopt;
    }
    return body;
}

int set(const SubcommandLine &line, const QString &name)
{
    const auto body = definitionFrom(line);
    if (!body)
        return ExitCode::usage;
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.put(pathOf(name), *body, done); }, printSchedule,
        "schedule"_L1);
}

int show(const SubcommandLine &line, const QString &name)
{
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.look(pathOf(name), {}, done); }, printSchedule,
        "schedule"_L1);
}

int removeSchedule(const SubcommandLine &line, const QString &name)
{
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.remove(pathOf(name), {}, done); }, [](const auto &) {});
}

/// Posts to the schedule, and prints it as it stands then.
int post(const SubcommandLine &line, const QString &name, const QString &verb, const QJsonObject &body)
{
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.ask(pathOf(name, u'/' + verb), body, done); }, printSchedule,
        "schedule"_L1);
}

int run(const SubcommandLine &line, const QString &name)
{
    return submit(line, pathOf(name, u"/run"_s), {});
}

int pause(const SubcommandLine &line, const QString &name)
{
    return post(line, name, u"pause"_s, {{u"note"_s, line.value(u"note"_s)}});
}

int resume(const SubcommandLine &line, const QString &name)
{
    return post(line, name, u"resume"_s, {});
}

/// The moments of these options as members of a request; nothing where one is missing or wrong, which was printed.
std::optional<QJsonObject> momentsOf(const SubcommandLine &line, const QStringList &options)
{
    QJsonObject moments;
    for (const QString &option : options) {
        const auto moment = momentFrom(line.value(option), QDateTime::currentMSecsSinceEpoch());
        if (!moment) {
            line.usageError(u"Give --%1 as a time, such as 2026-12-01T03:00 or 7d (that long ago)."_s.arg(option));
            return std::nullopt;
        }
        moments.insert(option, double(*moment) / 1000);
    }
    return moments;
}

int backfill(const SubcommandLine &line, const QString &name)
{
    auto body = momentsOf(line, {u"from"_s, u"until"_s});
    if (!body)
        return ExitCode::usage;
    if (line.isSet(u"overlap"_s))
        body->insert("overlap"_L1, line.value(u"overlap"_s));
    return post(line, name, u"backfill"_s, *body);
}

int move(const SubcommandLine &line, const QString &name)
{
    const auto body = momentsOf(line, {u"to"_s});
    return body ? post(line, name, u"cursor"_s, *body) : ExitCode::usage;
}

int preview(const SubcommandLine &line, const QString &rule)
{
    QUrlQuery query;
    addQueryValue(query, u"rule"_s, rule);
    if (line.isSet(u"time-zone"_s))
        addQueryValue(query, u"time_zone"_s, line.value(u"time-zone"_s));
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.look(u"/schedules/preview"_s, query, done); },
        [](const ApiReply<QJsonObject> &answer) {
            Terminal::print(answer->value("words"_L1).toString() + u'\n'
                            + timesText(answer->value("next"_L1).toArray()));
        });
}

} // namespace

int scheduleCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"schedule"_s,
        u"Lists the schedules. With a verb: 'show', 'set', 'run', 'pause', 'resume', 'backfill', 'move' or\n"
        "'remove' one of them, or 'preview' a rule, which asks when it would be due.\n"
        "  processionctl schedule set nightly --rule '0 3 * * *' --time-zone Europe/Berlin --tool backup"_s,
        u"[VERB NAME]"_s);
    line.addValue(u"rule"_s, u"set: a cron expression, '@every 90s', or '@at 2026-12-01T03:00'."_s, u"rule"_s);
    line.addValue(u"time-zone"_s, u"set, preview: its time zone, by IANA name (default UTC)."_s, u"zone"_s);
    line.addValue(u"description"_s, u"set: a line for people."_s, u"text"_s);
    line.addValue(u"tool"_s, u"set: run this tool of the server."_s, u"name"_s);
    line.addValue(u"param"_s, u"set: a parameter of the tool; may be repeated."_s, u"name=value"_s);
    line.addValue(u"type"_s, u"set: run work of this process type, such as ai_task."_s, u"type"_s);
    line.addValue(u"request"_s, u"set: what that work is asked for."_s, u"JSON"_s);
    addDemandOptions(line);
    line.addValue(u"overlap"_s,
                  u"set, backfill: while a run is live: skip, buffer_one, buffer_all, cancel_other,\n"
                  "terminate_other or allow_all."_s,
                  u"policy"_s);
    line.addNumber(u"catch-up-window"_s, u"set: seconds for which a time is made up for after the server was down."_s,
                   u"seconds"_s, 0, 1e8);
    line.addNumber(u"catch-up-limit"_s, u"set: so many of such times."_s, u"number"_s, 0, 1e6);
    line.addNumber(u"jitter"_s, u"set: start up to so many seconds later."_s, u"seconds"_s, 0, 1e5);
    line.addValue(u"starts-at"_s, u"set: not due before."_s, u"time"_s);
    line.addValue(u"ends-at"_s, u"set: not due from then on."_s, u"time"_s);
    line.addValue(u"exclude"_s, u"set: a day, or a cron expression, that is left out; may be repeated."_s,
                  u"day|cron"_s);
    line.addNumber(u"pause-after-failures"_s, u"set: pause after so many failed runs in a row."_s, u"number"_s, 0, 1e6);
    line.addValue(u"note"_s, u"pause: why."_s, u"text"_s);
    line.addValue(u"from"_s, u"backfill: from when,"_s, u"time"_s);
    line.addValue(u"until"_s, u"backfill: and until when."_s, u"time"_s);
    line.addValue(u"to"_s, u"move: all times up to this one count as decided, none after it."_s, u"time"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QStringList words = line.arguments();
    if (words.isEmpty())
        return list(line);
    const std::map<QString, int (*)(const SubcommandLine &, const QString &)> verbs{
        {u"show"_s, show},      {u"set"_s, set},           {u"run"_s, run},   {u"pause"_s, pause},
        {u"resume"_s, resume},  {u"backfill"_s, backfill}, {u"move"_s, move}, {u"remove"_s, removeSchedule},
        {u"preview"_s, preview}};
    const auto verb = verbs.find(words.constFirst());
    if (verb == verbs.end() || words.size() != 2)
        return line.usageError(u"\"%1\" isn't understood."_s.arg(words.join(u' ')));
    return verb->second(line, words.constLast());
}

} // namespace Procession
