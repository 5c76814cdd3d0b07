// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "signalset.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <sys/types.h>

namespace Procession {

/// A small process between a runner and its command: the command's parent, and that of all which outlives its own
/// parent among what the command started (a subreaper).
///
/// It ends the whole tree when it is told to, and when its runner is gone, however that ended; so a runner that is
/// killed leaves nothing behind. When a command has ended by itself, the guardian is released: what the command left
/// running goes on, and the guardian passes on what that still prints until the last writer is gone.
///
/// It is forked and never executes another program, so everything here is async-signal-safe and allocates nothing:
/// any program with threads may start one. One thread. Owner: CommandRunner, which sends orders over a socket.
namespace Guardian {

/// An order of the runner.
enum class Order : uint8_t {
    Terminate,  ///< SIGTERM to the tree, SIGKILL to what is left after `value` milliseconds
    Kill,       ///< SIGKILL to the tree
    OutputGone, ///< nobody reads the output `value` (0 or 1) any more
    Release,    ///< the runner is done
};

/// News of the guardian.
enum class News : uint8_t {
    Started,       ///< `value` is the command's pid, or 0 where it could not be forked
    NotFound,      ///< it could not be executed: `value` is errno, and -errno where its folder could not be entered
    OutsideCgroup, ///< the command could not be started in its cgroup, and runs outside: `value` is errno
    Stopped,       ///< `value` is the signal that stopped the command
    Ended,         ///< the command; `value` is its status as waitpid() gives it
    Lingers,  ///< after Release: processes that the command left running may still print. Otherwise the guardian ends
    TreeGone, ///< after Terminate or Kill: nothing is left that can be ended
};

/// What those used that the guardian waited for, and what they waited for in turn: all that has ended of the tree.
struct Usage
{
    int64_t cpuTimeUs = 0;
    int64_t largestBytes = 0; ///< the highest resident size that one process of them had
    int64_t bytesAtFork = 0; ///< the guardian's own, which the kernel counts for its child as well, until that executes
    int64_t readBytes = 0;   ///< from disks
    int64_t writtenBytes = 0; ///< to disks
};

struct Message
{
    uint8_t kind = 0;
    int64_t value = 0;
    Usage usage{}; ///< with news
};

/// The guardian's start values. All of them must be ready before the fork.
struct Plan
{
    char *const *arguments = nullptr;
    char *const *environment = nullptr;
    int control = -1;                     ///< the guardian's end of the socket
    std::array<int, 2> readEnds{-1, -1};  ///< of the command's output and error output; one may be missing
    std::array<int, 2> writeEnds{-1, -1}; ///< the command's; both are set
    std::array<int, 2> targets{-1, -1};   ///< where to pass on what comes from readEnds
    int input = -1;                       ///< the command's standard input; -1 for the runner's
    int messages = -1;                    ///< the command's end of a pipe to speak of itself on; -1 for none
    int messagesNumber = -1;              ///< the number that it has there
    int lock = -1;                        ///< a file that stays open, to which the guardian writes its pid; may be -1
    const char *folder = nullptr;         ///< to run the command in; null for the runner's
    bool isApart = false;                 ///< the command has no other descriptors than these, and no terminal
    bool takesTerminal = false;           ///< the command becomes the terminal's foreground
    int64_t graceMs = 0;                  ///< between SIGTERM and SIGKILL where the runner is gone
    int cgroup = -1;                      ///< the open folder of the command's own cgroup, or none
    const char *cgroupFolder = nullptr;   ///< its path; removed by the guardian at its end
    SignalSet ignored;                    ///< signals that the command shall ignore
    sigset_t mask{};                      ///< signals that the command shall block
    char *title = nullptr;                ///< memory that ps shows, of `titleSize` bytes; may be null
    size_t titleSize = 0;
};

/// Becomes the guardian. To be called in the child of a fork, with all signals blocked.
[[noreturn]] void run(const Plan &plan);

} // namespace Guardian

} // namespace Procession
