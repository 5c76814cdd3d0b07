// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "alerttext.h"
#include "commandsupport.h"
#include "terminal.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &base, const QString &name, const QString &rest = {})
{
    return base + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(name)) + rest;
}

/// Prints the list that stands at the path as a table.
int printList(const SubcommandLine &line, const QString &path, const QUrlQuery &query, QLatin1StringView member,
              const QStringList &heading, const std::function<QStringList(const QJsonObject &)> &row)
{
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.look(path, query, done); },
        [&](const ApiReply<QJsonObject> &answer) {
            QList<QStringList> rows{heading};
            const QJsonArray list = answer->value(member).toArray();
            for (const QJsonValue &one : list)
                rows.append(row(one.toObject()));
            Terminal::print(Terminal::table(rows, Terminal::width()));
        });
}

int list(const SubcommandLine &line, const QStringList &)
{
    QUrlQuery query;
    if (line.isSet(u"ended"_s))
        query.addQueryItem(u"state"_s, u"ended"_s);
    if (line.isSet(u"limit"_s))
        query.addQueryItem(u"limit"_s, line.value(u"limit"_s));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    return printList(line, u"/alerts"_s, query, "alerts"_L1, alertHeading(),
                     [now](const QJsonObject &alert) { return alertRow(alert, now); });
}

int rules(const SubcommandLine &line, const QStringList &)
{
    return printList(line, u"/alert-rules"_s, {}, "alert_rules"_L1, alertRuleHeading(), alertRuleRow);
}

int silences(const SubcommandLine &line, const QStringList &)
{
    return printList(line, u"/alert-silences"_s, {}, "silences"_L1, silenceHeading(), silenceRow);
}

int channels(const SubcommandLine &line, const QStringList &)
{
    return printList(line, u"/alert-channels"_s, {}, "channels"_L1, channelHeading(), channelRow);
}

/// The rule in that text; nothing where it is no JSON object, which was printed.
std::optional<QJsonObject> ruleFrom(const SubcommandLine &line, const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject()) {
        line.usageError(
            u"Give the rule as a JSON object, by --definition '{\"condition\": {\"kind\": \"failed\"}, …}' or --file."_s);
        return std::nullopt;
    }
    return document.object();
}

/// The rule in a file; - is the standard input.
std::optional<QJsonObject> ruleIn(const SubcommandLine &line, const QString &path)
{
    QFile file(path);
    const bool isOpen = path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen) {
        line.usageError(u"%1 can't be read: %2"_s.arg(path, file.errorString()));
        return std::nullopt;
    }
    return ruleFrom(line, file.readAll());
}

/// The rule that --definition or --file give; nothing where it is no JSON object, which was printed.
std::optional<QJsonObject> definitionFrom(const SubcommandLine &line)
{
    return line.isSet(u"file"_s) ? ruleIn(line, line.value(u"file"_s))
                                 : ruleFrom(line, line.value(u"definition"_s).toUtf8());
}

void printRule(const ApiReply<QJsonObject> &answer)
{
    printJson(answer->value("alert_rule"_L1).toObject());
}

int rule(const SubcommandLine &line, const QStringList &words)
{
    const QString verb = words.value(0);
    const QString path = pathOf(u"/alert-rules"_s, words.value(1));
    if (words.size() != 2)
        return line.usageError(u"Say 'rule show NAME', 'rule put NAME' or 'rule remove NAME'."_s);
    if (verb == "show"_L1) {
        return printAnswer<QJsonObject>(
            line, [&](ApiClient &api, const auto &done) { api.look(path, {}, done); }, printRule, "alert_rule"_L1);
    }
    if (verb == "remove"_L1) {
        return printAnswer<QJsonObject>(
            line, [&](ApiClient &api, const auto &done) { api.remove(path, {}, done); }, [](const auto &) {});
    }
    if (verb != "put"_L1)
        return line.usageError(u"\"rule %1\" isn't understood."_s.arg(verb));
    const auto body = definitionFrom(line);
    if (!body)
        return ExitCode::usage;
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.put(path, *body, done); }, printRule, "alert_rule"_L1);
}

int acknowledge(const SubcommandLine &line, const QStringList &words)
{
    if (words.size() != 1)
        return line.usageError(u"Say which alert: 'ack NUMBER'."_s);
    return printAnswer<QJsonObject>(
        line,
        [&](ApiClient &api, const auto &done) {
            api.ask(pathOf(u"/alerts"_s, words.constFirst(), u"/acknowledge"_s), {}, done);
        },
        [](const auto &) {}, "alert"_L1);
}

/// With a number that alert; else what --rule, --type and --name say.
int silence(const SubcommandLine &line, const QStringList &words)
{
    QJsonObject body = line.fields({u"duration"_s});
    body.insert("reason"_L1, line.value(u"reason"_s));
    QString path = u"/alert-silences"_s;
    if (words.size() == 2 && words.constFirst() == "remove"_L1) {
        return printAnswer<QJsonObject>(
            line, [&](ApiClient &api, const auto &done) { api.remove(pathOf(path, words.constLast()), {}, done); },
            [](const auto &) {});
    }
    if (words.size() > 1)
        return line.usageError(u"\"silence %1\" isn't understood."_s.arg(words.join(u' ')));
    if (!words.isEmpty())
        path = pathOf(u"/alerts"_s, words.constFirst(), u"/silence"_s);
    for (const QString &option : {u"rule"_s, u"type"_s, u"name"_s}) {
        if (line.isSet(option))
            body.insert(option, line.value(option));
    }
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.ask(path, body, done); },
        [](const ApiReply<QJsonObject> &answer) {
            Terminal::print(Terminal::table({silenceHeading(), silenceRow(answer->value("silence"_L1).toObject())},
                                            Terminal::width()));
        },
        "silence"_L1);
}

/// The rule of that name, as the server has it, with its name; an error where it has none.
ApiReply<QJsonObject> ruleOfServer(ApiClient &api, const QString &name)
{
    auto reply = waitFor<QJsonObject>([&](const auto &done) { api.look(pathOf(u"/alert-rules"_s, name), {}, done); });
    if (!reply)
        return reply;
    QJsonObject rule = reply->value("alert_rule"_L1).toObject();
    for (const QString &known : {u"configured"_s, u"updated_at"_s, u"seq"_s})
        rule.remove(known);
    return rule;
}

/// What a rule would have told: of --definition or --file, of a file that is named, or of the server's rule of that name.
int rehearse(const SubcommandLine &line, const QStringList &words)
{
    const bool isGiven = line.isSet(u"definition"_s) || line.isSet(u"file"_s);
    if (words.size() != (isGiven ? 0 : 1))
        return line.usageError(u"Say which rule: 'rehearse RULE-FILE', 'rehearse NAME', or --definition."_s);
    ApiClient api(line.endpoint());
    QJsonObject rule;
    if (isGiven || words.constFirst() == "-"_L1 || QFileInfo(words.constFirst()).isFile()) {
        const auto definition = isGiven ? definitionFrom(line) : ruleIn(line, words.constFirst());
        if (!definition)
            return ExitCode::usage;
        rule = *definition;
    } else {
        const auto found = ruleOfServer(api, words.constFirst());
        if (!found)
            return reportProblem(found.error());
        rule = *found;
    }
    QUrlQuery query;
    if (line.isSet(u"days"_s))
        query.addQueryItem(u"days"_s, line.value(u"days"_s));
    const auto reply =
        waitFor<QJsonObject>([&](const auto &done) { api.ask(u"/alert-rules/rehearsal"_s, query, rule, done); });
    if (!reply)
        return reportProblem(reply.error());
    if (line.wantsJson()) {
        printJson(reply.body);
    } else {
        const QList<QStringList> rows = rehearsalRows(*reply);
        if (!rows.isEmpty())
            Terminal::print(Terminal::table(QList<QStringList>{rehearsalHeading()} + rows, Terminal::width()));
        Terminal::print(rehearsalSummary(*reply));
    }
    return reply->value("can_rehearse"_L1).toBool() ? ExitCode::ok : ExitCode::refused;
}

int test(const SubcommandLine &line, const QStringList &words)
{
    if (words.size() != 1)
        return line.usageError(u"Say which channel: 'test NAME'."_s);
    ApiClient api(line.endpoint());
    const auto reply = waitFor<QJsonObject>(
        [&](const auto &done) { api.ask(pathOf(u"/alert-channels"_s, words.constFirst(), u"/test"_s), {}, done); });
    if (!reply)
        return reportProblem(reply.error());
    const bool isDelivered = reply->value("delivered"_L1).toBool();
    const QString message = reply->value("message"_L1).toString();
    if (line.wantsJson())
        printJson(reply.body);
    else
        Terminal::print((isDelivered ? u"delivered"_s : u"not delivered"_s)
                        + (message.isEmpty() ? QString() : u": "_s + message) + u'\n');
    return isDelivered ? ExitCode::ok : ExitCode::refused;
}

} // namespace

int alertsCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"alerts"_s,
        u"Lists the alerts that are open. With a verb: 'rules', 'rule show|put|remove NAME', 'ack NUMBER',\n"
        "'silence [NUMBER]', 'silence remove ID', 'silences', 'channels', 'test CHANNEL', which sends a test, or\n"
        "'rehearse RULE-FILE|NAME': what that rule would have told of the last days.\n"
        "  processionctl alerts rule put failures --definition '{\"condition\": {\"kind\": \"failed\"},\n"
        "    \"channels\": [\"ops\"]}'\n"
        "  processionctl alerts rehearse failures --days 31\n"
        "  processionctl alerts silence 17 --duration 7200 --reason 'The disk is being replaced'"_s,
        u"[VERB ...]"_s);
    line.addFlag(u"ended"_s, u"list: those that are over, the newest first."_s);
    line.addNumber(u"limit"_s, u"list: so many at most."_s, u"number"_s, 1, 1000);
    line.addValue(u"definition"_s, u"rule put, rehearse: the rule, as JSON (docs/alerts.md)."_s, u"JSON"_s);
    line.addValue(u"file"_s, u"rule put, rehearse: a file that has it; - for the standard input."_s, u"file"_s);
    line.addNumber(u"days"_s, u"rehearse: the last so many days; 7 unless it is said."_s, u"number"_s, 1, 31);
    line.addNumber(u"duration"_s, u"silence: for so long."_s, u"seconds"_s, 1, 31'622'400);
    line.addValue(u"reason"_s, u"silence: why."_s, u"text"_s);
    line.addValue(u"rule"_s, u"silence: rules of that name; * and ? stand for any characters."_s, u"pattern"_s);
    line.addValue(u"type"_s, u"silence: processes of that type."_s, u"type"_s);
    line.addValue(u"name"_s, u"silence: processes of that name; a pattern."_s, u"pattern"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QStringList words = line.arguments();
    const std::map<QString, int (*)(const SubcommandLine &, const QStringList &)> verbs{
        {u"list"_s, list},       {u"rules"_s, rules},       {u"rule"_s, rule},
        {u"ack"_s, acknowledge}, {u"silence"_s, silence},   {u"silences"_s, silences},
        {u"test"_s, test},       {u"channels"_s, channels}, {u"rehearse"_s, rehearse}};
    const auto verb = verbs.find(words.isEmpty() ? u"list"_s : words.constFirst());
    if (verb == verbs.end())
        return line.usageError(u"\"%1\" isn't understood."_s.arg(words.join(u' ')));
    return verb->second(line, words.mid(1));
}

} // namespace Procession
