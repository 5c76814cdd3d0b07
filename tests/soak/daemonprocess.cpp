// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemonprocess.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace Procession::Soak {

namespace {

/// What the daemon must not find of the user who runs this.
bool isForeign(const std::string &variable)
{
    return variable.starts_with("PROCESSION_") || variable.starts_with("XDG_") || variable.starts_with("SKIP_AUTH=");
}

} // namespace

DaemonProcess::DaemonProcess(const SoakOptions &options)
{
    std::string folder = std::filesystem::temp_directory_path() / "procession-soak-XXXXXX";
    if (!::mkdtemp(folder.data()))
        throw std::runtime_error("can't make a folder");
    m_folder = folder;
    const std::string settings = m_folder + "/settings.toml";
    std::ofstream(settings) << "quiet_after = 0\nlog_capacity = " << options.logCapacity << '\n';

    std::vector<std::string> arguments{options.daemon, "--port", "0", "--data-dir", m_folder, "--config", settings};
    std::vector<std::string> variables;
    for (char **variable = environ; *variable; ++variable) {
        if (!isForeign(*variable))
            variables.emplace_back(*variable);
    }
    const auto pointers = [](std::vector<std::string> &texts) {
        std::vector<char *> result;
        for (std::string &text : texts)
            result.push_back(text.data());
        result.push_back(nullptr);
        return result;
    };
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
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    ::close(m_output);
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

DaemonProcess::Memory DaemonProcess::memory() const
{
    Memory memory;
    std::ifstream status("/proc/" + std::to_string(m_pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:"))
            memory.nowKib = std::stol(line.substr(6));
        else if (line.starts_with("VmHWM:"))
            memory.peakKib = std::stol(line.substr(6));
    }
    return memory;
}

} // namespace Procession::Soak
