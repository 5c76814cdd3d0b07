// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the dry run of a rule costs over a history of many runs: bench_rehearsal [RUNS]
#include "alertrulejson.h"
#include "clock.h"
#include "rehearsalrun.h"
#include "storedlog.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <cstdio>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int usualRuns = 100'000;

/// Runs of fifty names spread over the last week, of which one of 21 failed.
bool fill(StoredLog &run, int runs)
{
    const auto between = std::chrono::milliseconds(7LL * 24 * 3600 * 1000 / runs);
    for (int i = 0; i < runs; ++i) {
        const QString name = u"run-%1"_s.arg(i);
        StartChange start = startOf(name, ProcessStatus::Running);
        start.name = u"import "_s + QChar(u'a' + i % 25) + QChar(u'a' + i % 2);
        ReportChange end = reportOf(i % 21 == 7 ? ProcessStatus::Failed : ProcessStatus::Completed);
        end.retryable = false;
        if (!run.tracker.start(start) || !run.tracker.report(id(name), end))
            return false;
        run.clock.advance(between);
        if (i % 1000 == 999 && !run.commit())
            return false;
    }
    return run.commit();
}

void measure(const char *what, const Archive &archive, const Clock &past, const QByteArray &json)
{
    // The past ends where its clock stands; the work is timed by the machine's.
    class Mixed final : public Clock
    {
    public:
        explicit Mixed(const Clock &wall)
            : m_wall(wall)
        {
        }
        qint64 wallMs() const override { return m_wall.wallMs(); }
        qint64 steadyMs() const override { return m_steady.steadyMs(); }

    private:
        const Clock &m_wall;
        SystemClock m_steady;
    } const clock(past);
    const auto rule = alertRuleFromJson(u"rule"_s, QJsonDocument::fromJson(json).object());
    RehearsalRun run(archive, clock, *rule, 7);
    QElapsedTimer timer;
    timer.start();
    qint64 longestMs = 0;
    for (;;) {
        const qint64 begunMs = timer.elapsed();
        const auto told = run.next();
        longestMs = std::max(longestMs, timer.elapsed() - begunMs);
        if (!told) {
            std::printf("%s: %s\n", what, qPrintable(told.error().message));
            return;
        }
        if (*told) {
            std::printf("%-24s %7lld ms, longest slice %4lld ms: %lld runs, %lld episodes, %lld messages\n", what,
                        timer.elapsed(), longestMs, (*told)->runs, (*told)->episodeCount, (*told)->messageCount);
            return;
        }
    }
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const int runs = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : usualRuns;
    const QTemporaryDir folder;
    StoredLog run(folder.path());
    if (!run.problem.isEmpty() || runs < 1 || !fill(run, runs)) {
        std::fputs("the history can't be made\n", stderr);
        return 1;
    }
    const Archive archive(DataFolder::databaseIn(folder.path()));
    measure("failed, by name", archive, run.clock, R"({"condition": {"kind": "failed"}})");
    measure("failed, all in one", archive, run.clock, R"({"condition": {"kind": "failed"}, "group_by": "all"})");
    measure("rate, by name", archive, run.clock, R"({"condition": {"kind": "failure_rate", "more_than_percent": 5,
        "at_least": 20, "window": 900}})");
    measure("waiting", archive, run.clock, R"({"condition": {"kind": "waiting", "longer_than": 60}})");
    measure("overdue", archive, run.clock, R"({"condition": {"kind": "overdue"}})");
    measure("one name of fifty", archive, run.clock,
            R"({"condition": {"kind": "failed"}, "scope": {"name": "import aa"}})");
    return 0;
}
