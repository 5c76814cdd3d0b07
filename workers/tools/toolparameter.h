// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <array>
#include <optional>

namespace Procession {

/// One parameter of a tool, as the configuration defines it. Plain data.
struct ToolParameter
{
    enum class Type : quint8 {
        String,
        Number,
        Integer,
        Boolean,
        Choice, ///< one of `values`
        File,   ///< a regular file in one of `folders`
        Folder, ///< a folder in one of `folders`, or one of them
    };
    static constexpr qsizetype mostCharacters = 32768; ///< so that it fits into one argument, whatever they are
    static constexpr qint64 largestInteger = qint64(1) << 53;

    QString name;
    Type type = Type::String;
    QString description;
    bool isRequired = false;
    QJsonValue byDefault = QJsonValue::Undefined; ///< checked like any other value, each time
    std::optional<QRegularExpression> pattern;    ///< of strings; it is anchored at both ends
    QString patternText;                          ///< the same as it was written
    qsizetype maxLength = 4096;                   ///< of strings, in UTF-16 units
    std::optional<double> min;                    ///< of numbers, itself included
    std::optional<double> max;                    ///< likewise
    QStringList values;                           ///< of a choice
    QStringList folders;                          ///< absolute; none: no file is in them
    std::optional<QString> whenTrue;              ///< of a boolean, in place of `true`
    std::optional<QString> whenFalse;             ///< likewise; with whenTrue alone, false leaves the argument out
    bool allowsLeadingDash = false;               ///< otherwise no value becomes an option

    friend bool operator==(const ToolParameter &a, const ToolParameter &b) = default;
};

/// The wire name, such as `integer`.
QLatin1StringView wireName(ToolParameter::Type type);

/// Reads what `[tools.TOOL.parameters.NAME]` says. Errors: InvalidField, with the key as the field.
Result<ToolParameter> toolParameterFromJson(const QString &name, const QJsonObject &json);

/// The text that the value gives to the parameter's arguments; nothing where it leaves them out. Looks at the disk for
/// files and folders. Errors: InvalidField with a sentence about the value; the field is empty.
Result<std::optional<QString>> argumentText(const ToolParameter &parameter, const QJsonValue &value);

/// What a value may be, as JSON schema.
QJsonObject parameterSchema(const ToolParameter &parameter);

} // namespace Procession
