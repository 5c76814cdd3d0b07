// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardian.h"

namespace Procession::Guardian {

// All of this is async-signal-safe.

constexpr int exitNotExecuted = 127; // the runner says why

struct CommandStart
{
    pid_t pid = -1;        ///< of the command, which leads a group of its own; -1 where there could be no fork
    int problem = 0;       ///< errno of that
    int cgroupProblem = 0; ///< errno where it could not be started in its cgroup, and runs outside
};
/// Starts the command as a child of the guardian. The child writes errno, an int, to the descriptor `failure` where it
/// can't be executed, and -errno where its folder can't be entered.
CommandStart startCommand(const Plan &plan, int failure);

void setSignal(int number, void (*handler)(int));
/// Makes that group the terminal's foreground, which a group in the background may do only if it ignores SIGTTOU.
void giveTerminalTo(pid_t group);

} // namespace Procession::Guardian
