// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"
#include "framestream.h"

#include <chrono>
#include <deque>
#include <string>
#include <vector>

namespace Procession::Bench {

/// Programs elsewhere that submit processes and work on them, in one thread: the worker follows the feed, takes each
/// pending process to `running` and, as its work does nothing, to `completed`, over some connections at once. Throws at
/// the first answer that isn't as it should be.
class RemoteWorker
{
public:
    /// Milliseconds from the moment that a process was to be submitted to the moment that the server has confirmed to its
    /// worker that it runs; sorted.
    struct Steady
    {
        double rate = 0; ///< that was submitted, a second
        std::vector<double> waits;
        double wait(double quantile) const;
    };

    RemoteWorker(uint16_t port, std::string token);
    RemoteWorker(const RemoteWorker &) = delete;
    RemoteWorker &operator=(const RemoteWorker &) = delete;
    ~RemoteWorker();

    /// Submits so many processes by batches, before anybody works. Processes a second.
    double fill(int count);
    /// Works on all that wait, which it asks the server for. Processes a second, begun and ended.
    double drain();
    /// Processes that come one by one.
    Steady steady(double rate, std::chrono::duration<double> length);

private:
    using Clock = std::chrono::steady_clock;
    enum class Step : char { Idle, Submits, Claims, Completes };
    struct Client
    {
        int descriptor = -1;
        Step step = Step::Idle;
        int number = 0; ///< of the process
        std::string received;
        Load::AnswerReader reader;
    };

    void subscribe();
    void watch(int descriptor, uint64_t key) const;
    void ask(Client &client, Step step, int number);
    void takeWork();
    void wait(std::chrono::milliseconds length);
    void takeAnswer(Client &client);
    void takeFrames();
    void takeUpdate(std::string_view text);
    Client *idle(std::vector<Client> &clients);

    const uint16_t m_port;
    const std::string m_token;
    const int m_epoll;
    int m_feed = -1;
    std::vector<Client> m_submitters, m_workers;
    FrameStream m_stream;
    uint64_t m_offset = 0;
    std::vector<char> m_buffer;
    std::deque<int> m_pending;
    std::vector<Clock::time_point> m_planned;
    std::vector<double> m_waits;
    int m_submitted = 0;
    int m_over = 0;
};

} // namespace Procession::Bench
