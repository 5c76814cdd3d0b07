// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// Runs processionctl with these arguments (the program's name first) and returns its exit code.
int runProcessionctl(const QStringList &arguments);

// The subcommands. Each takes its arguments with the program's name first, and returns the exit code.
int aiCommand(const QStringList &arguments);
int alertsCommand(const QStringList &arguments);
int attemptsCommand(const QStringList &arguments);
int backupCommand(const QStringList &arguments);
int cancelCommand(const QStringList &arguments);
int deleteCommand(const QStringList &arguments);
int documentCommand(const QStringList &arguments);
int eventsCommand(const QStringList &arguments);
int expectCommand(const QStringList &arguments);
int exportCommand(const QStringList &arguments);
int getCommand(const QStringList &arguments);
int graphCommand(const QStringList &arguments);
int importCommand(const QStringList &arguments);
int listCommand(const QStringList &arguments);
int outputCommand(const QStringList &arguments);
int pingCommand(const QStringList &arguments);
int policiesCommand(const QStringList &arguments);
int queueCommand(const QStringList &arguments);
int statsCommand(const QStringList &arguments);
int ragCommand(const QStringList &arguments);
int retryCommand(const QStringList &arguments);
int runCommand(const QStringList &arguments);
int scheduleCommand(const QStringList &arguments);
int searchCommand(const QStringList &arguments);
int startCommand(const QStringList &arguments);
int toolCommand(const QStringList &arguments);
int toolsCommand(const QStringList &arguments);
int topCommand(const QStringList &arguments);
int typesCommand(const QStringList &arguments);
int updateCommand(const QStringList &arguments);
int watchCommand(const QStringList &arguments);

} // namespace Procession
