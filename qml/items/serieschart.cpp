// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serieschart.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr double gap = 6.0;
constexpr double laneGap = 10.0;
constexpr double stripHeight = 20.0;
constexpr double groupDistance = 14.0;
constexpr double stepHeight = 22.0; // at least, from one line of the grid to the next
constexpr double rightRoom = 12.0;

/// A limit is drawn where the curve comes as near to it as this.
constexpr double nearLimit = 0.4;
/// The future takes at most so many times the room of the past.
constexpr double mostFuture = 3.0;

} // namespace

double SeriesChart::mostOf(const SeriesLane &lane)
{
    double most = lane.peak.value_or(0.0);
    for (const SeriesPoint &point : lane.points)
        most = std::max({most, point.value, point.most});
    return most;
}

SeriesChart::SeriesChart(const SeriesData &data, const SeriesLook &look, const QSizeF &size)
    : m_data(&data)
    , m_look(look)
{
    const QFontMetricsF metrics(look.font);
    const double line = std::ceil(metrics.height());
    const auto count = static_cast<double>(std::max<size_t>(1, data.lanes.size()));
    const double laneHeight =
        std::max(line + 20.0, (size.height() - stripHeight - line - gap - (count - 1.0) * laneGap) / count);
    double y = stripHeight;
    double labels = metrics.horizontalAdvance(QStringLiteral("100%"));
    for (const SeriesLane &lane : data.lanes) {
        Lane place;
        const double plotTop = std::round(y + line + 2.0);
        place.header = QRectF(0.0, y, size.width(), line);
        place.plot = QRectF(0.0, plotTop, 0.0, std::floor(y + laneHeight) - plotTop);
        double most = mostOf(lane);
        if (lane.limit && most >= *lane.limit * nearLimit)
            most = std::max(most, *lane.limit * 1.08);
        const int mostSteps = std::clamp(static_cast<int>(place.plot.height() / stepHeight), 1, 4);
        place.scale = ValueAxis::over(lane.scaleEnd.value_or(most), lane.unit, mostSteps);
        for (double value = 0.0; value <= place.scale.top; value += place.scale.step)
            labels = std::max(labels, metrics.horizontalAdvance(ValueAxis::text(value, lane.unit)));
        m_lanes.push_back(place);
        y += laneHeight + laneGap;
    }
    const double left = std::ceil(labels + 2.0 * gap);
    const double width = std::max(1.0, size.width() - left - rightRoom);
    for (Lane &lane : m_lanes) {
        lane.plot.setLeft(left);
        lane.plot.setWidth(width);
        lane.header.setLeft(left);
        lane.header.setWidth(width);
    }
    const double bottom = m_lanes.empty() ? stripHeight : m_lanes.back().plot.bottom();
    m_plot = QRectF(left, stripHeight, width, bottom - stripHeight);
    m_strip = QRectF(left, 0.0, width, stripHeight);

    std::vector<double> busy;
    for (const SeriesLane &lane : data.lanes) {
        for (const SeriesPoint &point : lane.points)
            busy.push_back(point.at);
    }
    for (const SeriesMark &mark : data.marks)
        busy.push_back(mark.at);
    double end = data.end;
    if (data.estimate && data.isLive) {
        const double past = std::max(1000.0, data.end - data.begin);
        end = std::clamp(data.estimate->latest, data.end, data.end + past * mostFuture);
        // What is to come is no idle time.
        constexpr int parts = 50;
        for (int part = 0; part <= parts; ++part)
            busy.push_back(data.end + (end - data.end) * part / parts);
    }
    m_time = TimeAxis(data.begin, end, std::move(busy), left, width);

    for (size_t index = 0; index < data.marks.size(); ++index) {
        const double x = m_time.xOf(data.marks[index].at);
        if (m_marks.empty() || x - m_marks.back().x >= groupDistance)
            m_marks.push_back({x, {}});
        m_marks.back().marks.push_back(index);
    }
}

QColor SeriesChart::laneColor(size_t lane) const
{
    const auto color = static_cast<qsizetype>(m_data->lanes[lane].color.value_or(lane));
    return m_look.lanes.isEmpty() ? m_look.text : m_look.lanes[color % m_look.lanes.size()];
}

QColor SeriesChart::markColor(SeriesMark::Kind kind) const
{
    return m_look.marks.value(static_cast<qsizetype>(kind), m_look.dim);
}

double SeriesChart::yOf(size_t lane, double value) const
{
    const Lane &place = m_lanes[lane];
    const double share = std::clamp(value / place.scale.top, 0.0, 1.0);
    return place.plot.bottom() - share * place.plot.height();
}

const SeriesPoint *SeriesChart::pointAt(size_t lane, double time) const
{
    const std::vector<SeriesPoint> &points = m_data->lanes[lane].points;
    if (points.empty())
        return nullptr;
    const auto behind = std::lower_bound(points.begin(), points.end(), time,
                                         [](const SeriesPoint &point, double at) { return point.at < at; });
    if (behind == points.begin())
        return &*behind;
    const auto before = std::prev(behind);
    return behind == points.end() || time - before->at <= behind->at - time ? &*before : &*behind;
}

QPointF SeriesChart::valuePlace(size_t lane) const
{
    const QFontMetricsF metrics(m_look.font);
    return {m_lanes[lane].header.left() + 14.0 + metrics.horizontalAdvance(m_data->lanes[lane].name) + gap,
            m_lanes[lane].header.top() + metrics.ascent()};
}

/// The lane that an estimate goes on from: the first one, where it is on its way to an end that is known.
std::optional<size_t> SeriesChart::progressLane() const
{
    if (m_data->lanes.empty() || !m_data->lanes.front().scaleEnd || m_data->lanes.front().points.empty())
        return std::nullopt;
    return 0;
}

bool SeriesChart::isOnScale(size_t lane, double limit) const
{
    return limit <= m_lanes[lane].scale.top;
}

} // namespace Procession
