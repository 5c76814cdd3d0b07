// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"
#include "daemonprocess.h"
#include "soakoptions.h"

#include <atomic>
#include <vector>

namespace Procession::Soak {

/// What the daemon confirmed. The head is for any thread; a process's place is written by its own reporter only.
struct Confirmed
{
    explicit Confirmed(int processes)
        : seqs(static_cast<size_t>(processes))
    {
    }

    std::atomic<uint64_t> head = 0; ///< the newest event
    std::vector<uint64_t> seqs;     ///< the newest event of each process
};

/// Reports every n-th process in turn, over a connection of its own, and keeps what was confirmed.
///
/// Each call waits for the answer and throws where it isn't the expected one. Threads: one at a time.
class Reporter
{
public:
    /// Number `index` of `options.reporters`.
    Reporter(const Load::DaemonProcess &daemon, const SoakOptions &options, int index, Confirmed &confirmed);

    /// Starts all processes, those of the other reporters too.
    void startProcesses();
    /// Reports the next `count` processes in one request.
    void report(int count);

private:
    void send(const std::string &body, const std::vector<int> &processes, int status);

    const SoakOptions &m_options;
    const int m_index;
    Confirmed &m_confirmed;
    Load::Connection m_connection;
    const std::string m_padding;
    int m_next;
    int m_sent = 0;
};

} // namespace Procession::Soak
