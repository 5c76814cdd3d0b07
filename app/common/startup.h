// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings.h"

#include <functional>

namespace Procession {

class Runtime;

/// Shared by the main() functions of the daemon and the desktop. These functions print for the user and may exit.
namespace Startup {

/// The exit code where a setting is wrong; nothing was started then.
inline constexpr int usageError = 2;
/// The exit code where the server could not be started.
inline constexpr int startError = 1;

void nameApplication(const QString &name);
/// Prints a text that was asked for.
void print(const QString &text);
/// Prints the error on stderr.
void printError(const Error &error);
/// The exit code after Runtime::start() failed.
int exitCodeOf(const Error &error);
/// Returns the settings. For --help, --version and a wrong setting it prints the text and exits.
CommandLine readCommandLineOrExit();
/// Starts the server, which waits for the disk, on a thread of its own, and runs `meanwhile` in this one. Errors:
/// Runtime::start()'s.
Result<void> startBeside(Runtime &runtime, const std::function<void()> &meanwhile);
/// Prints where the server listens, where the token is and a line to try.
void printWhereItListens(const Runtime &runtime);
/// Starts the server and prints where it listens; exits where it can't.
void startOrExit(Runtime &runtime);

} // namespace Startup

} // namespace Procession
