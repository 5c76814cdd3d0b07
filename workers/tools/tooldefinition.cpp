// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tooldefinition.h"

#include "demandjson.h"
#include "jsonreader.h"
#include "limitreader.h"
#include "nearestname.h"

#include <QDir>
#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxDescription = 2000;
constexpr qsizetype maxPath = 4096;
constexpr qsizetype mostArguments = 1000;
constexpr qsizetype mostParameters = 100;

bool isName(const QString &name, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(name).hasMatch();
}

void readArguments(JsonReader &reader, ToolDefinition &tool)
{
    const QJsonArray array = reader.array("argv"_L1).value_or(QJsonArray());
    if (array.isEmpty() || array.size() > mostArguments)
        reader.fail("argv"_L1,
                    u"argv must be a list of 1 to %1 texts: the program and its arguments."_s.arg(mostArguments));
    for (const QJsonValue &value : array) {
        if (!value.isString() || value.toString().contains(QChar())) {
            reader.fail("argv"_L1, u"argv must be a list of texts."_s);
            return;
        }
        const auto argument = ArgumentTemplate::fromString(value.toString());
        if (!argument) {
            reader.fail("argv"_L1, argument.error().message);
            return;
        }
        tool.argv.push_back(*argument);
    }
    if (tool.argv.empty())
        return;
    const ArgumentTemplate &program = tool.argv.front();
    if (program.hasParameters() || program.parts().empty() || !program.parts().front().text.startsWith(u'/'))
        reader.fail("argv"_L1, u"argv begins with the absolute path of a program, which has no parameter in it."_s);
}

void readParameters(JsonReader &reader, ToolDefinition &tool)
{
    const QJsonObject all = reader.object("parameters"_L1).value_or(QJsonObject());
    if (all.size() > mostParameters)
        reader.fail("parameters"_L1, u"A tool has at most %1 parameters."_s.arg(mostParameters));
    for (auto it = all.begin(); it != all.end() && !reader.error(); ++it) {
        const QString where = u"parameters.%1"_s.arg(it.key());
        if (!isName(it.key(), u"[A-Za-z][A-Za-z0-9_]{0,63}"_s)) {
            reader.fail(
                "parameters"_L1,
                u"%1: a parameter's name is 1 to 64 of A-Z a-z 0-9 _, of which the first is a letter."_s.arg(where));
        } else if (!it.value().isObject()) {
            reader.fail("parameters"_L1, where + u" must be a table."_s);
        } else if (auto parameter = toolParameterFromJson(it.key(), it.value().toObject()); parameter) {
            tool.parameters.push_back(*std::move(parameter));
        } else {
            reader.fail("parameters"_L1, where + u": "_s + parameter.error().message);
        }
    }
    QStringList unused = tool.parameterNames();
    for (const ArgumentTemplate &argument : tool.argv) {
        for (const ArgumentTemplate::Part &part : argument.parts()) {
            if (part.isParameter && !tool.parameter(part.text))
                reader.fail("argv"_L1,
                            u"There is no parameter {%1}"_s.arg(part.text)
                                + suggestion(part.text, tool.parameterNames()));
            if (part.isParameter)
                unused.removeAll(part.text);
        }
    }
    if (!unused.isEmpty())
        reader.fail("parameters"_L1, u"parameters.%1 is in no argument of argv."_s.arg(unused.constFirst()));
}

/// Names of variables and their texts.
QMap<QString, QString> readVariables(JsonReader &reader, QLatin1StringView key)
{
    QMap<QString, QString> variables;
    const QJsonObject all = reader.object(key).value_or(QJsonObject());
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (!isName(it.key(), u"[A-Za-z_][A-Za-z0-9_]*"_s) || !it.value().isString()
            || it.value().toString().contains(QChar())) {
            reader.fail(key, u"%1 must be a table of variables and texts."_s.arg(key));
        }
        variables.insert(it.key(), it.value().toString());
    }
    return variables;
}

void readPolicy(JsonReader &reader, ToolDefinition &tool)
{
    const auto json = reader.object("retry_policy"_L1);
    if (!json)
        return;
    JsonReader inner(*json);
    inner.onlyKeys({"max_attempts"_L1, "initial_delay"_L1, "max_delay"_L1, "exponential_base"_L1, "jitter"_L1});
    RetryPolicy policy;
    policy.maxAttempts = inner.integer("max_attempts"_L1).value_or(policy.maxAttempts);
    policy.initialDelay = inner.seconds("initial_delay"_L1).value_or(policy.initialDelay);
    policy.maxDelay = inner.seconds("max_delay"_L1).value_or(std::max(policy.maxDelay, policy.initialDelay));
    policy.exponentialBase = inner.number("exponential_base"_L1).value_or(policy.exponentialBase);
    policy.jitter = inner.boolean("jitter"_L1).value_or(policy.jitter);
    reader.failWithin("retry_policy"_L1, inner);
    if (const auto valid = validate(policy); !valid)
        reader.fail("retry_policy"_L1, u"retry_policy: "_s + valid.error().message);
    tool.retryPolicy = policy;
}

} // namespace

const ToolParameter *ToolDefinition::parameter(const QString &parameterName) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const ToolParameter &parameter) { return parameter.name == parameterName; });
    return found == parameters.end() ? nullptr : &*found;
}

QStringList ToolDefinition::parameterNames() const
{
    QStringList names;
    for (const ToolParameter &parameter : parameters)
        names.append(parameter.name);
    return names;
}

QString toolNameRule()
{
    return u"1 to 64 of a-z 0-9 _ -, of which the first is a letter"_s;
}

Result<ToolDefinition> toolFromJson(const QString &name, const QJsonObject &json)
{
    ToolDefinition tool;
    tool.name = name;
    JsonReader reader(json);
    if (!isName(name, u"[a-z][a-z0-9_-]{0,63}"_s))
        reader.fail("name"_L1, u"\"%1\" can't be a tool's name, which is %2."_s.arg(name, toolNameRule()));
    reader.onlyKeys({"argv"_L1, "description"_L1, "parameters"_L1, "folder"_L1, "environment"_L1, "secrets"_L1,
                     "timeout"_L1, "grace"_L1, "max_memory"_L1, "max_cpu_time"_L1, "limit_sustain"_L1,
                     "output_timeout"_L1, "progress_timeout"_L1, "retry_over_limit"_L1, "max_running"_L1,
                     "retry_policy"_L1, "priority"_L1, "uses"_L1});
    tool.description = reader.text("description"_L1, maxDescription).value_or(QString());
    readArguments(reader, tool);
    readParameters(reader, tool);
    tool.folder = reader.text("folder"_L1, maxPath).value_or(QString());
    if (!tool.folder.isEmpty() && !QDir::isAbsolutePath(tool.folder))
        reader.fail("folder"_L1, u"folder must be an absolute path."_s);
    tool.environment = readVariables(reader, "environment"_L1);
    tool.secrets = readVariables(reader, "secrets"_L1);
    for (const QString &file : std::as_const(tool.secrets)) {
        if (!QDir::isAbsolutePath(file))
            reader.fail("secrets"_L1, u"secrets must be the absolute paths of files."_s);
    }
    tool.timeout = readDuration(reader, json, "timeout"_L1);
    tool.grace = readDuration(reader, json, "grace"_L1, 0ms).value_or(tool.grace);
    tool.limits = readLimits(reader, json);
    tool.maxRunning = reader.integer("max_running"_L1, 1, 1000).value_or(tool.maxRunning);
    tool.demand = demandFromJson(reader);
    readPolicy(reader, tool);
    return reader.error() ? Result<ToolDefinition>(*reader.error()) : tool;
}

QJsonObject toolSchema(const ToolDefinition &tool)
{
    QJsonObject properties;
    QJsonArray required;
    for (const ToolParameter &parameter : tool.parameters) {
        properties.insert(parameter.name, parameterSchema(parameter));
        if (parameter.isRequired)
            required.append(parameter.name);
    }
    QJsonObject schema{{u"$schema"_s, u"https://json-schema.org/draft/2020-12/schema"_s},
                       {u"title"_s, tool.name},
                       {u"type"_s, u"object"_s},
                       {u"properties"_s, properties},
                       {u"required"_s, required},
                       {u"additionalProperties"_s, false}};
    if (!tool.description.isEmpty())
        schema.insert(u"description"_s, tool.description);
    return schema;
}

} // namespace Procession
