// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolparameters.h"

#include "nearestname.h"

#include <QHash>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What all arguments may take together; the system takes at least 2 MiB, with the environment.
constexpr qsizetype mostBytes = 1024 * 1024;

Error refused(const QString &name, const QString &message)
{
    return {ErrorCode::InvalidField, message, u"parameters."_s + name};
}

/// The texts of the parameters that have a value.
using Texts = QHash<QString, QString>;

/// The argument; nothing where a parameter in it has no value. `first` is the parameter that gave its first character.
std::optional<QString> argumentOf(const ArgumentTemplate &argument, const Texts &texts, QString &first)
{
    QString made;
    for (const ArgumentTemplate::Part &part : argument.parts()) {
        if (part.isParameter && !texts.contains(part.text))
            return std::nullopt;
        const QString text = part.isParameter ? texts.value(part.text) : part.text;
        if (made.isEmpty() && !text.isEmpty())
            first = part.isParameter ? part.text : QString();
        made += text;
    }
    return made;
}

/// Whether the configuration itself writes the texts of its values, or they can begin with no dash.
bool isHarmless(const ToolParameter &parameter)
{
    using enum ToolParameter::Type;
    return parameter.allowsLeadingDash || parameter.type == Boolean || parameter.type == Choice;
}

} // namespace

Result<ToolParameters> ToolParameters::fromJson(const ToolDefinition &tool, const QJsonObject &values)
{
    const QStringList names = tool.parameterNames();
    for (auto it = values.begin(); it != values.end(); ++it) {
        constexpr qsizetype longestShown = 64;
        const QString name = it.key().left(longestShown);
        if (!names.contains(it.key()))
            return refused(name,
                           u"The tool %1 has no parameter \"%2\""_s.arg(tool.name, name) + suggestion(name, names));
    }
    ToolParameters result;
    Texts texts;
    for (const ToolParameter &parameter : tool.parameters) {
        QJsonValue value = values.value(parameter.name);
        if (value.isUndefined() || value.isNull())
            value = parameter.byDefault;
        if (value.isUndefined()) {
            if (parameter.isRequired)
                return refused(parameter.name, u"The parameter %1 is required."_s.arg(parameter.name));
            continue;
        }
        const auto text = argumentText(parameter, value);
        if (!text)
            return refused(parameter.name, u"The parameter %1 %2."_s.arg(parameter.name, text.error().message));
        const bool isPath =
            parameter.type == ToolParameter::Type::File || parameter.type == ToolParameter::Type::Folder;
        result.m_values.insert(parameter.name, isPath ? QJsonValue(**text) : value);
        if (*text)
            texts.insert(parameter.name, **text);
    }

    qsizetype bytes = 0;
    for (const ArgumentTemplate &argument : tool.argv) {
        QString first;
        const auto made = argumentOf(argument, texts, first);
        if (!made)
            continue;
        if (!first.isEmpty() && made->startsWith(u'-') && !isHarmless(*tool.parameter(first)))
            return refused(
                first,
                u"The parameter %1 begins with a dash, by which the command would take it for an option."_s.arg(first));
        result.m_argv.append(made->toUtf8());
        bytes += result.m_argv.constLast().size() + 1;
        if (bytes > mostBytes)
            return Error{ErrorCode::InvalidField, u"The values make the command too long."_s, u"parameters"_s};
    }
    return result;
}

} // namespace Procession
