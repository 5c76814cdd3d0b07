// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace Procession::Bench {

/// What is started, and where it listens.
struct ServerCommand
{
    std::vector<std::string> arguments;   ///< the program first
    std::vector<std::string> environment; ///< `NAME=value`, beside this program's own
    uint16_t port = 0;
    std::string token;
    std::string folder; ///< removed at the end; empty for none
};

/// A server of ours or of a peer, on the core for servers. Ends with this object; throws where it doesn't start.
class ServerProcess
{
public:
    explicit ServerProcess(ServerCommand command);
    ServerProcess(const ServerProcess &) = delete;
    ServerProcess &operator=(const ServerProcess &) = delete;
    ~ServerProcess();

    uint16_t port() const { return m_command.port; }
    const std::string &token() const { return m_command.token; }
    const std::string &folder() const { return m_command.folder; }
    /// VmRSS now.
    double residentBytes() const;
    /// VmHWM: the most that it ever was, since its start.
    double peakResidentBytes() const;
    /// What it has used of processors since its start, in seconds, all threads together. What else runs on this
    /// machine makes a server slower, but hardly makes it use more.
    double processorSeconds() const;
    /// Asks it to stop, and waits.
    void stop();
    /// Ends it at once, and waits.
    void kill();
    /// Starts it again, and returns once it takes connections.
    void start();

private:
    const ServerCommand m_command;
    pid_t m_pid = -1;
};

/// The servers that a benchmark can run.
class Servers
{
public:
    /// Peers in `peers`, a folder; our programs beside this one.
    Servers(std::string programs, std::string peers);

    bool hasNode() const { return m_hasNode; }
    bool hasFastApi() const { return m_hasFastApi; }

    bool hasRedis() const { return m_hasRedis; }
    bool hasPostgresql() const { return m_hasPostgresql; }
    const std::string &peers() const { return m_peers; }

    /// The real thing: with a token, and with a store unless the durability is `memory`. `settings` are TOML, beside its own.
    ServerCommand processiond(const std::string &durability, const std::string &settings = {}) const;
    ServerCommand limit() const;
    ServerCommand node() const;
    ServerCommand fastApi() const;
    /// With an append-only file that is flushed `always` or `everysec`.
    ServerCommand redis(const std::string &fsync) const;
    ServerCommand postgresql() const;

private:
    const std::string m_programs;
    const std::string m_peers;
    bool m_hasNode;
    bool m_hasFastApi;
    bool m_hasRedis;
    bool m_hasPostgresql;
};

/// Which core a thread of this program, and what it starts from then on, runs on.
void pinToCore(int core);
inline constexpr int serverCore = 0;
inline constexpr int clientCore = 1;

} // namespace Procession::Bench
