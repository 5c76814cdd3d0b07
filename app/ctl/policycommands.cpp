// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What `policies set` was asked to change; nothing where it is wrong, which was printed.
std::optional<QJsonObject> policyFrom(const SubcommandLine &line)
{
    QJsonObject policy = line.fields({u"max-attempts"_s, u"initial-delay"_s, u"max-delay"_s, u"exponential-base"_s});
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

QStringList policyRow(const ProcessType &type, const RetryPolicy &policy)
{
    const auto seconds = [](std::chrono::milliseconds time) {
        return u"%1 s"_s.arg(static_cast<double>(time.count()) / 1000.0);
    };
    return {type.toString(),          QString::number(policy.maxAttempts),     seconds(policy.initialDelay),
            seconds(policy.maxDelay), QString::number(policy.exponentialBase), policy.jitter ? u"yes"_s : u"no"_s};
}

void printPolicies(const QMap<ProcessType, RetryPolicy> &policies)
{
    QList<QStringList> rows{{u"TYPE"_s, u"ATTEMPTS"_s, u"FIRST DELAY"_s, u"LONGEST"_s, u"BASE"_s, u"JITTER"_s}};
    for (auto it = policies.begin(); it != policies.end(); ++it)
        rows.append(policyRow(it.key(), it.value()));
    Terminal::print(Terminal::table(rows, Terminal::width()));
}

/// Takes the type out of a line that is `verb TYPE`; one without arguments has none. An exit code for any other line.
std::optional<int> takeType(const SubcommandLine &line, const QString &verb, std::optional<ProcessType> &type)
{
    const QStringList words = line.arguments();
    if (words.isEmpty())
        return std::nullopt;
    if (words.size() != 2 || words.constFirst() != verb)
        return line.usageError(u"\"%1\" isn't understood."_s.arg(words.join(u' ')));
    type = ProcessType::fromString(words.constLast());
    if (!type) {
        return line.usageError(
            u"\"%1\" can't be a process type: it is 1 to 64 of a-z 0-9 _ and begins with a letter."_s.arg(
                words.constLast()));
    }
    return std::nullopt;
}

} // namespace

int typesCommand(const QStringList &arguments)
{
    SubcommandLine line(u"types"_s, u"Lists the process types; 'types add NAME' registers one."_s, u"[add NAME]"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    std::optional<ProcessType> added;
    if (const auto exitCode = takeType(line, u"add"_s, added))
        return *exitCode;
    if (added) {
        return printAnswer<void>(
            line, [&](ApiClient &api, const auto &done) { api.registerType(*added, done); }, [](const auto &) {});
    }
    return printAnswer<QList<ProcessType>>(
        line, [](ApiClient &api, const auto &done) { api.types(done); },
        [](const auto &types) {
            for (const ProcessType &type : *types)
                Terminal::print(type.toString() + u'\n');
        });
}

int policiesCommand(const QStringList &arguments)
{
    SubcommandLine line(u"policies"_s,
                        u"Lists the retry policies. 'policies set TYPE' changes that type's; what isn't given stays."_s,
                        u"[set TYPE]"_s);
    line.addNumber(u"max-attempts"_s, u"Attempts in all, the first included; 1 means no retry."_s, u"number"_s, 0, 1e7);
    line.addNumber(u"initial-delay"_s, u"Seconds before the first retry."_s, u"seconds"_s, 0, 1e7);
    line.addNumber(u"max-delay"_s, u"The longest delay, in seconds."_s, u"seconds"_s, 0, 1e7);
    line.addNumber(u"exponential-base"_s, u"What each further delay is multiplied by."_s, u"number"_s, 0, 1e7);
    line.addValue(u"jitter"_s, u"Whether each delay is drawn from its second half."_s, u"true|false"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    std::optional<ProcessType> type;
    if (const auto exitCode = takeType(line, u"set"_s, type))
        return *exitCode;
    if (!type) {
        return printAnswer<QMap<ProcessType, RetryPolicy>>(
            line, [](ApiClient &api, const auto &done) { api.policies(done); },
            [](const auto &policies) { printPolicies(*policies); });
    }
    const auto policy = policyFrom(line);
    if (!policy)
        return ExitCode::usage;
    return printAnswer<RetryPolicy>(
        line, [&](ApiClient &api, const auto &done) { api.setPolicy(*type, *policy, done); },
        [&](const auto &set) {
            printPolicies({{*type, *set}});
        });
}

} // namespace Procession
