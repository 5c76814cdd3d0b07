// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedload.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Bench {

namespace {

/// Batches that may be on their way at saturation: one is worked on while the next waits. Of single updates only
/// one, so that each has a wake-up to itself.
constexpr int windowOf(const FeedOptions &options)
{
    return options.batch == 1 ? 1 : 2;
}
/// How long nothing may arrive before the rest is given up.
constexpr std::chrono::seconds patience{20};
/// Of one that stalls: small, so that it is the server's buffers that fill.
constexpr int stalledReceiveBuffer = 32 * 1024;
/// What tells a reporter from a subscriber in an event.
constexpr uint64_t reporterKey = uint64_t(1) << 32;

} // namespace

double FeedLoad::Result::latency(double quantile) const
{
    if (latencies.empty())
        return 0;
    return static_cast<double>(latencies[static_cast<size_t>(quantile * static_cast<double>(latencies.size() - 1))]);
}

FeedLoad::FeedLoad(const FeedOptions &options)
    : m_options(options)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_reporters(static_cast<size_t>(options.reporters))
    , m_stream([this](std::string_view text, uint64_t end) { takeUpdate(text, end); })
    , m_buffer(256 * 1024)
{
    std::string starts;
    for (int reporter = 0; reporter < options.reporters; ++reporter) {
        for (int slot = 0; slot < options.batch; ++slot)
            starts += Update{reporter, slot}.startLine();
    }
    if (options.starts)
        Load::Connection(options.port, options.token).ask("POST", "/processes/batch", starts);
    for (size_t i = 0; i < m_reporters.size(); ++i) {
        m_reporters[i].descriptor = Load::connectTo(options.port);
        m_reporters[i].expected.reporter = static_cast<int>(i);
        watch(m_reporters[i].descriptor, reporterKey | i);
    }
    for (int i = 0; i < options.subscribers; ++i) {
        m_subscribers.push_back({subscribe(0)});
        watch(m_subscribers.back().descriptor, static_cast<uint64_t>(i));
    }
}

FeedLoad::~FeedLoad()
{
    for (const Subscriber &subscriber : m_subscribers)
        ::close(subscriber.descriptor);
    for (const Reporter &reporter : m_reporters)
        ::close(reporter.descriptor);
    for (const int descriptor : m_stalled)
        ::close(descriptor);
    ::close(m_epoll);
}

void FeedLoad::addStalled(int count)
{
    for (int i = 0; i < count; ++i)
        m_stalled.push_back(subscribe(stalledReceiveBuffer));
}

int FeedLoad::subscribe(int receiveBuffer) const
{
    const int descriptor = Load::connectTo(m_options.port, receiveBuffer);
    Load::sendAll(descriptor,
                  "GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_options.token
                      + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string answer;
    char byte = 0;
    while (!answer.ends_with("\r\n\r\n") && ::recv(descriptor, &byte, 1, 0) == 1)
        answer += byte;
    if (!answer.starts_with("HTTP/1.1 101"))
        throw std::runtime_error("a subscriber was refused: " + answer);
    return descriptor;
}

void FeedLoad::watch(int descriptor, uint64_t key) const
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = key;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

FeedLoad::Result FeedLoad::saturate(std::chrono::duration<double> length)
{
    return run(length, std::nullopt);
}

FeedLoad::Result FeedLoad::pace(double updatesPerSecond, std::chrono::duration<double> length)
{
    return run(length, updatesPerSecond / m_options.batch);
}

FeedLoad::Result FeedLoad::run(std::chrono::duration<double> length, std::optional<double> batchesPerSecond)
{
    m_frames = 0;
    m_latencies.clear();
    std::array<epoll_event, 512> events{};
    const Clock::time_point begin = Clock::now();
    const Clock::time_point end = begin + std::chrono::duration_cast<Clock::duration>(length);
    Clock::time_point lastEvent = begin;
    uint64_t batches = 0;
    m_now = begin;
    while (m_now < end || m_outstanding > 0) {
        Clock::time_point planned = m_now;
        int waitMs = 100;
        if (batchesPerSecond) {
            const std::chrono::duration<double> due(static_cast<double>(batches) / *batchesPerSecond);
            planned = begin + std::chrono::duration_cast<Clock::duration>(due);
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(planned - m_now);
            waitMs = static_cast<int>(std::clamp<int64_t>(left.count(), 0, 100));
        }
        const bool mayReport = batchesPerSecond ? planned <= m_now : m_outstanding < windowOf(m_options);
        if (Reporter *reporter = mayReport && planned < end ? freeReporter() : nullptr) {
            report(*reporter, planned);
            ++batches;
            waitMs = 0;
        }
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), waitMs);
        m_now = Clock::now();
        if (count > 0)
            lastEvent = m_now;
        else if (m_outstanding > 0 && m_now - lastEvent > patience)
            throw std::runtime_error("updates are missing that were reported");
        for (int i = 0; i < count; ++i) {
            const uint64_t key = events[static_cast<size_t>(i)].data.u64;
            if ((key & reporterKey) != 0)
                takeAnswer(m_reporters[key & ~reporterKey]);
            else
                takeFrames(m_subscribers[key]);
        }
    }
    const uint64_t expected = batches * static_cast<uint64_t>(m_options.batch) * m_subscribers.size();
    m_frames = batches * static_cast<uint64_t>(m_options.batch) * m_subscribers.size();
    if (m_latencies.size() * static_cast<size_t>(m_options.batch) != expected)
        throw std::runtime_error("subscribers got fewer frames than were reported");
    Result result;
    const double seconds = std::chrono::duration<double>(m_now - begin).count();
    result.frames = m_frames;
    result.framesPerSecond = static_cast<double>(m_frames) / seconds;
    result.updatesPerSecond = result.framesPerSecond / static_cast<double>(m_subscribers.size());
    result.latencies = std::move(m_latencies);
    std::sort(result.latencies.begin(), result.latencies.end());
    return result;
}

FeedLoad::Reporter *FeedLoad::freeReporter()
{
    const auto it = std::find_if(m_reporters.begin(), m_reporters.end(),
                                 [](const Reporter &reporter) { return !reporter.isWaiting; });
    return it == m_reporters.end() ? nullptr : &*it;
}

void FeedLoad::report(Reporter &reporter, Clock::time_point planned)
{
    std::string lines;
    for (int slot = 0; slot < m_options.batch; ++slot)
        lines += Update{reporter.expected.reporter, slot, reporter.number}.reportLine();
    ++reporter.number;
    Load::sendAll(reporter.descriptor, Load::request("POST", "/processes/batch", m_options.token, lines));
    reporter.isWaiting = true;
    reporter.sent.push_back(planned);
    ++m_outstanding;
}

void FeedLoad::takeAnswer(Reporter &reporter)
{
    const ssize_t part = ::recv(reporter.descriptor, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
    if (part <= 0)
        throw std::runtime_error("a server closed the connection of a reporter");
    reporter.received.append(m_buffer.data(), static_cast<size_t>(part));
    const std::optional<Load::Answer> answer = reporter.reader.read(reporter.received);
    if (!answer)
        return;
    int lines = 0;
    for (size_t at = 0; at < answer->body.size(); at = answer->body.find('\n', at) + 1, ++lines) {
        if (!answer->body.substr(at).starts_with("{\"status\":200"))
            throw std::runtime_error("a report was refused: " + std::string(answer->body.substr(at, 500)));
    }
    if (answer->status != 200 || lines != m_options.batch)
        throw std::runtime_error("a batch was refused: " + reporter.received.substr(0, 500));
    reporter.received.clear();
    reporter.isWaiting = false;
}

void FeedLoad::takeFrames(Subscriber &subscriber)
{
    const ssize_t part = ::recv(subscriber.descriptor, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
    if (part <= 0)
        throw std::runtime_error("a server closed the connection of a subscriber");
    m_stream.take(subscriber.offset, {m_buffer.data(), static_cast<size_t>(part)});
    while (subscriber.batches - m_completed < m_batches.size()) {
        Batch &batch = m_batches[static_cast<size_t>(subscriber.batches - m_completed)];
        if (batch.end > subscriber.offset)
            break;
        ++subscriber.batches;
        --batch.missing;
        m_latencies.push_back(std::chrono::duration<float, std::milli>(m_now - batch.sent).count());
    }
    while (!m_batches.empty() && m_batches.front().missing == 0) {
        m_stream.forgetBefore(m_batches.front().end);
        m_batches.pop_front();
        ++m_completed;
        --m_outstanding;
    }
}

/// Reads one frame that nobody had got before.
void FeedLoad::takeUpdate(std::string_view text, uint64_t end)
{
    const size_t key = updatePlaces(text).key;
    const size_t index = key < text.size() ? static_cast<size_t>(text[key] - '0') : m_reporters.size();
    if (index >= m_reporters.size() || !m_reporters[index].expected.isIn(text))
        throw std::runtime_error("a subscriber got what wasn't reported next: " + std::string(text.substr(0, 500)));
    Reporter &reporter = m_reporters[index];
    if (++reporter.expected.slot < m_options.batch)
        return;
    reporter.expected.slot = 0;
    ++reporter.expected.number;
    if (reporter.sent.empty())
        throw std::runtime_error("a subscriber got more than was reported");
    m_batches.push_back({end, reporter.sent.front(), static_cast<int>(m_subscribers.size())});
    reporter.sent.pop_front();
}

} // namespace Procession::Bench
