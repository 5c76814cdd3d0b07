// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemonprocess.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace Procession::Load {

DaemonProcess::DaemonProcess(const std::string &program, int logCapacity)
{
    std::string folder = std::filesystem::temp_directory_path() / "procession-soak-XXXXXX";
    if (!::mkdtemp(folder.data()))
        throw std::runtime_error("can't make a folder");
    m_folder = folder;
    const std::string settings = m_folder + "/settings.toml";
    std::ofstream(settings) << "quiet_after = 0\nlog_capacity = " << logCapacity << '\n';

    std::vector<std::string> arguments{program, "--port", "0", "--data-dir", m_folder, "--config", settings};
    std::vector<std::string> variables = cleanEnvironment();
    const std::vector<char *> argumentPointers = pointers(arguments);
    const std::vector<char *> variablePointers = pointers(variables);

    int ends[2];
    if (::pipe(ends) != 0)
        throw std::runtime_error("can't make a pipe");
    m_pid = ::fork();
    if (m_pid == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execve(argumentPointers[0], argumentPointers.data(), variablePointers.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    m_output = ends[0];

    std::string greeting;
    char byte = 0;
    while (greeting.find("Try: ") == std::string::npos && ::read(m_output, &byte, 1) == 1)
        greeting += byte;
    const std::string address = "http://127.0.0.1:";
    const size_t at = greeting.find(address);
    if (at == std::string::npos)
        throw std::runtime_error("processiond did not come up: " + greeting);
    m_port = static_cast<uint16_t>(std::stoi(greeting.substr(at + address.size())));
    std::ifstream(m_folder + "/token") >> m_token;
}

DaemonProcess::~DaemonProcess()
{
    killAndWait(m_pid);
    ::close(m_output);
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

} // namespace Procession::Load
