// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace Procession::Soak {

/// Many WebSocket subscribers in one thread, each of which checks every frame that it gets.
///
/// They know the protocol by themselves and share no code with the server. Threads: the caller's, and one of its
/// own between start() and stop(); the figures of single subscribers may be asked for after stop().
class Swarm
{
public:
    /// What one subscriber got.
    struct Subscriber
    {
        int descriptor = -1;
        bool stalled = false; ///< reads one update, then nothing until release()
        uint64_t first = 0;
        uint64_t last = 0; ///< seq of its newest update
        uint64_t frames = 0;
        uint64_t bytes = 0;
        uint64_t gaps = 0;          ///< updates that didn't follow the one before at once
        uint64_t disorders = 0;     ///< updates that weren't newer than the one before
        bool broken = false;        ///< closed by the server, or sent what isn't an update
        std::vector<uint64_t> seen; ///< of a stalled one: the newest seq of each process
        std::string partial;        ///< the beginning of a frame
    };

    Swarm(uint16_t port, std::string token, int processes);
    Swarm(const Swarm &) = delete;
    Swarm &operator=(const Swarm &) = delete;
    ~Swarm();

    /// Connects them one after the other, with the whole handshake; throws where one is refused.
    void connect(int subscribers, bool stalled);
    void start();
    /// Lets the stalled ones read on.
    void release() { m_released = true; }
    void stop();

    /// The update that all those that read have got.
    uint64_t slowest() const { return m_slowest; }
    /// The update that all those that stalled have got.
    uint64_t slowestStalled() const { return m_slowestStalled; }
    /// Frames that all of them got so far.
    uint64_t frames() const { return m_frames; }
    bool isBroken() const { return m_broken; }
    const std::vector<Subscriber> &subscribers() const { return m_subscribers; }

private:
    void run();
    void watch(size_t index);
    void read(Subscriber &subscriber);
    size_t takeFrames(Subscriber &subscriber, const char *data, size_t size);
    void takeUpdate(Subscriber &subscriber, const char *json, size_t size);
    void note(Subscriber &subscriber);

    const uint16_t m_port;
    const std::string m_token;
    const int m_processes;
    const int m_epoll;
    std::vector<Subscriber> m_subscribers;
    std::vector<char> m_buffer;
    std::thread m_thread;
    std::atomic<bool> m_stopping = false;
    std::atomic<bool> m_released = false;
    std::atomic<bool> m_broken = false;
    std::atomic<uint64_t> m_slowest = 0;
    std::atomic<uint64_t> m_slowestStalled = 0;
    std::atomic<uint64_t> m_frames = 0;
};

} // namespace Procession::Soak
