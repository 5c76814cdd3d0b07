// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// Runs `processionctl ai` with its arguments (the program's name first) and returns the exit code.
int aiCommand(const QStringList &arguments);

} // namespace Procession
