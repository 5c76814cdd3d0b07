// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replays simulated runs and prints how often the truth lies in the estimated band, beside the plain linear estimate.
#include "runjudge.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace Procession;

namespace {

constexpr quint64 seed = 20261127;

double percent(double share)
{
    return 100 * share;
}

void printRow(const char *kind, size_t history, const char *when, const Judgement &of)
{
    const double answered = std::max(of.answered, 1);
    const double compared = std::max(of.compared, 1);
    std::printf("%-13s %4zu %5s %7.1f %6.1f %6.1f %6.1f   %6.2f %6.2f", kind, history, when,
                percent(answered / std::max(of.asked, 1)), percent(of.belowP50Share()), percent(of.belowP90Share()),
                percent(of.belowP90Share() - of.belowP50Share()), percent(of.pinball50 / answered),
                percent(of.pinball90 / answered));
    if (of.compared == 0)
        std::printf("        -      -       -      -\n");
    else
        std::printf("   %6.2f %6.2f  %6.1f %6.1f\n", percent(of.comparedPinball50 / compared),
                    percent(of.linearPinball50 / compared), percent(median(of.errors)),
                    percent(median(of.linearErrors)));
}

void printKinds(int runs, size_t history, bool details)
{
    for (const RunKind kind : allRunKinds) {
        const KindJudgement judged = judge(kind, runs, history, seed);
        if (details) {
            for (size_t k = 0; k < judgedShares.size(); ++k) {
                char when[8];
                std::snprintf(when, sizeof when, "%.0f %%", percent(judgedShares[k]));
                printRow(nameOf(kind), history, when, judged.at[k]);
            }
        }
        printRow(nameOf(kind), history, "all", judged.all());
        printRow(nameOf(kind), history, "any", judged.anytime);
        if (history >= PastRuns::leastForOverdue && details)
            std::printf("%-13s %4zu       became overdue: %.1f %%\n", nameOf(kind), history,
                        percent(1.0 * judged.becameOverdue / judged.runs));
    }
}

void printStuck(int runs, size_t history)
{
    for (const RunKind kind : allRunKinds) {
        if (kind == RunKind::Silent)
            continue;
        StuckJudgement judged = judgeStuck(kind, runs, history, seed);
        auto lag = judged.silenceLag;
        std::sort(lag.begin(), lag.end());
        std::printf("%-13s %4zu %7.1f %10.2f %8.2f\n", nameOf(kind), history,
                    percent(1.0 * judged.neverSilent / judged.runs), median(lag),
                    lag.empty() ? 0 : lag[lag.size() * 9 / 10]);
    }
}

void printCost()
{
    RunSimulator simulator(RunKind::Steady, seed);
    PastRuns past;
    for (size_t i = 0; i < PastRuns::mostRuns; ++i) {
        const SimulatedRun run = simulator.next();
        RunCourse course;
        for (const SimulatedReport &report : run.reports)
            course.note(report.atMs, report.progress);
        past.addNewest(PastRun(static_cast<qint64>(run.durationMs), course));
    }
    const SimulatedRun run = simulator.next();
    RunCourse course;
    for (size_t i = 0; i < run.reports.size() / 2; ++i)
        course.note(run.reports[i].atMs, run.reports[i].progress);
    constexpr int rounds = 20000;
    for (const PastRuns *history : {static_cast<const PastRuns *>(nullptr), static_cast<const PastRuns *>(&past)}) {
        qint64 sum = 0;
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i)
            sum += estimate(course, course.reachedMs() + i * 0.001, history)->left->p50;
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
        std::printf("an estimate with %2zu runs of history: %.2f us%s\n", history ? history->runs().size() : size_t(0),
                    took.count() / rounds, sum == 0 ? "?" : "");
    }
}

} // namespace

int main(int argc, char **argv)
{
    const int runs = argc > 1 ? std::atoi(argv[1]) : 1200;
    std::printf("%d runs of each kind, asked at 10, 25, 50, 75 and 90 %% of their time. In percent; losses and errors "
                "as a share of the run\n",
                runs);
    std::printf("and of the truth. The last four where a linear estimate exists, too.\n\n");
    std::printf(
        "kind          runs  when answers <=p50  <=p90   band   pinball50  90   pinball50: linear  error: linear\n");
    for (const size_t history : {size_t(30), size_t(0)})
        printKinds(runs, history, true);
    std::printf("\nby the number of earlier runs\n");
    for (const size_t history : {size_t(1), size_t(3), size_t(5), size_t(10), size_t(48)})
        printKinds(runs, history, false);
    std::printf("\nstuck: never without an estimate; time from the stop to the last estimate (median, p90), as a share "
                "of the run\n");
    printStuck(runs, 30);
    printStuck(runs, 0);
    std::printf("\n");
    printCost();
}
