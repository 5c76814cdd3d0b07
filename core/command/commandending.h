// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "resources.h"

#include <QString>

#include <optional>

namespace Procession {

/// How a command ended, in a shell's terms, and what it used. Plain data.
struct CommandEnding
{
    int exitCode = 0;         ///< 128 + n where signal n ended it; 127 not found, 126 not executable
    int signalNumber = 0;     ///< the signal that ended it; 0 where it ended by itself or was never executed
    QString problem;          ///< a sentence; empty where it succeeded
    bool interrupted = false; ///< Ctrl-C at the terminal ended it
    /// The runner ended it since its tree used more than this limit.
    std::optional<ResourceLimit> limit{};
    /// The kernel ended a process of it for want of memory. Only its cgroup tells; without one it is false, since
    /// others send SIGKILL, too.
    bool outOfMemory = false;
    ResourceTotals resources{}; ///< of the whole tree; of a command that could not be started, none
};

/// Of a command that ended with that status of waitpid().
CommandEnding endingOf(int status);
/// Of the command `program` that could not be executed, for the reason errno gave; -errno of its folder that could not be
/// entered.
CommandEnding endingNotExecuted(const QByteArray &program, int problem);
/// The name of a signal, such as SIGKILL.
QString signalName(int number);
/// A sentence: the limit that was exceeded, and the highest value.
QString limitProblem(ResourceLimit limit, const ResourceLimits &limits, const ResourceTotals &totals);

} // namespace Procession
