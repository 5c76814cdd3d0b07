// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs whose work is nothing: how many a second, waiting and coming, and how long one that is submitted waits for its
// start. Through the queue of the server's own work, through a worker elsewhere, and beside queues for Node.
#include "figures.h"
#include "parts.h"
#include "remoteworker.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>

namespace Procession::Bench {

namespace {

constexpr double rate = 1000; // a second, where jobs come one by one

/// What is measured of each queue.
struct Figures
{
    Samples submitted, finished, median, p99;
};

/// One queue: `filled` gives its jobs a second, submitted and then finished; `steady` its waits in milliseconds, and the
/// rate that it kept up with.
struct Contender
{
    struct Rates
    {
        double submitted, finished;
    };
    struct Waits
    {
        double rate, median, p99;
    };
    std::string name;
    std::function<Rates(int count)> filled;
    std::function<Waits(double seconds)> steady;
};

/// A queue whose figures a program prints.
Contender printed(const std::string &name, const std::string &command)
{
    return {name,
            [command](int count) {
                auto figures = printedFigures(command + " filled " + std::to_string(count));
                return Contender::Rates{figures["submitted"], figures["finished"]};
            },
            [command](double seconds) {
                auto figures =
                    printedFigures(command + " steady " + std::to_string(rate) + ' ' + std::to_string(seconds));
                return Contender::Waits{figures["rate"], figures["median"], figures["p99"]};
            }};
}

Contender ownQueue(const Bench &bench, const std::string &durability)
{
    // Both cores, as a server has for itself where its clients are elsewhere.
    return printed("own queue, durability " + durability,
                   "taskset -c " + std::to_string(serverCore) + ',' + std::to_string(clientCore) + ' ' + bench.programs
                       + "/bench_workqueue " + durability);
}

/// Each measurement has a server of its own: what is left of the one before isn't measured.
Contender remoteWorker(const Bench &bench, const std::string &durability)
{
    return {"remote worker, durability " + durability,
            [&bench, durability](int count) {
                const ServerProcess server(bench.servers.processiond(durability));
                RemoteWorker worker(server.port(), server.token());
                const double submitted = worker.fill(count);
                return Contender::Rates{submitted, worker.drain()};
            },
            [&bench, durability](double seconds) {
                const ServerProcess server(bench.servers.processiond(durability));
                RemoteWorker worker(server.port(), server.token());
                const RemoteWorker::Steady steady = worker.steady(rate, std::chrono::duration<double>(seconds));
                return Contender::Waits{steady.rate, steady.wait(0.5), steady.wait(0.99)};
            }};
}

/// A queue for Node on a data base that is started anew for each measurement, as ours is.
Contender peer(const std::string &name, const std::string &kind, const std::string &script,
               std::function<ServerCommand()> dataBase)
{
    const auto measure = [=](const std::string &mode) {
        ServerProcess server(dataBase());
        auto figures =
            printedFigures("node " + script + "/node/queues.js " + kind + ' ' + std::to_string(server.port()) + mode);
        server.stop();
        return figures;
    };
    return {name,
            [measure](int count) {
                auto figures = measure(" filled " + std::to_string(count));
                return Contender::Rates{figures["submitted"], figures["finished"]};
            },
            [measure](double seconds) {
                auto figures = measure(" steady " + std::to_string(rate) + ' ' + std::to_string(seconds));
                return Contender::Waits{figures["rate"], figures["median"], figures["p99"]};
            }};
}

std::vector<Contender> contenders(const Bench &bench)
{
    std::vector<Contender> all;
    for (const char *durability : {"full", "normal"}) {
        all.push_back(ownQueue(bench, durability));
        all.push_back(remoteWorker(bench, durability));
    }
    const Servers &servers = bench.servers;
    if (servers.hasNode() && servers.hasRedis()) {
        for (const char *fsync : {"always", "everysec"}) {
            all.push_back(peer(std::string("BullMQ, Redis appendfsync ") + fsync, "bullmq", servers.peers(),
                               [&servers, fsync] { return servers.redis(fsync); }));
        }
    }
    if (servers.hasNode() && servers.hasPostgresql()) {
        all.push_back(peer("graphile-worker, PostgreSQL", "graphile", servers.peers(),
                           [&servers] { return servers.postgresql(); }));
    }
    return all;
}

/// A tool that does nothing, but is a program: what a command costs with all its supervision.
void measureTool(Bench &bench)
{
    const int count = bench.quick ? 20 : 500;
    Samples finished;
    Samples median;
    Samples p99;
    for (int round = 0; round < bench.rounds(); ++round) {
        const ServerProcess server(bench.servers.processiond("full", nothingTool));
        Load::Connection connection(server.port(), server.token());
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i)
            connection.ask("POST", "/tools/nothing", "{}", 202);
        waitUntilOver(connection, "tools_execution");
        finished.add(count / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        // One after the other, so that none waits for another.
        const int alone = bench.quick ? 5 : 100;
        for (int i = 0; i < alone; ++i) {
            connection.ask("POST", "/tools/nothing", "{}", 202);
            waitUntilOver(connection, "tools_execution");
        }
        const std::vector<std::string> processes = processesOf(connection, "tools_execution");
        std::vector<double> waits;
        for (size_t i = static_cast<size_t>(count); i < processes.size(); ++i)
            waits.push_back(1000 * (numberIn(processes[i], "started_at") - numberIn(processes[i], "created_at")));
        std::sort(waits.begin(), waits.end());
        median.add(quantile(waits, 0.5));
        p99.add(quantile(waits, 0.99));
    }
    bench.report.figure("tool /bin/true, durability full: submitted, run and completed", "jobs/s", finished);
    bench.report.figure("tool /bin/true, one at a time: submission to start, median", "ms", median);
    bench.report.figure("tool /bin/true, one at a time: submission to start, 99th percentile", "ms", p99);
}

void reportRatios(Report &report, std::map<std::string, Figures> &all)
{
    const auto compare = [&](const std::string &ours, const std::string &theirs) {
        report.ratio(ours + " / " + theirs + ", 10000 waiting, finished",
                     ratio(all[ours].finished, all[theirs].finished));
        report.ratio(ours + " / " + theirs + ", 1000/s, 99th percentile of the wait",
                     ratio(all[ours].p99, all[theirs].p99));
    };
    for (const char *ours : {"own queue", "remote worker"}) {
        compare(ours + std::string(", durability full"), "BullMQ, Redis appendfsync always");
        compare(ours + std::string(", durability full"), "graphile-worker, PostgreSQL");
        compare(ours + std::string(", durability normal"), "BullMQ, Redis appendfsync everysec");
    }
    for (const char *ours : {"own queue, durability full", "remote worker, durability full"}) {
        report.goal(std::string(ours) + ": ms from submission to start at 1000/s, 99th percentile",
                    all[ours].p99.median(), Report::Bound::AtMost, 5);
    }
}

} // namespace

void measureJobs(Bench &bench)
{
    const std::vector<Contender> all = contenders(bench);
    std::map<std::string, Figures> figures;
    for (int round = 0; round < bench.rounds(); ++round) {
        for (const Contender &contender : all) {
            Figures &mine = figures[contender.name];
            const Contender::Rates rates = contender.filled(bench.many(10000));
            mine.submitted.add(rates.submitted);
            mine.finished.add(rates.finished);
            const Contender::Waits waits = contender.steady(bench.quick ? 0.1 : 5);
            if (!bench.quick && waits.rate < rate * 0.95)
                bench.report.skip(contender.name + " was offered only " + std::to_string(int(waits.rate)) + " jobs/s");
            mine.median.add(waits.median);
            mine.p99.add(waits.p99);
        }
    }
    for (const Contender &contender : all) {
        const Figures &mine = figures[contender.name];
        bench.report.figure(contender.name + ": submitted in batches", "jobs/s", mine.submitted);
        bench.report.figure(contender.name + ", 10000 waiting: started and completed", "jobs/s", mine.finished);
        bench.report.figure(contender.name + ", 1000/s: submission to start, median", "ms", mine.median);
        bench.report.figure(contender.name + ", 1000/s: submission to start, 99th percentile", "ms", mine.p99);
    }
    measureTool(bench);
    reportRatios(bench.report, figures);
    if (all.size() < 7)
        bench.report.skip("a queue for Node, Redis or PostgreSQL isn't installed");
}

} // namespace Procession::Bench
