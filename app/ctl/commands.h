// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace Procession {

/// The exit codes of processionctl; `run` gives the command's own.
namespace ExitCode {
inline constexpr int ok = 0;
inline constexpr int refused = 1;
inline constexpr int usage = 2;
inline constexpr int unreachable = 3;
inline constexpr int notFound = 4;
inline constexpr int timedOut = 124;  // as timeout(1) has it; of what is waited for
inline constexpr int cancelled = 130; // as a shell tells of Ctrl-C
} // namespace ExitCode

/// Runs processionctl with these arguments (the program's name first) and returns its exit code.
int runProcessionctl(const QStringList &arguments);

} // namespace Procession
