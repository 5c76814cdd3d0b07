// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "soakoptions.h"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace Procession::Soak {

/// A processiond of our own with a data folder of its own. Ends with this object; throws where it doesn't start.
class DaemonProcess
{
public:
    explicit DaemonProcess(const SoakOptions &options);
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
    Memory memory() const;

private:
    std::string m_folder;
    pid_t m_pid = -1;
    int m_output = -1;
    uint16_t m_port = 0;
    std::string m_token;
};

} // namespace Procession::Soak
