// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpload.h"

#include <array>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Bench {

using Clock = std::chrono::steady_clock;

namespace {

constexpr int patienceMs = 20000;

} // namespace

HttpLoad::HttpLoad(uint16_t port, size_t connections)
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_clients(connections)
    , m_buffer(256 * 1024)
{
    for (size_t i = 0; i < connections; ++i) {
        m_clients[i].descriptor = Load::connectTo(port);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_clients[i].descriptor, &event);
    }
}

HttpLoad::~HttpLoad()
{
    for (const Client &client : m_clients)
        ::close(client.descriptor);
    ::close(m_epoll);
}

double HttpLoad::run(std::chrono::duration<double> length, const Ask &ask, const Check &check)
{
    for (size_t i = 0; i < m_clients.size(); ++i)
        Load::sendAll(m_clients[i].descriptor, std::string(ask(i)));
    size_t waiting = m_clients.size();
    size_t answers = 0;
    std::array<epoll_event, 64> events{};
    const Clock::time_point begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(length);
    Clock::time_point now = begin;
    while (waiting > 0) {
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), patienceMs);
        if (count <= 0)
            throw std::runtime_error("a server doesn't answer");
        now = Clock::now();
        for (int i = 0; i < count; ++i) {
            const size_t index = events[static_cast<size_t>(i)].data.u64;
            if (receive(index, check) == 0)
                continue;
            ++answers;
            if (now >= end) {
                --waiting;
                continue;
            }
            const std::string_view next = ask(index);
            if (::send(m_clients[index].descriptor, next.data(), next.size(), MSG_NOSIGNAL)
                != static_cast<ssize_t>(next.size()))
                throw std::runtime_error("a server doesn't take a request");
        }
    }
    return static_cast<double>(answers) / std::chrono::duration<double>(now - begin).count();
}

/// How many answers came in: none yet, or the one that was asked for.
size_t HttpLoad::receive(size_t index, const Check &check)
{
    Client &client = m_clients[index];
    const ssize_t part = ::recv(client.descriptor, m_buffer.data(), m_buffer.size(), 0);
    if (part <= 0)
        throw std::runtime_error("a server closed a connection");
    std::string_view received(m_buffer.data(), static_cast<size_t>(part));
    if (!client.received.empty())
        received = client.received.append(received);
    const std::optional<Load::Answer> answer = client.reader.read(received);
    if (!answer) {
        if (client.received.empty())
            client.received = received;
        return 0;
    }
    if (answer->status != 200 || answer->size != received.size() || !check(index, answer->body))
        throw std::runtime_error("a wrong answer: " + std::string(received.substr(0, 1000)));
    client.received.clear();
    return 1;
}

} // namespace Procession::Bench
