// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteworker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Bench {

namespace {

constexpr size_t submitters = 32;
constexpr size_t workersAtOnce = 64;
constexpr int startsAtOnce = 200; // so few that their answer isn't long enough for chunks
constexpr uint64_t feedKey = 1000;
constexpr std::chrono::seconds patience{20};
constexpr std::string_view idBegin = R"("process_id":"j-)";

std::string startOf(int number)
{
    return R"({"process_id":"j-)" + std::to_string(number) + R"(","process_type":"background_job","name":"Nothing"})";
}

/// The number of the process that the text names next behind `at`, which is moved on; -1 where it names none.
int nextNumber(std::string_view text, size_t &at)
{
    at = text.find(idBegin, at);
    if (at == std::string_view::npos)
        return -1;
    at += idBegin.size();
    int number = -1;
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
}

} // namespace

double RemoteWorker::Steady::wait(double quantile) const
{
    return waits.empty() ? 0 : waits[static_cast<size_t>(quantile * static_cast<double>(waits.size() - 1))];
}

RemoteWorker::RemoteWorker(uint16_t port, std::string token)
    : m_port(port)
    , m_token(std::move(token))
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_submitters(submitters)
    , m_workers(workersAtOnce)
    , m_stream([this](std::string_view text, uint64_t) { takeUpdate(text); })
    , m_buffer(256 * 1024)
{
    uint64_t key = 0;
    for (std::vector<Client> *clients : {&m_submitters, &m_workers}) {
        for (Client &client : *clients) {
            client.descriptor = Load::connectTo(port);
            watch(client.descriptor, key++);
        }
    }
    subscribe();
}

RemoteWorker::~RemoteWorker()
{
    for (const std::vector<Client> *clients : {&m_submitters, &m_workers}) {
        for (const Client &client : *clients)
            ::close(client.descriptor);
    }
    ::close(m_feed);
    ::close(m_epoll);
}

void RemoteWorker::subscribe()
{
    m_feed = Load::connectTo(m_port);
    Load::sendAll(m_feed,
                  "GET /ws/processes?process_type=background_job&status=pending HTTP/1.1\r\nHost: localhost\r\n"
                  "Authorization: Bearer "
                      + m_token
                      + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string answer;
    char byte = 0;
    while (!answer.ends_with("\r\n\r\n") && ::recv(m_feed, &byte, 1, 0) == 1)
        answer += byte;
    if (!answer.starts_with("HTTP/1.1 101"))
        throw std::runtime_error("a worker was refused: " + answer);
}

void RemoteWorker::watch(int descriptor, uint64_t key) const
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = key;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

double RemoteWorker::fill(int count)
{
    // The worker comes later.
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, m_feed, nullptr);
    ::close(m_feed);
    m_feed = -1;
    Load::Connection connection(m_port, m_token);
    const Clock::time_point begin = Clock::now();
    for (int i = 0; i < count;) {
        std::string lines;
        for (int n = 0; n < startsAtOnce && i < count; ++n, ++i)
            lines.append(startOf(m_submitted++)).append("\n");
        const std::string answer = connection.ask("POST", "/processes/batch", lines);
        for (size_t at = 0; at < answer.size(); at = answer.find('\n', at) + 1) {
            if (answer.compare(at, 13, R"({"status":201)") != 0)
                throw std::runtime_error("a process was refused: " + answer.substr(at, 500));
        }
    }
    m_planned.resize(static_cast<size_t>(m_submitted));
    return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

double RemoteWorker::drain()
{
    const int before = m_over;
    const Clock::time_point begin = Clock::now();
    Load::Connection connection(m_port, m_token);
    const std::string path = "/processes?process_type=background_job&status=pending&limit=100";
    for (std::string cursor; cursor != "end";) {
        const std::string page = connection.get(path + cursor);
        int number = 0;
        for (size_t at = 0; (number = nextNumber(page, at)) >= 0;)
            m_pending.push_back(number);
        const std::string key = R"("next_cursor":")";
        const size_t at = page.rfind(key);
        cursor = at == std::string::npos
            ? "end"
            : "&cursor=" + page.substr(at + key.size(), page.find('"', at + key.size()) - at - key.size());
        takeWork();
        wait(std::chrono::milliseconds(0));
    }
    while (m_over < m_submitted)
        wait(patience);
    return (m_over - before) / std::chrono::duration<double>(Clock::now() - begin).count();
}

RemoteWorker::Steady RemoteWorker::steady(double rate, std::chrono::duration<double> length)
{
    if (m_feed < 0)
        subscribe();
    watch(m_feed, feedKey);
    const int first = m_submitted;
    const int end = first + static_cast<int>(rate * length.count());
    m_planned.resize(static_cast<size_t>(end));
    m_waits.clear();
    const Clock::time_point begin = Clock::now();
    Clock::time_point last = begin;
    while (m_over < end) {
        const auto due = begin
            + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>((m_submitted - first) / rate));
        const Clock::time_point now = Clock::now();
        Client *submitter = m_submitted < end && due <= now ? idle(m_submitters) : nullptr;
        if (submitter) {
            m_planned[static_cast<size_t>(m_submitted)] = due;
            ask(*submitter, Step::Submits, m_submitted++);
            last = now;
            continue;
        }
        // A millisecond is too long for a pace; between two processes it looks again and again.
        wait(m_submitted < end ? std::chrono::milliseconds(0) : patience);
    }
    std::sort(m_waits.begin(), m_waits.end());
    return {(end - first) / std::chrono::duration<double>(last - begin).count(), std::move(m_waits)};
}

RemoteWorker::Client *RemoteWorker::idle(std::vector<Client> &clients)
{
    const auto it =
        std::find_if(clients.begin(), clients.end(), [](const Client &client) { return client.step == Step::Idle; });
    return it == clients.end() ? nullptr : &*it;
}

void RemoteWorker::ask(Client &client, Step step, int number)
{
    client.step = step;
    client.number = number;
    const std::string path = "/processes/j-" + std::to_string(number);
    Load::sendAll(client.descriptor,
                  step == Step::Submits
                      ? Load::request("POST", "/processes", m_token, startOf(number))
                      : Load::request("PATCH", path, m_token,
                                      step == Step::Claims ? R"({"status":"running"})" : R"({"status":"completed"})"));
}

void RemoteWorker::takeWork()
{
    while (!m_pending.empty()) {
        Client *worker = idle(m_workers);
        if (!worker)
            return;
        ask(*worker, Step::Claims, m_pending.front());
        m_pending.pop_front();
    }
}

void RemoteWorker::wait(std::chrono::milliseconds length)
{
    std::array<epoll_event, 64> events{};
    const int count =
        ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), static_cast<int>(length.count()));
    if (count == 0 && length == patience)
        throw std::runtime_error("processes are left waiting");
    for (int i = 0; i < count; ++i) {
        const uint64_t key = events[static_cast<size_t>(i)].data.u64;
        if (key == feedKey)
            takeFrames();
        else
            takeAnswer(key < submitters ? m_submitters[key] : m_workers[key - submitters]);
    }
    takeWork();
}

void RemoteWorker::takeAnswer(Client &client)
{
    const ssize_t part = ::recv(client.descriptor, m_buffer.data(), m_buffer.size(), 0);
    if (part <= 0)
        throw std::runtime_error("the server closed a connection");
    client.received.append(m_buffer.data(), static_cast<size_t>(part));
    const std::optional<Load::Answer> answer = client.reader.read(client.received);
    if (!answer)
        return;
    if (answer->status != (client.step == Step::Submits ? 201 : 200))
        throw std::runtime_error("a wrong answer: " + client.received.substr(0, 1000));
    client.received.clear();
    if (client.step == Step::Claims) {
        const auto planned = m_planned[static_cast<size_t>(client.number)];
        m_waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - planned).count());
        ask(client, Step::Completes, client.number);
        return;
    }
    if (client.step == Step::Completes)
        ++m_over;
    client.step = Step::Idle;
}

void RemoteWorker::takeFrames()
{
    const ssize_t part = ::recv(m_feed, m_buffer.data(), m_buffer.size(), 0);
    if (part <= 0)
        throw std::runtime_error("the server closed the feed of a worker");
    m_stream.take(m_offset, {m_buffer.data(), static_cast<size_t>(part)});
    m_stream.forgetBefore(m_offset);
}

void RemoteWorker::takeUpdate(std::string_view text)
{
    size_t at = 0;
    if (const int number = nextNumber(text, at); number >= 0)
        m_pending.push_back(number);
}

} // namespace Procession::Bench
