// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "childprocess.h"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace Procession::Load {

/// A processiond of our own with a data folder of its own. Ends with this object; throws where it doesn't start.
class DaemonProcess
{
public:
    /// Runs `program` with that `log_capacity`.
    explicit DaemonProcess(const std::string &program, int logCapacity = 65536);
    DaemonProcess(const DaemonProcess &) = delete;
    DaemonProcess &operator=(const DaemonProcess &) = delete;
    ~DaemonProcess();

    uint16_t port() const { return m_port; }
    const std::string &token() const { return m_token; }

    struct Memory
    {
        long nowKib = 0;  ///< VmRSS
        long peakKib = 0; ///< VmHWM
    };
    Memory memory() const { return {statusOf(m_pid, "VmRSS"), statusOf(m_pid, "VmHWM")}; }

private:
    std::string m_folder;
    pid_t m_pid = -1;
    int m_output = -1;
    uint16_t m_port = 0;
    std::string m_token;
};

} // namespace Procession::Load
