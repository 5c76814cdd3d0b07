// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverprocess.h"

#include "childprocess.h"
#include "connection.h"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace Procession::Bench {

using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds startPatience{60};
const std::string token = "a-token-that-is-as-long-as-those-that-processiond-makes-by-itself";

uint16_t freePort()
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = Load::loopback(0);
    socklen_t size = sizeof(address);
    ::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), size);
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

/// For the data of a server.
std::string makeFolder()
{
    std::string folder = std::filesystem::temp_directory_path() / "procession-bench-XXXXXX";
    if (!::mkdtemp(folder.data()))
        throw std::runtime_error("can't make a folder");
    return folder;
}

bool succeeds(const std::string &command)
{
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

} // namespace

void pinToCore(int core)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<size_t>(core), &cores);
    ::sched_setaffinity(0, sizeof(cores), &cores); // a machine with one core goes without
}

ServerProcess::ServerProcess(ServerCommand command)
    : m_command(std::move(command))
{
    start();
}

ServerProcess::~ServerProcess()
{
    Load::killAndWait(m_pid);
    std::error_code ignored;
    if (!m_command.folder.empty())
        std::filesystem::remove_all(m_command.folder, ignored);
}

void ServerProcess::start()
{
    std::vector<std::string> arguments = m_command.arguments;
    std::vector<std::string> environment = Load::cleanEnvironment();
    environment.insert(environment.begin(), m_command.environment.begin(), m_command.environment.end());
    const std::vector<char *> argumentPointers = Load::pointers(arguments);
    const std::vector<char *> environmentPointers = Load::pointers(environment);
    m_pid = ::fork();
    if (m_pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also where this program is interrupted
        const int nowhere = ::open("/dev/null", O_RDWR);
        ::dup2(nowhere, STDIN_FILENO);
        ::dup2(nowhere, STDOUT_FILENO);
        pinToCore(serverCore);
        ::execvpe(argumentPointers[0], argumentPointers.data(), environmentPointers.data());
        ::_exit(127);
    }
    const Clock::time_point deadline = Clock::now() + startPatience;
    while (true) {
        try {
            ::close(Load::connectTo(m_command.port));
            return;
        } catch (const std::runtime_error &) {
            if (Clock::now() > deadline || ::waitpid(m_pid, nullptr, WNOHANG) != 0)
                throw std::runtime_error(m_command.arguments.front() + " doesn't start");
            std::this_thread::sleep_for(std::chrono::microseconds(500));
        }
    }
}

void ServerProcess::stop()
{
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

void ServerProcess::kill()
{
    Load::killAndWait(m_pid);
    m_pid = -1;
}

double ServerProcess::residentBytes() const
{
    return static_cast<double>(Load::statusOf(m_pid, "VmRSS")) * 1024;
}

double ServerProcess::peakResidentBytes() const
{
    return static_cast<double>(Load::statusOf(m_pid, "VmHWM")) * 1024;
}

double ServerProcess::processorSeconds() const
{
    double seconds = 0;
    for (const auto &task : std::filesystem::directory_iterator("/proc/" + std::to_string(m_pid) + "/task")) {
        double nanoseconds = 0;
        std::ifstream(task.path() / "schedstat") >> nanoseconds;
        seconds += nanoseconds / 1e9;
    }
    return seconds;
}

Servers::Servers(std::string programs, std::string peers)
    : m_programs(std::move(programs))
    , m_peers(std::move(peers))
    , m_hasNode(std::filesystem::exists(m_peers + "/node/node_modules") && succeeds("node --version"))
    , m_hasFastApi(std::filesystem::exists(m_peers + "/fastapi")
                   && succeeds("/usr/bin/python3 -c 'import fastapi, uvicorn, uvloop, httptools, websockets'"))
    , m_hasRedis(succeeds("redis-server --version"))
    , m_hasPostgresql(succeeds("ls /usr/lib/postgresql/*/bin/initdb"))
{
}

ServerCommand Servers::processiond(const std::string &durability, const std::string &more) const
{
    ServerCommand command;
    command.port = freePort();
    command.token = token;
    const std::string folder = makeFolder();
    command.folder = folder;
    // All as it comes, but that connections wait for their turn and nothing is said between the updates: no ping, and
    // no process that falls quiet.
    const std::string settings = folder + "/settings.toml";
    std::ofstream(settings)
        << "quiet_after = 0\n[limits]\nidle_timeout = 3600\nping_interval = 3600\ndead_peer_timeout = 7200\n"
        << more;
    command.arguments = {m_programs + "/processiond",
                         "--port",
                         std::to_string(command.port),
                         "--data-dir",
                         folder,
                         "--config",
                         settings,
                         "--durability",
                         durability};
    command.environment = {"PROCESSION_TOKEN=" + token};
    return command;
}

ServerCommand Servers::limit() const
{
    const uint16_t port = freePort();
    return {{m_programs + "/bench_limit", std::to_string(port)}, {}, port, token, {}};
}

ServerCommand Servers::node() const
{
    const uint16_t port = freePort();
    return {
        {"node", m_peers + "/node/server.js", std::to_string(port), token}, {"NODE_ENV=production"}, port, token, {}};
}

ServerCommand Servers::fastApi() const
{
    const uint16_t port = freePort();
    return {{"/usr/bin/python3", "-m", "uvicorn", "--app-dir", m_peers + "/fastapi", "--loop", "uvloop", "--http",
             "httptools", "--ws", "websockets", "--log-level", "error", "--no-access-log", "--timeout-keep-alive",
             "3600", "--port", std::to_string(port), "tracker:app"},
            {"TOKEN=" + token, "PYTHONDONTWRITEBYTECODE=1"},
            port,
            token,
            {}};
}

ServerCommand Servers::redis(const std::string &fsync) const
{
    const uint16_t port = freePort();
    const std::string folder = makeFolder();
    return {{"redis-server", "--port", std::to_string(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "",
             "--appendonly", "yes", "--appendfsync", fsync, "--loglevel", "warning", "--logfile", folder + "/log"},
            {},
            port,
            token,
            folder};
}

ServerCommand Servers::postgresql() const
{
    const uint16_t port = freePort();
    const std::string folder = makeFolder();
    return {{m_peers + "/postgresql", folder, std::to_string(port)}, {}, port, token, folder};
}

} // namespace Procession::Bench
