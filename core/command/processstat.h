// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <sys/types.h>

namespace Procession {

// All of this is async-signal-safe.

/// What the system's PID/stat says of a process, as far as it is needed here. Times are in ticks of sysconf(_SC_CLK_TCK).
struct ProcessStat
{
    pid_t pid = 0;
    char state = '?'; ///< Z: it has ended and waits for its parent
    pid_t parent = 0;
    unsigned long long userTime = 0;
    unsigned long long systemTime = 0;
    unsigned long long childUserTime = 0; ///< of the children that it waited for, and of theirs
    unsigned long long childSystemTime = 0;
    unsigned long long threads = 0;
    unsigned long long startTime = 0; ///< tells two processes apart that had the same pid
    unsigned long long residentPages = 0;
};

/// Reads an open file PID/stat anew. False where it can't be read, such as when the process is gone.
bool readProcessStat(int file, ProcessStat &stat);
/// Reads the file `path`, which is relative to the open folder `folder`.
bool readProcessStat(int folder, const char *path, ProcessStat &stat);

/// A pid as text, ended by a zero.
using PidText = std::array<char, 16>;
PidText pidText(pid_t pid);

} // namespace Procession
