// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandsupport.h"

#include "terminal.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

int reportProblem(const ApiError &error)
{
    Terminal::printError(error.error.message);
    if (!error.isAnswered())
        return ExitCode::unreachable;
    return error.status == 404 ? ExitCode::notFound : ExitCode::refused;
}

int reportProblem(const Error &error)
{
    Terminal::printError(error.message);
    return ExitCode::refused;
}

int submit(const SubcommandLine &line, const QString &path, const QJsonObject &request,
           const std::function<int(const ProcessId &)> &follow)
{
    ApiClient api(line.endpoint());
    const auto reply = waitFor<ProcessPtr>([&](const auto &done) { api.submit(path, request, done); });
    if (!reply)
        return reportProblem(reply.error());
    const ProcessId id = (**reply)->id;
    if (follow)
        return follow(id);
    if (line.wantsJson())
        printJson(reply.body);
    else
        Terminal::print(id.toString() + u'\n');
    return ExitCode::ok;
}

void addDemandOptions(SubcommandLine &line)
{
    line.addNumber(u"priority"_s, u"Where it waits on the server: higher ones start first (default 0)."_s, u"number"_s,
                   Demand::leastPriority, Demand::mostPriority);
    line.addValue(u"use"_s, u"What it uses of a limit of the server while it runs, such as gpu=1; may be repeated."_s,
                  u"limit=number"_s);
}

std::optional<int> takeDemand(const SubcommandLine &line, QJsonObject &request)
{
    if (const auto priority = line.number(u"priority"_s))
        request.insert(u"priority"_s, *priority);
    QJsonObject uses;
    for (const QString &given : line.values(u"use"_s)) {
        const qsizetype equals = given.indexOf(u'=');
        bool isNumber = false;
        const int count = given.sliced(equals + 1).toInt(&isNumber);
        if (equals < 1 || !isNumber)
            return line.usageError(u"--use must be a limit and a number, such as gpu=1."_s);
        uses.insert(given.first(equals), count);
    }
    if (!uses.isEmpty())
        request.insert(u"uses"_s, uses);
    return std::nullopt;
}

void addDependencyOptions(SubcommandLine &line)
{
    line.addValue(u"depends-on"_s, u"The id of a process that it waits for; may be repeated."_s, u"id"_s);
    line.addValue(u"dependency-rule"_s, u"When it may begin: %1."_s.arg(dependencyRuleNames().join(u", "_s)),
                  u"rule"_s);
    line.addFlag(u"allow-missing"_s, u"Those that it waits for needn't be there yet."_s);
}

void takeDependencies(const SubcommandLine &line, QJsonObject &request)
{
    if (line.isSet(u"depends-on"_s))
        request.insert(u"depends_on"_s, QJsonArray::fromStringList(line.values(u"depends-on"_s)));
    if (line.isSet(u"dependency-rule"_s))
        request.insert(u"dependency_rule"_s, line.value(u"dependency-rule"_s));
    if (line.isSet(u"allow-missing"_s))
        request.insert(u"allow_missing_dependencies"_s, true);
}

std::optional<ProcessId> idFrom(const SubcommandLine &line, const QString &text)
{
    const auto id = ProcessId::fromString(text);
    if (!id)
        line.usageError(u"\"%1\" can't be a process's id."_s.arg(text));
    return id;
}

std::optional<ProcessId> onlyId(const SubcommandLine &line)
{
    if (line.arguments().size() == 1)
        return idFrom(line, line.arguments().constFirst());
    line.usageError(u"Name one process."_s);
    return std::nullopt;
}

Result<ProcessFilter> filterFrom(const SubcommandLine &line)
{
    ProcessFilter filter;
    for (const QString &name : line.values(u"type"_s)) {
        const auto type = ProcessType::fromString(name);
        if (!type) {
            return Error{ErrorCode::UnknownProcessType,
                         u"There is no process type \"%1\"; 'processionctl types' lists them."_s.arg(name),
                         u"process_type"_s};
        }
        filter.types.insert(*type);
    }
    for (const QString &name : line.values(u"status"_s)) {
        const auto status = statusFromString(name);
        if (!status) {
            return Error{
                ErrorCode::UnknownStatus,
                u"There is no status \"%1\": it is pending, running, completed, failed, cancelled or timeout."_s.arg(
                    name),
                u"status"_s};
        }
        filter.statuses.insert(*status);
    }
    if (line.isSet(u"search"_s))
        filter.text = line.value(u"search"_s);
    return filter;
}

void printJson(const QJsonObject &object)
{
    Terminal::print(PlainText::json(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void printJsonLine(const QJsonObject &object)
{
    Terminal::print(PlainText::json(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\n');
}

} // namespace Procession
