// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace Procession {

/// All that one process started and what that started in turn, found in /proc.
///
/// For use between fork and exec too: it calls only what is async-signal-safe and allocates by mmap, at once. At most
/// 262,144 processes of a machine are looked at. A walk reads one short file for each process of the machine.
class ProcessTree
{
public:
    ProcessTree();
    ~ProcessTree();
    ProcessTree(const ProcessTree &) = delete;
    ProcessTree &operator=(const ProcessTree &) = delete;

    /// Looks for all descendants of `root`. Returns their number; -1 where /proc can't be read.
    int findDescendants(pid_t root);
    /// The pid of one that the last findDescendants() found; `index` is below their number.
    pid_t descendant(size_t index) const { return m_entries[index].pid; }

    /// Sends the signal to all descendants of `root`, not to `root` itself. Each is known by its pid and the moment
    /// when it started: where the pid is another's by now, that one is left alone. How many got it; -1 where /proc
    /// can't be read.
    int signalDescendants(pid_t root, int signalNumber);

private:
    struct Entry
    {
        pid_t pid;
        pid_t parent;
        unsigned long long startTime;
        bool belongs;
    };

    bool readAll();
    void markDescendants(pid_t root);
    const Entry *find(pid_t pid) const;
    static bool readEntry(int proc, const char *name, Entry &entry);

    Entry *m_entries = nullptr;
    size_t m_count = 0;
};

} // namespace Procession
