// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The cost of a release, with few and with many processes that wait, in one run.
#include "clock.h"
#include "processes.h"
#include "processtracker.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace Procession {

namespace {

using namespace Qt::StringLiterals;

constexpr int released = 20'000;
constexpr int rounds = 5;

StartChange waitingFor(const QString &name, const QString &on)
{
    StartChange start = startOf(name);
    start.dependencies.on = {{id(on)}};
    return start;
}

double nanosecondsEach(std::chrono::steady_clock::duration taken, int count)
{
    return std::chrono::duration<double, std::nano>(taken).count() / count;
}

/// A tracker in which so many processes wait for one that doesn't end.
class Subject
{
public:
    explicit Subject(int waiting)
        : m_tracker(m_log, m_clock)
    {
        std::ignore = m_tracker.start(startOf(u"open"));
        for (int i = 0; i < waiting; ++i)
            std::ignore = m_tracker.start(waitingFor(u"w%1"_s.arg(i), u"open"_s));
    }

    /// The cost of an end that releases one process, in ns.
    double one()
    {
        const int first = m_made;
        for (int i = 0; i < released; ++i, ++m_made) {
            std::ignore = m_tracker.start(startOf(u"p%1"_s.arg(m_made)));
            std::ignore = m_tracker.start(waitingFor(u"c%1"_s.arg(m_made), u"p%1"_s.arg(m_made)));
        }
        std::vector<ProcessId> ends;
        for (int i = first; i < m_made; ++i)
            ends.push_back(id(u"p%1"_s.arg(i)));
        const auto begin = std::chrono::steady_clock::now();
        for (const ProcessId &end : ends)
            std::ignore = m_tracker.report(end, reportOf(ProcessStatus::Completed));
        return nanosecondsEach(std::chrono::steady_clock::now() - begin, released);
    }

    /// The cost of each release of an end that releases ten thousand at once, in ns.
    double many()
    {
        constexpr int dependents = 10'000;
        const QString parent = u"m%1"_s.arg(m_made++);
        std::ignore = m_tracker.start(startOf(parent));
        for (int i = 0; i < dependents; ++i, ++m_made)
            std::ignore = m_tracker.start(waitingFor(u"d%1"_s.arg(m_made), parent));
        const auto begin = std::chrono::steady_clock::now();
        std::ignore = m_tracker.report(id(parent), reportOf(ProcessStatus::Completed));
        return nanosecondsEach(std::chrono::steady_clock::now() - begin, dependents);
    }

private:
    SystemClock m_clock;
    EventLog m_log;
    ProcessTracker m_tracker;
    int m_made = 0;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

int run()
{
    constexpr int few = 1'000;
    constexpr int many = 100'000;
    Subject withFew(few);
    Subject withMany(many);
    std::vector<double> oneFew;
    std::vector<double> oneMany;
    std::vector<double> manyFew;
    std::vector<double> manyMany;
    for (int round = 0; round < rounds; ++round) {
        oneFew.push_back(withFew.one());
        oneMany.push_back(withMany.one());
        manyFew.push_back(withFew.many());
        manyMany.push_back(withMany.many());
    }
    const auto print = [](const char *name, double a, double b) {
        std::printf("%-44s %8.0f ns %8.0f ns   %.2f\n", name, a, b, b / a);
    };
    std::printf("%-44s %11s %11s   ratio\n", "processes that wait", "1,000", "100,000");
    print("an end that releases one", median(oneFew), median(oneMany));
    print("each of 10,000 that one end releases", median(manyFew), median(manyMany));
    return 0;
}

} // namespace

} // namespace Procession

int main()
{
    return Procession::run();
}
