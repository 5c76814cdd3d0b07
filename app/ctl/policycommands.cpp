// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "policycommands.h"

#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "terminal.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What `policies set` was asked to change; nothing where it is wrong, which was printed.
std::optional<QJsonObject> policyFrom(const SubcommandLine &line)
{
    QJsonObject policy;
    for (const QString &name : {u"max-attempts"_s, u"initial-delay"_s, u"max-delay"_s, u"exponential-base"_s}) {
        const auto number = line.number(name, 0, 1e7);
        if (!number.valid)
            return std::nullopt;
        if (number.value)
            policy.insert(QString(name).replace(u'-', u'_'), *number.value);
    }
    if (const QString jitter = line.value(u"jitter"_s); line.isSet(u"jitter"_s)) {
        if (jitter != "true"_L1 && jitter != "false"_L1) {
            line.usageError(u"--jitter must be true or false."_s);
            return std::nullopt;
        }
        policy.insert(u"jitter"_s, jitter == "true"_L1);
    }
    if (policy.isEmpty()) {
        line.usageError(u"Say what to change."_s);
        return std::nullopt;
    }
    return policy;
}

QStringList policyRow(const QString &type, const QJsonObject &policy)
{
    return {PlainText::line(type),
            QString::number(policy.value("max_attempts"_L1).toInt()),
            u"%1 s"_s.arg(policy.value("initial_delay"_L1).toDouble()),
            u"%1 s"_s.arg(policy.value("max_delay"_L1).toDouble()),
            QString::number(policy.value("exponential_base"_L1).toDouble()),
            policy.value("jitter"_L1).toBool() ? u"yes"_s : u"no"_s};
}

QStringList policyHeading()
{
    return {u"TYPE"_s, u"ATTEMPTS"_s, u"FIRST DELAY"_s, u"LONGEST"_s, u"BASE"_s, u"JITTER"_s};
}

int listPolicies(const SubcommandLine &line, ApiClient &api)
{
    const ApiReply reply = api.fetch(u"/retry-policies"_s);
    if (!reply.ok())
        return reportProblem(reply);
    if (line.wantsJson()) {
        printJson(reply.body);
        return ExitCode::ok;
    }
    QList<QStringList> rows{policyHeading()};
    const QJsonObject policies = reply.body.value("retry_policies"_L1).toObject();
    for (auto it = policies.begin(); it != policies.end(); ++it)
        rows.append(policyRow(it.key(), it->toObject()));
    Terminal::print(Terminal::table(rows, Terminal::width()));
    return ExitCode::ok;
}

int setPolicy(const SubcommandLine &line, ApiClient &api, const QString &type)
{
    const auto policy = policyFrom(line);
    if (!policy)
        return ExitCode::usage;
    const ApiReply reply = api.call("PUT", u"/retry-policies/"_s + type, *policy);
    if (!reply.ok())
        return reportProblem(reply);
    if (line.wantsJson())
        printJson(reply.body);
    else
        Terminal::print(Terminal::table(
            {policyHeading(), policyRow(type, reply.body.value("retry_policy"_L1).toObject())}, Terminal::width()));
    return ExitCode::ok;
}

} // namespace

int typesCommand(const QStringList &arguments)
{
    SubcommandLine line(u"types"_s, u"Lists the process types; 'types add NAME' registers one."_s, u"[add NAME]"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QStringList words = line.arguments();
    const bool adds = words.size() == 2 && words.constFirst() == "add"_L1;
    if (!words.isEmpty() && !adds)
        return line.usageError(u"\"%1\" isn't understood."_s.arg(words.join(u' ')));
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);

    const ApiReply reply =
        adds ? api.call("PUT", u"/processes/types/"_s + words.constLast()) : api.fetch(u"/processes/types"_s);
    if (!reply.ok())
        return reportProblem(reply);
    if (line.wantsJson()) {
        printJson(reply.body);
        return ExitCode::ok;
    }
    const QJsonArray types = reply.body.value("process_types"_L1).toArray();
    for (const QJsonValue &type : types)
        Terminal::print(PlainText::line(type.toString()) + u'\n');
    return ExitCode::ok;
}

int policiesCommand(const QStringList &arguments)
{
    SubcommandLine line(u"policies"_s,
                        u"Lists the retry policies. 'policies set TYPE' changes that type's; what isn't given stays."_s,
                        u"[set TYPE]"_s);
    line.addValue(u"max-attempts"_s, u"Attempts in all, the first included; 1 means no retry."_s, u"number"_s);
    line.addValue(u"initial-delay"_s, u"Seconds before the first retry."_s, u"seconds"_s);
    line.addValue(u"max-delay"_s, u"The longest delay, in seconds."_s, u"seconds"_s);
    line.addValue(u"exponential-base"_s, u"What each further delay is multiplied by."_s, u"number"_s);
    line.addValue(u"jitter"_s, u"Whether each delay is drawn from its second half."_s, u"true|false"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QStringList words = line.arguments();
    const bool sets = words.size() == 2 && words.constFirst() == "set"_L1;
    if (!words.isEmpty() && !sets)
        return line.usageError(u"\"%1\" isn't understood."_s.arg(words.join(u' ')));
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;
    ApiClient api(*endpoint);
    return sets ? setPolicy(line, api, words.constLast()) : listPolicies(line, api);
}

} // namespace Procession
