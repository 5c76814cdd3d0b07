// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's window under Xvfb with the software renderer: bench_dashboard measures it from inside.
#include "parts.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace Procession::Bench {

namespace {

using Clock = std::chrono::steady_clock;

/// Both cores, a display of its own, frames as fast as they come.
std::string commandOf(const Bench &bench, const std::string &arguments)
{
    return "QT_QPA_PLATFORM=xcb QT_QUICK_BACKEND=software QT_QPA_UPDATE_IDLE_TIME=0 taskset -c "
        + std::to_string(serverCore) + ',' + std::to_string(clientCore) + ' ' + bench.programs + "/bench_dashboard "
        + arguments;
}

struct Scroll
{
    Samples median;
    Samples slow;
    Samples block;

    void measure(const Bench &bench, int rows, int updates)
    {
        const std::string command = commandOf(bench,
                                              "scroll " + std::to_string(rows) + ' ' + std::to_string(updates) + ' '
                                                  + (bench.quick ? "0.2" : "4"));
        const std::unique_ptr<FILE, int (*)(FILE *)> output(::popen(command.c_str(), "r"), ::pclose);
        double values[3];
        if (!output || std::fscanf(output.get(), "%lf %lf %lf", &values[0], &values[1], &values[2]) != 3)
            throw std::runtime_error("bench_dashboard failed");
        median.add(values[0]);
        slow.add(values[1]);
        block.add(values[2]);
    }
};

double startMs(const Bench &bench, const char *mode)
{
    const std::string command = commandOf(bench, mode);
    const Clock::time_point begin = Clock::now();
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error("bench_dashboard shows no window");
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

} // namespace

void measureDashboard(Bench &bench)
{
    if (!std::getenv("DISPLAY")) {
        bench.report.skip("there is no display; bench/run brings one");
        return;
    }
    if (!std::filesystem::exists(bench.programs + "/bench_dashboard")) {
        bench.report.skip("the desktop isn't built");
        return;
    }
    const int rows = bench.quick ? 1000 : 100000;
    Scroll calm;
    Scroll busy;
    Samples empty;
    Samples start;
    for (int round = 0; round < bench.rounds(); ++round) {
        calm.measure(bench, 100, 0);
        busy.measure(bench, rows, 5000);
        empty.add(startMs(bench, "empty"));
        start.add(startMs(bench, "start"));
    }
    const std::string many = std::to_string(rows) + " rows, 5000 updates/s";
    bench.report.figure("scrolling, 100 rows, no updates: frame", "ms", calm.median);
    bench.report.figure("scrolling, " + many + ": frame", "ms", busy.median);
    bench.report.figure("scrolling, 100 rows, no updates: 99th percentile of frames", "ms", calm.slow);
    bench.report.figure("scrolling, " + many + ": 99th percentile of frames", "ms", busy.slow);
    bench.report.figure("scrolling, 100 rows, no updates: longest block of the GUI's thread", "ms", calm.block);
    bench.report.figure("scrolling, " + many + ": longest block of the GUI's thread", "ms", busy.block);
    bench.report.figure("an empty Qt Quick Controls window to its first frame", "ms", empty);
    bench.report.figure("the dashboard and its server to the first frame", "ms", start);
    bench.report.goal("frame with " + many + " / with 100 and none", ratio(busy.median, calm.median),
                      Report::Bound::AtMost, 1.2);
    bench.report.goal("ms of the longest block, " + many, busy.block.median(), Report::Bound::AtMost, 50);
    bench.report.goal("first frame / that of an empty window", ratio(start, empty), Report::Bound::AtMost, 1.5);
}

} // namespace Procession::Bench
