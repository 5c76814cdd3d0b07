// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reports and the feed while twenty programs print, beside the same without them, in turn.
#include "batchload.h"
#include "connection.h"
#include "feedload.h"
#include "parts.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

namespace Procession::Bench {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr int streams = 20;
constexpr size_t connections = 64;
constexpr int processes = 200;
/// What each of them prints in a second, in some portions. Together it is 5 MiB/s: far more than that would compare how
/// two processors are shared out.
constexpr size_t bytesPerSecond = 256 * 1024;
constexpr int portionsPerSecond = 8;

/// Twenty programs that print at a steady rate into processes of a server, each on a thread of its own.
class Streams
{
public:
    /// Starts their processes: a feed that is opened afterwards isn't told of them.
    explicit Streams(const ServerProcess &server)
        : m_server(server)
    {
        Load::Connection connection(server.port(), server.token());
        for (int i = 0; i < streams; ++i) {
            connection.ask("POST", "/processes",
                           R"({"process_type":"ai_task","name":"stream","status":"running","process_id":")" + idOf(i)
                               + "\"}",
                           201);
        }
    }
    Streams(const Streams &) = delete;
    Streams &operator=(const Streams &) = delete;
    ~Streams() { end(); }

    void begin()
    {
        m_ends = false;
        for (int i = 0; i < streams; ++i)
            m_threads.emplace_back([this, i] { print(i); });
    }
    void end()
    {
        m_ends = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    size_t bytes() const { return m_bytes; }

private:
    static std::string idOf(int number) { return "stream-" + std::to_string(number); }

    void print(int number)
    {
        using Clock = std::chrono::steady_clock;
        Load::Connection connection(m_server.port(), m_server.token());
        const std::string portion(bytesPerSecond / portionsPerSecond, static_cast<char>('a' + number));
        auto next = Clock::now();
        while (!m_ends) {
            size_t &offset = m_offsets.at(static_cast<size_t>(number));
            connection.ask("POST", "/processes/" + idOf(number) + "/output?offset=" + std::to_string(offset), portion);
            offset += portion.size();
            m_bytes += portion.size();
            next = std::max(next + std::chrono::milliseconds(1000 / portionsPerSecond), Clock::now());
            std::this_thread::sleep_until(next);
        }
    }

    const ServerProcess &m_server;
    std::array<size_t, streams> m_offsets{}; // each is its thread's
    std::atomic<bool> m_ends = false;
    std::atomic<size_t> m_bytes = 0;
    std::vector<std::thread> m_threads;
};

/// The samples without and with the streams.
struct Pair
{
    Samples alone;
    Samples beside;

    Samples &of(bool withStreams) { return withStreams ? beside : alone; }
};

} // namespace

void measureBesideOutput(Bench &bench)
{
    // The feed's load wants to be the only one that reports.
    const ServerProcess server(bench.servers.processiond("normal"));
    const ServerProcess feedServer(bench.servers.processiond("normal"));
    startProcesses(server.port(), server.token(), 0, processes);
    Streams printing(server);
    Streams feedPrinting(feedServer);
    FeedOptions feedOptions;
    feedOptions.port = feedServer.port();
    feedOptions.token = feedServer.token();
    feedOptions.subscribers = 20;
    feedOptions.batch = 1;
    FeedLoad feed(feedOptions);
    constexpr double updatesPerSecond = 500;

    Pair patches;
    Pair batches;
    Pair latency;
    Samples rate;
    for (int round = 0; round < bench.rounds(); ++round) {
        for (const bool withStreams : {false, true}) {
            const auto begin = std::chrono::steady_clock::now();
            const size_t before = printing.bytes();
            if (withStreams)
                printing.begin();
            PatchLoad patch(server.port(), server.token(), connections, processes);
            patch.run(bench.length() / 5);
            patches.of(withStreams).add(patch.run(bench.length()));
            BatchLoad batch(server.port(), server.token(), processes);
            batch.run(bench.length() / 5);
            batches.of(withStreams).add(batch.run(bench.length()));
            if (withStreams) {
                rate.add(static_cast<double>(printing.bytes() - before) / 1024 / 1024
                         / Seconds(std::chrono::steady_clock::now() - begin).count());
                printing.end();
                feedPrinting.begin();
            }
            feed.pace(updatesPerSecond, bench.length() / 5);
            latency.of(withStreams).add(feed.pace(updatesPerSecond, bench.length()).latency(0.5));
            feedPrinting.end();
        }
    }
    const auto tell = [&bench](const std::string &name, const std::string &unit, const Pair &pair) {
        bench.report.figure(name, unit, pair.alone);
        bench.report.figure(name + ", beside 20 outputs", unit, pair.beside);
    };
    bench.report.figure("the 20 outputs together", "MiB/s", rate);
    tell("PATCH, 64 connections", "reports/s", patches);
    tell("batches of 200", "reports/s", batches);
    tell("20 subscribers, 500 updates/s: report to receipt, median", "ms", latency);
    bench.report.goal("PATCH beside outputs / alone", ratio(patches.beside, patches.alone), Report::Bound::AtLeast,
                      0.95);
    bench.report.goal("batches beside outputs / alone", ratio(batches.beside, batches.alone), Report::Bound::AtLeast,
                      0.95);
    bench.report.ratio("feed, median, alone / beside outputs", ratio(latency.alone, latency.beside));
}

} // namespace Procession::Bench
