// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tooldefinition.h"

#include <QByteArrayList>

namespace Procession {

/// The values that a client gave to the parameters of a tool, checked, and the command that they make. A value.
///
/// Each value is one argument or a part of one, whatever characters are in it. None becomes an option of the command
/// (unless the parameter allows it), and none has a control character. An argument whose parameter has no value is left out.
class ToolParameters
{
public:
    /// Checks all values. Looks at the disk for files and folders.
    /// Errors: InvalidField, with `parameters.NAME` as the field; an unknown one is told the nearest known.
    static Result<ToolParameters> fromJson(const ToolDefinition &tool, const QJsonObject &values);

    /// The program and its arguments.
    const QByteArrayList &argv() const { return m_argv; }
    /// The values with the defaults filled in, files and folders without symbolic links.
    const QJsonObject &values() const { return m_values; }

private:
    QByteArrayList m_argv;
    QJsonObject m_values;
};

} // namespace Procession
