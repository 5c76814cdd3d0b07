// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

// Each runs one subcommand with its arguments (the program's name first) and returns the exit code.
int listCommand(const QStringList &arguments);
int getCommand(const QStringList &arguments);
int startCommand(const QStringList &arguments);
int updateCommand(const QStringList &arguments);
int cancelCommand(const QStringList &arguments);
int retryCommand(const QStringList &arguments);
int deleteCommand(const QStringList &arguments);

} // namespace Procession
