// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How late a thousand schedules start what is due, half of them all in the same second and half in seconds of their own,
// while the server is stopped, killed and started again. Each due time must have been started once.
#include "figures.h"
#include "parts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <stdexcept>
#include <thread>

namespace Procession::Bench {

namespace {

constexpr auto settings = "[cleanup]\nmax_finished = 1000000\n";

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Sleeps until so large a part of the period is over since those were due that come together.
void sleepUntil(double part, int period)
{
    const double now = wallSeconds();
    double target = (std::floor(now / period) + part) * period;
    if (target <= now)
        target += period;
    std::this_thread::sleep_for(std::chrono::duration<double>(target - now));
}

void makeSchedules(Load::Connection &connection, int count, int period)
{
    const std::string seconds = std::to_string(period);
    for (int i = 0; i < count; ++i) {
        const std::string rule =
            i % 2 == 0 ? "@every " + seconds + 's' : std::to_string(i / 2 % period) + '/' + seconds + " * * * * *";
        connection.ask(
            "PUT", "/schedules/s-" + std::to_string(i),
            R"({"rule":")" + rule + R"(","overlap":"allow_all","catch_up_limit":100,"run":{"tool":"nothing"}})", 201);
    }
}

/// The time between a server's end and the moment that the next one takes connections.
struct Break
{
    double from, until;
};

/// Milliseconds by which runs were late, by whether they were due while there was a server.
struct Lateness
{
    std::vector<double> served, madeUp;
};

/// Throws where a due time is missing, or was started twice.
Lateness latenessOf(const std::vector<std::string> &runs, const std::vector<Break> &breaks, int schedules, int period)
{
    Lateness lateness;
    std::map<std::string, double> last; // due time of each schedule
    std::vector<std::pair<std::string, double>> due;
    for (const std::string &run : runs) {
        const double dueAt = numberIn(run, "due_at");
        const double created = numberIn(run, "created_at");
        due.emplace_back(textIn(run, "schedule"), dueAt);
        const auto missed = std::find_if(breaks.begin(), breaks.end(),
                                         [&](const Break &one) { return dueAt >= one.from && dueAt <= one.until; });
        if (missed == breaks.end())
            lateness.served.push_back(1000 * (created - dueAt));
        else
            lateness.madeUp.push_back(1000 * (created - missed->until));
    }
    std::sort(due.begin(), due.end());
    for (const auto &[schedule, dueAt] : due) {
        const auto before = last.find(schedule);
        if (before != last.end() && std::abs(dueAt - before->second - period) > 0.001)
            throw std::runtime_error("a due time of " + schedule + " was lost, or started twice");
        last[schedule] = dueAt;
    }
    if (last.size() != static_cast<size_t>(schedules))
        throw std::runtime_error("a schedule has started nothing");
    std::sort(lateness.served.begin(), lateness.served.end());
    std::sort(lateness.madeUp.begin(), lateness.madeUp.end());
    return lateness;
}

} // namespace

void measureSchedules(Bench &bench)
{
    const int count = bench.quick ? 20 : 1000;
    const int restarts = bench.quick ? 2 : 6;
    const int period = bench.quick ? 1 : 10; // seconds, of each schedule
    ServerProcess server(bench.servers.processiond("full", std::string(settings) + nothingTool));
    {
        Load::Connection connection(server.port(), server.token());
        makeSchedules(connection, count, period);
    }
    std::vector<Break> breaks;
    for (int i = 0; i < restarts; ++i) {
        sleepUntil(i % 3 == 2 ? 0.98 : 0.33, period); // each third time while those are due that come together
        const double from = wallSeconds();
        if (i % 2 == 0)
            server.stop();
        else
            server.kill();
        server.start();
        breaks.push_back({from, wallSeconds()});
    }
    sleepUntil(0.25, period);
    sleepUntil(0.25, period);
    Load::Connection connection(server.port(), server.token());
    const Lateness lateness = latenessOf(processesOf(connection, "scheduled_task"), breaks, count, period);
    const auto one = [&](const std::string &what, double value) {
        Samples samples;
        samples.add(value);
        bench.report.figure(std::to_string(count) + " schedules, " + std::to_string(restarts) + " restarts: " + what,
                            "ms", samples);
    };
    one("lateness, median", quantile(lateness.served, 0.5));
    one("lateness, 99th percentile", quantile(lateness.served, 0.99));
    one("lateness, the most", lateness.served.back());
    one("due while the server was away: after it is back, 99th percentile", quantile(lateness.madeUp, 0.99));
    bench.report.ratio("ms by which the runs of " + std::to_string(count) + " schedules are late, 99th percentile",
                       quantile(lateness.served, 0.99));
}

} // namespace Procession::Bench
