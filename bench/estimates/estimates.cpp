// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replays simulated runs and prints how often the truth lies in the estimated band, beside the plain linear estimate.
#include "durationhistory.h"
#include "fakeclock.h"
#include "processtracker.h"
#include "runjudge.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

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

RunCourse courseOf(const SimulatedRun &run, size_t reports)
{
    RunCourse course;
    for (size_t i = 0; i < reports; ++i)
        course.note(run.reports[i].atMs, run.reports[i].progress);
    return course;
}

/// Processor time, since other programs may run beside this one.
double microseconds(std::clock_t begin)
{
    return 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void printCostOfOne()
{
    RunSimulator simulator(RunKind::Steady, seed);
    PastRuns past;
    for (size_t i = 0; i < PastRuns::mostRuns; ++i) {
        const SimulatedRun run = simulator.next();
        past.addNewest(PastRun(static_cast<qint64>(run.durationMs), courseOf(run, run.reports.size())));
    }
    const SimulatedRun run = simulator.next();
    const RunCourse course = courseOf(run, run.reports.size() / 2);
    for (const PastRuns *history : {static_cast<const PastRuns *>(nullptr), static_cast<const PastRuns *>(&past)}) {
        constexpr int rounds = 50000;
        qint64 sum = 0;
        const std::clock_t begin = std::clock();
        for (int i = 0; i < rounds; ++i)
            sum += estimate(course, course.reachedMs() + i * 0.001, history)->left->p50;
        std::printf("an estimate with %2zu runs of history: %.1f us%s\n", history ? history->runs().size() : size_t(0),
                    microseconds(begin) / rounds, sum == 0 ? "?" : "");
    }
}

/// A list of running processes, each of which has a history and reports its progress.
void printCostOfAList()
{
    constexpr int processes = 5000;
    constexpr int names = 500;
    constexpr int reports = 20;
    FakeClock clock;
    EventLog log(processes * reports * 2);
    ProcessTracker tracker(log, clock);
    DurationHistory history(tracker, nullptr);
    const auto start = [&](const QString &id, const QString &name) {
        StartChange change{.id = *ProcessId::fromString(id), .type = ProcessType::backgroundJob(), .name = name};
        change.status = ProcessStatus::Running;
        return tracker.start(change).ok();
    };
    const auto nameOfJob = [](int i) { return QStringLiteral("Job of shard %1").arg(i % names); };
    const auto report = [&](const QString &id, ReportChange change) {
        return tracker.report(*ProcessId::fromString(id), change).ok();
    };
    bool works = true;
    for (int i = 0; i < names * static_cast<int>(PastRuns::mostRuns); ++i) {
        const QString id = QStringLiteral("past%1").arg(i);
        works = start(id, nameOfJob(i)) && works;
        for (int k = 1; k <= 4; ++k) {
            clock.advance(std::chrono::seconds(1));
            works = report(id, {.progress = 25 * k}) && works;
        }
        works = report(id, {.status = ProcessStatus::Completed}) && works;
        QCoreApplication::processEvents();
    }
    for (int i = 0; i < processes; ++i)
        works = start(QStringLiteral("now%1").arg(i), nameOfJob(i)) && works;
    QCoreApplication::processEvents();
    for (int k = 1; k <= reports; ++k) {
        clock.advance(std::chrono::milliseconds(100));
        for (int i = 0; i < processes; ++i)
            works = report(QStringLiteral("now%1").arg(i), {.progress = 2 * k}) && works;
    }
    const std::clock_t read = std::clock();
    for (int i = 0; i < processes * reports / 1000; ++i)
        QCoreApplication::processEvents(); // each takes one batch
    std::printf("reading the log: %.2f us a report\n", microseconds(read) / (processes * reports));

    std::vector<ProcessPtr> running = tracker.snapshot().processes;
    std::erase_if(running, [](const ProcessPtr &process) { return (*process)->status != ProcessStatus::Running; });
    int answered = 0;
    const std::clock_t begin = std::clock();
    for (const ProcessPtr &process : running)
        answered += history.estimate(**process, clock.wallMs()) ? 1 : 0;
    std::printf("estimates of %d of %zu running processes with %d names: %.1f ms%s\n", answered, running.size(),
                static_cast<int>(history.size()), microseconds(begin) / 1000, works ? "" : "?");
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
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
    printCostOfOne();
    printCostOfAList();
}
