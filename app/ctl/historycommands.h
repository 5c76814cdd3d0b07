// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

// Each runs one subcommand with its arguments (the program's name first) and returns the exit code.
int eventsCommand(const QStringList &arguments);
int backupCommand(const QStringList &arguments);
int exportCommand(const QStringList &arguments);
int importCommand(const QStringList &arguments);

} // namespace Procession
