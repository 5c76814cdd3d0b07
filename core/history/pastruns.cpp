// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastruns.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

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
    , m_logDuration(std::log(m_durationMs))
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
    // The last step before this progress, and the first one at it or beyond.
    const size_t interval = RunCourse::intervalOf(progress);
    const quint32 upTo = m_steps & ((2U << interval) - 1);
    constexpr double rounding = 0.02; // of a place, in percent
    const bool isBeyond = (upTo >> interval) != 0 && progressOf(interval) >= progress - rounding;
    const quint32 before = isBeyond ? upTo & ~(1U << interval) : upTo;
    const quint32 after = m_steps & ~before;
    double fromProgress = 0;
    double fromShare = 0;
    if (before != 0) {
        const auto last = static_cast<size_t>(std::bit_width(before)) - 1;
        fromProgress = progressOf(last);
        fromShare = shareOf(m_intervals[last].share);
    }
    // After its last report it ended: that was a step to 100.
    double toProgress = 100;
    double toShare = 1;
    if (after != 0) {
        const auto next = static_cast<size_t>(std::countr_zero(after));
        toProgress = progressOf(next);
        toShare = shareOf(m_intervals[next].share);
    }
    const double way = toProgress > fromProgress ? (progress - fromProgress) / (toProgress - fromProgress) : 1;
    return fromShare + std::clamp(way, 0.0, 1.0) * (toShare - fromShare);
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
        m_runs.erase(m_runs.begin());
    m_runs.push_back(run);
    changed();
}

void PastRuns::addOldest(const PastRun &run)
{
    if (isFull())
        return;
    m_runs.insert(m_runs.begin(), run);
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
        logs.push_back(run.logDuration());
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
