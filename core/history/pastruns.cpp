// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastruns.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace Procession {

namespace {

template <typename Number>
Number quantized(double share)
{
    return static_cast<Number>(std::lround(std::clamp(share, 0.0, 1.0) * std::numeric_limits<Number>::max()));
}

template <typename Number>
double shareOf(Number value)
{
    return static_cast<double>(value) / std::numeric_limits<Number>::max();
}

/// The 95th percentile of Student's t distribution.
double student95(size_t degreesOfFreedom)
{
    constexpr std::array table{6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83,
                               1.81, 1.80, 1.78, 1.77, 1.76, 1.75, 1.75, 1.74, 1.73};
    return table[std::min(degreesOfFreedom, table.size()) - 1];
}

double beginOf(size_t interval)
{
    return RunCourse::intervalBegins[interval];
}

double lengthOf(size_t interval)
{
    return interval + 1 < RunCourse::intervals ? beginOf(interval + 1) - beginOf(interval) : 1;
}

} // namespace

PastRun::PastRun(qint64 durationMs, const RunCourse &course)
    : m_durationMs(static_cast<float>(std::max<qint64>(durationMs, 1)))
    , m_hasCourse(course.isMeasure() && course.steps() > 1)
{
    for (size_t i = 0; i < RunCourse::intervals; ++i) {
        const RunCourse::Interval &seen = course.course()[i];
        Interval &kept = m_intervals[i];
        kept.pause = quantized<quint8>(static_cast<double>(seen.pauseMs / m_durationMs));
        if (!seen.hasStep())
            continue;
        m_steps |= 1U << i;
        kept.share = quantized<quint16>(static_cast<double>(seen.atMs / m_durationMs));
        kept.place = quantized<quint8>((static_cast<double>(seen.progress) - beginOf(i)) / lengthOf(i));
    }
}

double PastRun::progressOf(size_t interval) const
{
    return beginOf(interval) + shareOf(m_intervals[interval].place) * lengthOf(interval);
}

double PastRun::shareAt(double progress) const
{
    constexpr double rounding = 0.02; // of a place, in percent
    double before = 0;
    double shareBefore = 0;
    for (quint32 left = m_steps; left != 0; left &= left - 1) {
        const auto i = static_cast<size_t>(std::countr_zero(left));
        const double here = progressOf(i);
        const double share = shareOf(m_intervals[i].share);
        if (here >= progress - rounding) {
            const double way = here > before ? (progress - before) / (here - before) : 1;
            return shareBefore + std::clamp(way, 0.0, 1.0) * (share - shareBefore);
        }
        before = here;
        shareBefore = share;
    }
    // It ended without a report of more: that was its last step.
    return before < 100 ? shareBefore + (progress - before) / (100 - before) * (1 - shareBefore) : shareBefore;
}

double PastRun::pauseShareAt(double progress) const
{
    const size_t interval = RunCourse::intervalOf(progress);
    quint8 longest = m_intervals[interval].pause;
    if (interval > 0)
        longest = std::max(longest, m_intervals[interval - 1].pause);
    if (interval + 1 < m_intervals.size())
        longest = std::max(longest, m_intervals[interval + 1].pause);
    return shareOf(longest);
}

PastRuns::PastRuns(size_t capacity)
    : m_capacity(std::clamp<size_t>(capacity, 1, mostRuns))
{
}

void PastRuns::addNewest(const PastRun &run)
{
    if (isFull())
        m_runs.pop_front();
    m_runs.push_back(run);
    changed();
}

void PastRuns::addOldest(const PastRun &run)
{
    if (isFull())
        return;
    m_runs.push_front(run);
    changed();
}

void PastRuns::changed()
{
    const size_t count = m_runs.size();
    if (count < leastForOverdue)
        return;
    const auto number = static_cast<double>(count);
    std::vector<double> logs;
    logs.reserve(count);
    for (const PastRun &run : m_runs)
        logs.push_back(std::log(run.durationMs()));
    std::sort(logs.begin(), logs.end());
    // The chance that the next run is longer than the k-th of n runs is 1 - k / (n + 1), however they are distributed.
    const double rank = 0.95 * (number + 1);
    if (rank <= number) {
        const auto below = static_cast<size_t>(rank);
        const double above = logs[std::min(below, count - 1)];
        m_overdueAfterMs = std::exp(logs[below - 1] + (rank - static_cast<double>(below)) * (above - logs[below - 1]));
        return;
    }
    double mean = 0;
    for (const double value : logs)
        mean += value / number;
    double variance = 0;
    for (const double value : logs)
        variance += (value - mean) * (value - mean) / (number - 1);
    const double predicted = mean + student95(count - 1) * std::sqrt(variance * (1 + 1 / number));
    m_overdueAfterMs = std::exp(std::max(predicted, logs.back()));
}

} // namespace Procession
