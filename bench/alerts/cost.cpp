// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What 200 rules of alerts and a full history cost: bench_alertcost [--quick] [ROUNDS]
//
// Two processiond of the same build: one with rules, a history and the summaries of a year, the other with nothing of that.
// They take turns in short rounds, so that what else runs on the machine disturbs both; a ratio is the median of those of
// the rounds. "Of its own time" is by the processor time that a server used, all its threads together.
#include "feedload.h"
#include "fullserver.h"
#include "http.h"
#include "report.h"
#include "serverprocess.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <thread>

using namespace Procession;
using namespace Procession::Bench;

namespace {

using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

constexpr int ruleCount = 200;
constexpr size_t connections = 64;
constexpr int liveProcesses = 1000;
constexpr int livesAtOnce = 90; // so few that their answer isn't long enough for chunks
constexpr double feedPace = 2000;

/// Processes that begin and end, by batches.
class LifeLoad
{
public:
    LifeLoad(uint16_t port, std::string token)
        : m_load(port, 1)
        , m_token(std::move(token))
    {
    }

    /// Lives a second.
    double run(Seconds length)
    {
        return livesAtOnce
            * m_load.run(
                length,
                [this](size_t) {
                    m_request = Load::request("POST", "/processes/batch", m_token, nextLives());
                    return std::string_view(m_request);
                },
                [](size_t, std::string_view body) {
                    return std::count(body.begin(), body.end(), '\n') == 2 * livesAtOnce
                        && body.find("\"error\":{") == std::string_view::npos;
                });
    }

private:
    std::string nextLives()
    {
        std::string lines;
        for (int i = 0; i < livesAtOnce; ++i) {
            const std::string id = "\"process_id\":\"life-" + std::to_string(m_number++) + '"';
            lines += '{' + id + R"(,"process_type":"background_job","status":"running","name":")" + pastName(i)
                + "\"}\n{" + id + ",\"status\":\"completed\"}\n";
        }
        return lines;
    }

    HttpLoad m_load;
    const std::string m_token;
    std::string m_request;
    int m_number = 0;
};

/// One of the two.
struct Side
{
    ServerProcess server;
    PatchLoad patch;
    LifeLoad lives;

    explicit Side(ServerCommand command)
        : server(std::move(command))
        , patch((startProcesses(server.port(), server.token(), 0, liveProcesses), server.port()), server.token(),
                connections, liveProcesses)
        , lives(server.port(), server.token())
    {
    }
};

/// Returns once it is done with what it does after its start.
void settle(const ServerProcess &server)
{
    constexpr double idle = 0.02;
    for (int i = 0; i < 240; ++i) {
        const double before = server.processorSeconds();
        std::this_thread::sleep_for(Seconds(0.5));
        if (server.processorSeconds() - before < idle * 0.5)
            return;
    }
    throw std::runtime_error("a server isn't idle two minutes after its start");
}

/// A figure of both, round by round.
struct Pair
{
    Samples full;
    Samples plain;

    void add(bool isFull, double value) { (isFull ? full : plain).add(value); }
    /// The median of what the full one does beside the plain one in the same round.
    double ratio() const
    {
        Samples ratios;
        for (size_t i = 0; i < std::min(full.values().size(), plain.values().size()); ++i)
            ratios.add(full.values()[i] / plain.values()[i]);
        return ratios.median();
    }
};

using Measure = std::function<double(Side &)>;

/// A rate, and the same by the server's own time.
void addRate(std::map<std::string, Pair> &pairs, const std::string &name, bool isFull, Side &side, Seconds length,
             const std::function<double(Seconds)> &run)
{
    run(length / 5);
    const double used = side.server.processorSeconds();
    const Clock::time_point begin = Clock::now();
    const double rate = run(length);
    const double lasted = Seconds(Clock::now() - begin).count();
    pairs[name].add(isFull, rate);
    pairs[name + ", of its own time"].add(isFull, rate * lasted / (side.server.processorSeconds() - used));
}

void measureRates(Side &full, Side &plain, int rounds, Seconds length, Bench::Report &report)
{
    std::map<std::string, Pair> pairs;
    Pair latency;
    for (int round = 0; round < rounds; ++round) {
        for (const bool isSecond : {false, true}) {
            const bool isFull = (round % 2 == 0) != isSecond;
            Side &side = isFull ? full : plain;
            addRate(pairs, "reports/s", isFull, side, length, [&side](Seconds time) { return side.patch.run(time); });
            addRate(pairs, "lives/s (start and end)", isFull, side, length,
                    [&side](Seconds time) { return side.lives.run(time); });
            // Subscribers for this alone: they take nothing but its updates.
            FeedLoad feed({.port = side.server.port(), .token = side.server.token(), .subscribers = 50, .batch = 10});
            addRate(pairs, "frames/s of the feed", isFull, side, length,
                    [&feed](Seconds time) { return feed.saturate(time).framesPerSecond; });
            latency.add(isFull, feed.pace(feedPace, length).latency(0.5));
        }
    }
    for (const auto &[name, pair] : pairs) {
        report.figure(name + ", with rules and history", "", pair.full);
        report.figure(name + ", without", "", pair.plain);
        if (name.find(", of its own time") == std::string::npos)
            report.goal(name + ": with / without", pair.ratio(), Bench::Report::Bound::AtLeast, 0.95);
        else
            report.ratio(name + ": with / without", pair.ratio());
    }
    report.figure("from report to receipt, median, with rules and history", "ms", latency.full);
    report.figure("from report to receipt, median, without", "ms", latency.plain);
    report.goal("speed from report to receipt: with / without", 1 / latency.ratio(), Bench::Report::Bound::AtLeast,
                0.95);
}

void measureStarts(ServerProcess &full, ServerProcess &plain, int rounds, Bench::Report &report)
{
    Pair start;
    for (int round = 0; round < rounds; ++round) {
        for (const bool isSecond : {false, true}) {
            const bool isFull = (round % 2 == 0) != isSecond;
            ServerProcess &server = isFull ? full : plain;
            settle(server);
            server.stop();
            const Clock::time_point begin = Clock::now();
            server.start();
            Load::Connection(server.port(), server.token()).get("/processes/" + processId(0));
            start.add(isFull, std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
        }
    }
    report.figure("start to the first answer, with rules and history", "ms", start.full);
    report.figure("start to the first answer, without", "ms", start.plain);
    report.goal("speed of the start: with / without", 1 / start.ratio(), Bench::Report::Bound::AtLeast, 0.95);
}

void measure(const std::string &programs, bool isQuick, int rounds, Bench::Report &report)
{
    const Servers servers(programs, {});
    const ServerCommand filled = servers.processiond("normal", manyRules(ruleCount));
    std::fprintf(stderr, "making the history ...\n");
    fillFolder(filled.folder, isQuick ? 500 : 250'000, isQuick ? 3650 : 1'000'000);
    std::fprintf(stderr, "measuring ...\n");
    pinToCore(clientCore);
    Side full(filled);
    Side plain(servers.processiond("normal"));
    settle(full.server);
    settle(plain.server);
    measureRates(full, plain, rounds, Seconds(isQuick ? 0.05 : 0.5), report);
    measureStarts(full.server, plain.server, rounds, report);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    bool isQuick = false;
    int rounds = 21;
    for (int i = 1; i < argc; ++i) {
        isQuick = isQuick || std::strcmp(argv[i], "--quick") == 0;
        if (const int number = std::atoi(argv[i]); number > 0)
            rounds = number;
    }
    Bench::Report report(!isQuick);
    report.begin("alerts");
    try {
        measure(std::filesystem::read_symlink("/proc/self/exe").parent_path(), isQuick, isQuick ? 2 : rounds, report);
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        return 1;
    }
    std::fputs(report.markdown().c_str(), stdout);
    return 0;
}
