// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "processstat.h"
#include "procfile.h"

#include <vector>

namespace Procession {

/// What /proc tells of one process, whatever becomes of its pid: when the process is gone nothing can be read any more.
///
/// Up to four files stay open, since opening one costs more than reading it. One thread at a time.
class ProcessFiles
{
public:
    ProcessFiles() = default;
    /// `proc` is the open folder /proc.
    ProcessFiles(int proc, pid_t pid);

    /// False where there is no such process.
    bool readStat(ProcessStat &stat) const;
    ProcFile io() const { return keptFile(m_io, "io"); }
    /// Its memory map is taken when the file is opened, so this one can't be kept.
    ProcFile memory() const { return ProcFile(m_folder.number(), "smaps_rollup"); }
    /// The pids of what its threads have started; `threads` is how many there are.
    std::vector<pid_t> children(unsigned long long threads) const;

private:
    ProcFile keptFile(Descriptor &file, const char *path) const;

    pid_t m_pid = 0;
    Descriptor m_folder;
    Descriptor m_stat;
    mutable Descriptor m_io; // opened when they are first asked for
    mutable Descriptor m_children;
};

} // namespace Procession
