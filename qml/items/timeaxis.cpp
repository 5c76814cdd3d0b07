// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeaxis.h"

#include "durationtext.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

namespace {

constexpr double second = 1000.0;
constexpr double minute = 60.0 * second;
constexpr double hour = 60.0 * minute;
constexpr double day = 24.0 * hour;

/// A time in which nothing happened is left out where it is this long, this share of the whole, and this many times
/// the usual distance between two points.
constexpr double leastGap = 30.0 * second;
constexpr double leastShare = 0.08;
constexpr double timesUsual = 12.0;
constexpr size_t mostNotches = 6;

constexpr std::array<double, 30> steps{1.0,         2.0,         5.0,         10.0,      20.0,         50.0,
                                       100.0,       200.0,       500.0,       second,    2.0 * second, 5.0 * second,
                                       10 * second, 15 * second, 30 * second, minute,    2.0 * minute, 5 * minute,
                                       10 * minute, 15 * minute, 30 * minute, hour,      2.0 * hour,   3.0 * hour,
                                       6.0 * hour,  12.0 * hour, day,         2.0 * day, 7.0 * day,    30.0 * day};

/// A round duration in short, such as `0`, `1.5 s`, `2 min`, `2:30 min`.
QString tickText(double since)
{
    if (since == 0.0)
        return QStringLiteral("0");
    if (since > second && since < minute && std::fmod(since, second) > 0.0)
        return QString::number(since / second) + QStringLiteral(" s");
    return durationText(static_cast<qint64>(since)).replace(QStringLiteral(":00 "), QStringLiteral(" "));
}

/// The gaps to leave out, the longest ones, in order of time.
std::vector<std::pair<double, double>> gapsIn(double begin, double end, std::vector<double> busy)
{
    busy.push_back(begin);
    busy.push_back(end);
    std::sort(busy.begin(), busy.end());
    std::vector<double> distances;
    for (size_t at = 1; at < busy.size(); ++at) {
        if (busy[at] > busy[at - 1])
            distances.push_back(busy[at] - busy[at - 1]);
    }
    if (distances.size() < 2)
        return {};
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    const double least = std::max({leastGap, (end - begin) * leastShare, *middle * timesUsual});
    std::vector<std::pair<double, double>> gaps;
    for (size_t at = 1; at < busy.size(); ++at) {
        if (busy[at] - busy[at - 1] >= least)
            gaps.emplace_back(busy[at - 1], busy[at]);
    }
    const auto longerFirst = [](const auto &a, const auto &b) { return a.second - a.first > b.second - b.first; };
    std::sort(gaps.begin(), gaps.end(), longerFirst);
    gaps.resize(std::min(gaps.size(), mostNotches));
    std::sort(gaps.begin(), gaps.end());
    return gaps;
}

} // namespace

TimeAxis::TimeAxis(double begin, double end, std::vector<double> busy, double left, double width)
    : m_begin(begin)
    , m_end(std::max(end, begin + 1.0))
    , m_left(left)
    , m_width(std::max(1.0, width))
{
    std::erase_if(busy, [this](double time) { return !(time >= m_begin && time <= m_end); });
    auto gaps = gapsIn(m_begin, m_end, std::move(busy));
    if (static_cast<double>(gaps.size()) * notchWidth > m_width / 2.0)
        gaps.clear();
    double shown = m_end - m_begin;
    for (const auto &[from, to] : gaps)
        shown -= to - from;
    m_perMs = (m_width - static_cast<double>(gaps.size()) * notchWidth) / std::max(1.0, shown);
    double time = m_begin;
    double x = m_left;
    const auto addPiece = [&](double to, double pixels) {
        m_pieces.push_back({time, to, x, x + pixels});
        time = to;
        x += pixels;
    };
    for (const auto &[from, to] : gaps) {
        addPiece(from, (from - time) * m_perMs);
        m_notches.push_back({from, to, x});
        addPiece(to, notchWidth);
    }
    addPiece(m_end, m_left + m_width - x);
}

double TimeAxis::xOf(double time) const
{
    if (m_pieces.empty())
        return m_left;
    auto piece = std::find_if(m_pieces.begin(), m_pieces.end(), [time](const Piece &p) { return time <= p.to; });
    if (piece == m_pieces.end())
        --piece;
    if (piece->to <= piece->from)
        return piece->left;
    return piece->left + (time - piece->from) / (piece->to - piece->from) * (piece->right - piece->left);
}

double TimeAxis::timeOf(double x) const
{
    if (m_pieces.empty())
        return m_begin;
    auto piece = std::find_if(m_pieces.begin(), m_pieces.end(), [x](const Piece &p) { return x <= p.right; });
    if (piece == m_pieces.end())
        --piece;
    if (piece->right <= piece->left)
        return piece->from;
    const double time = piece->from + (x - piece->left) / (piece->right - piece->left) * (piece->to - piece->from);
    return std::clamp(time, m_begin, m_end);
}

std::vector<TimeAxis::Tick> TimeAxis::ticks(double distance) const
{
    const auto *step = std::find_if(steps.begin(), steps.end(), [&](double s) { return s * m_perMs >= distance; });
    if (step == steps.end())
        --step;
    std::vector<Tick> ticks;
    for (const Piece &piece : m_pieces) {
        const bool isNotch = std::any_of(m_notches.begin(), m_notches.end(),
                                         [&](const Notch &notch) { return notch.left == piece.left; });
        if (isNotch && piece.to > piece.from)
            continue;
        for (double since = std::ceil((piece.from - m_begin) / *step) * *step; since <= piece.to - m_begin;
             since += *step) {
            const double x = xOf(m_begin + since);
            if (ticks.empty() || x - ticks.back().x >= distance * 0.8)
                ticks.push_back({m_begin + since, x, tickText(since)});
        }
    }
    return ticks;
}

} // namespace Procession
