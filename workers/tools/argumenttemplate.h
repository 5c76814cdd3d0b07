// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QString>

#include <vector>

namespace Procession {

/// One argument of a tool as the configuration writes it, such as `--bwlimit={limit}`: `{name}` stands for a parameter, `{{`
/// and `}}` for braces. A value.
class ArgumentTemplate
{
public:
    struct Part
    {
        QString text; ///< the name of a parameter, or the text itself
        bool isParameter = false;

        friend bool operator==(const Part &a, const Part &b) = default;
    };

    /// Errors: InvalidField, for braces that mean nothing.
    static Result<ArgumentTemplate> fromString(const QString &text);

    const std::vector<Part> &parts() const { return m_parts; }
    bool hasParameters() const;

    friend bool operator==(const ArgumentTemplate &a, const ArgumentTemplate &b) = default;

private:
    void append(QStringView text);

    std::vector<Part> m_parts;
};

} // namespace Procession
