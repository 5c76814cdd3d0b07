// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "argumenttemplate.h"
#include "attemptlimits.h"
#include "demand.h"
#include "retrypolicy.h"
#include "toolparameter.h"

#include <QMap>

#include <chrono>

namespace Procession {

/// A command that this server runs for its clients, as `[tools.NAME]` of the configuration defines it. Plain data.
///
/// Clients give values of parameters. Each of them becomes one argument of the command, or a part of one; there is no
/// shell. docs/tools.md describes all keys.
struct ToolDefinition
{
    QString name;
    QString description;
    std::vector<ArgumentTemplate> argv; ///< the first one is the program, an absolute path without parameters
    std::vector<ToolParameter> parameters;
    QString folder;                                   ///< to run it in; empty for the root
    QMap<QString, QString> environment;               ///< beside what all commands get
    QMap<QString, QString> secrets;                   ///< the file that has the value of each of these variables
    std::optional<std::chrono::milliseconds> timeout; ///< of each attempt
    std::chrono::milliseconds grace{10000};           ///< between SIGTERM and SIGKILL
    AttemptLimits limits;
    std::optional<RetryPolicy> retryPolicy; ///< in place of that of the type
    int maxRunning = 4;                     ///< at once; the others wait
    Demand demand;                          ///< of each of its processes, at least

    /// Null for none.
    const ToolParameter *parameter(const QString &parameterName) const;
    QStringList parameterNames() const;

    friend bool operator==(const ToolDefinition &a, const ToolDefinition &b) = default;
};

/// For a sentence such as "A tool's name is %1.": 1 to 64 of `a-z 0-9 _ -`, of which the first is a letter.
QString toolNameRule();

/// Reads a definition. Errors: InvalidField, with the key at fault as the field.
Result<ToolDefinition> toolFromJson(const QString &name, const QJsonObject &json);

/// All parameters of the tool, as JSON schema (draft 2020-12) of an object.
QJsonObject toolSchema(const ToolDefinition &tool);

} // namespace Procession
