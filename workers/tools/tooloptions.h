// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tooldefinition.h"

namespace Procession {

/// The commands that a server runs, as it is configured. Plain data; the values here are the defaults.
struct ToolOptions
{
    QMap<QString, ToolDefinition> tools;
    QStringList allowedPrograms; ///< absolute paths of the programs whose commands a client may hand over
    bool allowsAnyProgram = false;
    int maxRunning = 16; ///< commands at once, of all tools together, and as many that were handed over

    friend bool operator==(const ToolOptions &a, const ToolOptions &b) = default;
};

} // namespace Procession
