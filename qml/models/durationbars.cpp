// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationbars.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr double msOfSecond = 1000.0;
constexpr double shortestMs = 1.0;
/// What lies between the ends of an axis at least, and of a bin.
constexpr double leastRatio = 1.02;

/// The share of a stretch of the axis that lies below, 0 to 1.
double shareOf(double fromMs, double toMs, double ms)
{
    return std::clamp(std::log(ms / fromMs) / std::log(toMs / fromMs), 0.0, 1.0);
}

} // namespace

DurationBars::DurationBars(const QJsonObject &duration)
{
    m_medianMs = duration["p50"_L1].toDouble() * msOfSecond;
    for (const QJsonValue &value : duration["histogram"_L1].toArray()) {
        const QJsonObject told = value.toObject();
        const double to = std::max(shortestMs, told["to"_L1].toDouble() * msOfSecond);
        const double from =
            std::clamp(told["from"_L1].toDouble() * msOfSecond, shortestMs / leastRatio, to / leastRatio);
        const double runs = told["count"_L1].toDouble();
        if (!(runs > 0.0) || (!m_bins.empty() && from < m_bins.back().fromMs))
            continue;
        m_bins.push_back({from, to, runs});
        m_runs += runs;
    }
}

double DurationBars::Axis::placeOf(double ms) const
{
    return shareOf(fromMs, toMs, std::max(ms, fromMs));
}

/// With room for a bar on either side.
DurationBars::Axis DurationBars::axis(double runMs) const
{
    if (m_bins.empty())
        return {};
    Axis axis{m_bins.front().fromMs, m_bins.back().toMs};
    if (runMs >= 0.0) {
        axis.fromMs = std::min(axis.fromMs, std::max(shortestMs, runMs));
        axis.toMs = std::max(axis.toMs, runMs);
    }
    // One length alone stands in the middle.
    constexpr double leastSpread = 2.0;
    const double widen = std::sqrt(std::max(1.0, leastSpread / (axis.toMs / axis.fromMs)));
    constexpr double room = 0.03; // of the axis
    const double margin = widen * std::pow(axis.toMs / axis.fromMs * widen * widen, room);
    axis.fromMs /= margin;
    axis.toMs *= margin;
    return axis;
}

/// A bin that reaches over several bars is in each of them in part.
QList<double> DurationBars::bars(const Axis &axis) const
{
    QList<double> heights(count, 0.0);
    constexpr auto scale = static_cast<double>(count);
    for (const Bin &bin : m_bins) {
        const double from = axis.placeOf(bin.fromMs) * scale;
        const double to = std::max(axis.placeOf(bin.toMs) * scale, from + 1e-9);
        for (auto at = static_cast<qsizetype>(from); at < count && static_cast<double>(at) < to; ++at) {
            const auto left = static_cast<double>(at);
            heights[at] += bin.count * (std::min(to, left + 1.0) - std::max(from, left)) / (to - from);
        }
    }
    const double highest = *std::max_element(heights.cbegin(), heights.cend());
    for (double &height : heights)
        height = highest > 0.0 ? height / highest : 0.0;
    return heights;
}

double DurationBars::shareBelow(double ms) const
{
    double below = 0.0;
    for (const Bin &bin : m_bins)
        below += bin.count * (ms > bin.fromMs ? shareOf(bin.fromMs, bin.toMs, ms) : 0.0);
    return m_runs > 0.0 ? below / m_runs : 0.0;
}

} // namespace Procession
