// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace Procession {

/// One parameter of a tool as a form asks for it, by the JSON schema of the parameter, and what the user wrote. Plain data.
///
/// It checks what the schema says, so that the user hears of it while writing. The server checks all of it again, and
/// more: whether a file may be read, whether a value would become an option.
struct ToolField
{
    enum Kind { Text, Integer, Number, Boolean, Choice, File, Folder };

    QString name;
    QString description;
    Kind kind = Text;
    bool isRequired = false;
    QJsonValue byDefault = QJsonValue::Undefined;
    QStringList choices; ///< of a choice; where it may be left out, the first one is empty
    std::optional<QRegularExpression> pattern;
    QString patternText; ///< as the configuration has it
    int maxLength = 0;   ///< in UTF-16 units; 0 for no limit
    std::optional<double> min;
    std::optional<double> max;

    QString text;           ///< as the user wrote it; of a choice the one that was chosen
    bool isChecked = false; ///< of a boolean
    bool isTouched = false; ///< the user has changed it
    QString refusal;        ///< of the server, for the value as it stands

    static ToolField fromSchema(const QString &name, const QJsonObject &schema, bool isRequired);

    /// What the value has to be, in words; empty where anything will do.
    QString hint() const;
    /// Why the value won't do, as a sentence; empty where it does.
    QString problem() const;
    /// The value for the server; undefined where it is left out.
    QJsonValue value() const;
};

} // namespace Procession
