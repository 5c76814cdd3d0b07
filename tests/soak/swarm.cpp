// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "swarm.h"

#include "connection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Soak {

namespace {

constexpr size_t bufferSize = 1024 * 1024;
/// Of one that stalls: small, so that it is the server's buffers that fill.
constexpr int stalledReceiveBuffer = 32 * 1024;
constexpr std::string_view updateStart = R"({"type":"process_update","process_id":"p-)";

} // namespace

Swarm::Swarm(uint16_t port, std::string token, int processes)
    : m_port(port)
    , m_token(std::move(token))
    , m_processes(processes)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_buffer(bufferSize)
{
}

Swarm::~Swarm()
{
    stop();
    for (const Subscriber &subscriber : m_subscribers)
        ::close(subscriber.descriptor);
    ::close(m_epoll);
}

void Swarm::connect(int subscribers, bool stalled)
{
    const std::string handshake = "GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_token
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    for (int i = 0; i < subscribers; ++i) {
        Subscriber subscriber;
        subscriber.stalled = stalled;
        if (stalled)
            subscriber.seen.resize(static_cast<size_t>(m_processes));
        subscriber.descriptor = Load::connectTo(m_port, stalled ? stalledReceiveBuffer : 0);
        m_subscribers.push_back(subscriber);
        Load::sendAll(subscriber.descriptor, handshake);
        std::string answer;
        char byte = 0;
        while (!answer.ends_with("\r\n\r\n") && ::recv(subscriber.descriptor, &byte, 1, 0) == 1)
            answer += byte;
        if (!answer.starts_with("HTTP/1.1 101"))
            throw std::runtime_error("subscriber " + std::to_string(m_subscribers.size()) + " was refused: " + answer);
    }
}

void Swarm::start()
{
    for (size_t i = 0; i < m_subscribers.size(); ++i)
        watch(i);
    m_thread = std::thread([this] { run(); });
}

void Swarm::stop()
{
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

void Swarm::watch(size_t index)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_subscribers[index].descriptor, &event);
}

void Swarm::run()
{
    std::array<epoll_event, 256> events{};
    bool released = false;
    while (!m_stopping) {
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 10);
        for (int i = 0; i < count; ++i) {
            Subscriber &subscriber = m_subscribers[events[static_cast<size_t>(i)].data.u64];
            read(subscriber);
            if (subscriber.broken || (subscriber.stalled && !released && subscriber.frames > 0))
                ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, subscriber.descriptor, nullptr);
        }
        if (!released && m_released) {
            released = true;
            for (size_t i = 0; i < m_subscribers.size(); ++i) {
                if (m_subscribers[i].stalled && m_subscribers[i].frames > 0)
                    watch(i);
            }
        }
        uint64_t slowest = std::numeric_limits<uint64_t>::max();
        uint64_t slowestStalled = slowest;
        uint64_t frames = 0;
        for (const Subscriber &subscriber : m_subscribers) {
            uint64_t &least = subscriber.stalled ? slowestStalled : slowest;
            least = std::min(least, subscriber.last);
            frames += subscriber.frames;
        }
        m_slowest = slowest;
        m_slowestStalled = slowestStalled;
        m_frames = frames;
    }
}

void Swarm::note(Subscriber &subscriber)
{
    subscriber.broken = true;
    m_broken = true;
}

void Swarm::read(Subscriber &subscriber)
{
    std::copy(subscriber.partial.begin(), subscriber.partial.end(), m_buffer.begin());
    const size_t held = subscriber.partial.size();
    // One that will stall takes little, so that what follows waits at the server.
    const size_t room = subscriber.stalled ? 16 * 1024 : m_buffer.size() - held;
    const ssize_t part = ::recv(subscriber.descriptor, m_buffer.data() + held, room, MSG_DONTWAIT);
    if (part <= 0) {
        std::fprintf(stderr, "a subscriber was disconnected after seq %llu\n",
                     static_cast<unsigned long long>(subscriber.last));
        note(subscriber);
        return;
    }
    const size_t size = held + static_cast<size_t>(part);
    subscriber.bytes += static_cast<size_t>(part);
    const size_t taken = takeFrames(subscriber, m_buffer.data(), size);
    subscriber.partial.assign(m_buffer.data() + taken, size - taken);
}

/// Takes whole frames from the beginning; how many bytes they were.
size_t Swarm::takeFrames(Subscriber &subscriber, const char *data, size_t size)
{
    size_t at = 0;
    while (size - at >= 2) {
        const auto byte = [data, at](size_t i) { return static_cast<unsigned char>(data[at + i]); };
        size_t headerSize = 2;
        size_t length = byte(1);
        if (length == 126)
            headerSize = 4;
        else if (length == 127)
            headerSize = 10;
        if (size - at < headerSize)
            break;
        if (headerSize > 2) {
            length = 0;
            for (size_t i = 2; i < headerSize; ++i)
                length = length * 256 + byte(i);
        }
        if (size - at - headerSize < length)
            break;
        const char *payload = data + at + headerSize;
        if (byte(0) == 0x81) {
            takeUpdate(subscriber, payload, length);
        } else if (byte(0) == 0x89) { // a ping; the mask is zeros
            Load::sendAll(subscriber.descriptor,
                          std::string({'\x8a', static_cast<char>(0x80 | length), 0, 0, 0, 0})
                              + std::string(payload, length));
        } else {
            std::fprintf(stderr, "a subscriber got a frame of kind %02x\n", byte(0));
            note(subscriber);
        }
        at += headerSize + length;
    }
    return at;
}

void Swarm::takeUpdate(Subscriber &subscriber, const char *json, size_t size)
{
    const std::string_view text(json, size);
    const size_t at = text.rfind("\"seq\":");
    uint64_t seq = 0;
    uint64_t process = 0;
    if (text.starts_with(updateStart) && at != std::string_view::npos) {
        std::from_chars(json + at + 6, json + size, seq);
        std::from_chars(json + updateStart.size(), json + size, process);
    }
    if (seq == 0 || process >= static_cast<uint64_t>(m_processes)) {
        std::fprintf(stderr, "a subscriber got what isn't an update: %.200s\n", std::string(text).c_str());
        note(subscriber);
        return;
    }
    if (subscriber.frames++ == 0)
        subscriber.first = seq;
    else if (seq <= subscriber.last)
        ++subscriber.disorders;
    else if (seq != subscriber.last + 1)
        ++subscriber.gaps;
    subscriber.last = seq;
    if (subscriber.stalled)
        subscriber.seen[process] = seq;
}

} // namespace Procession::Soak
