// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How SeriesChart is drawn.
#include "durationtext.h"
#include "markglyph.h"
#include "serieschart.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr double curveWidth = 1.6;
constexpr float areaShare = 0.10F;
constexpr float bandShare = 0.22F;
constexpr float markShare = 0.45F;
constexpr size_t fewPoints = 30; // so few that each is a dot
constexpr double tickDistance = 96.0;

QString tr(const char *text)
{
    return QCoreApplication::translate("SeriesChart", text);
}

QColor withAlpha(QColor color, float alpha)
{
    color.setAlphaF(color.alphaF() * alpha);
    return color;
}

/// The middle of the pixel, so that a line of one pixel is one.
double crisp(double place)
{
    return std::floor(place) + 0.5;
}

/// A level or upright line has no edges to soften, and is drawn many times faster without.
void drawStraight(QPainter &painter, const QPen &pen, QPointF from, QPointF to)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    painter.drawLine(from, to);
    painter.setRenderHint(QPainter::Antialiasing);
}

/// In pieces: the time that soft edges take grows faster than what is drawn at once.
void drawCurve(QPainter &painter, const QPolygonF &curve)
{
    constexpr qsizetype piece = 25;
    if (curve.size() == 1)
        painter.drawPoint(curve.first());
    for (qsizetype at = 0; at + 1 < curve.size(); at += piece)
        painter.drawPolyline(curve.constData() + at, static_cast<int>(std::min(piece + 1, curve.size() - at)));
}

} // namespace

void SeriesChart::paint(QPainter &painter) const
{
    if (!m_data)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_look.font);
    paintNotches(painter);
    paintTimes(painter);
    for (size_t lane = 0; lane < m_lanes.size(); ++lane)
        paintLane(painter, lane);
    if (m_data->isLive && (m_data->estimate || m_data->isOverdue))
        paintFuture(painter);
    paintMarks(painter);
}

void SeriesChart::paintTimes(QPainter &painter) const
{
    const QFontMetricsF metrics(m_look.font);
    const double textTop = m_plot.bottom() + 4.0;
    for (const TimeAxis::Tick &tick : m_time.ticks(tickDistance)) {
        const double x = crisp(std::min(tick.x, m_time.right() - 1.0));
        for (const Lane &lane : m_lanes)
            drawStraight(painter, QPen(m_look.grid, 1.0), {x, lane.plot.top()}, {x, lane.plot.bottom()});
        const double width = metrics.horizontalAdvance(tick.text);
        const double left =
            std::clamp(tick.x - width / 2.0, m_time.left() - width / 2.0, m_time.right() + 12.0 - width);
        const bool isTaken = std::any_of(m_time.notches().begin(), m_time.notches().end(), [&](const auto &notch) {
            return left < notch.left + TimeAxis::notchWidth + 4.0 && left + width > notch.left - 4.0;
        });
        if (isTaken)
            continue;
        painter.setPen(m_look.dim);
        painter.drawText(QPointF(left, textTop + metrics.ascent()), tick.text);
    }
}

void SeriesChart::paintNotches(QPainter &painter) const
{
    const QFontMetricsF metrics(m_look.font);
    for (const TimeAxis::Notch &notch : m_time.notches()) {
        for (const Lane &lane : m_lanes) {
            const QRectF band(notch.left, lane.plot.top(), TimeAxis::notchWidth, lane.plot.height());
            painter.fillRect(band.adjusted(1.0, 0.0, -1.0, 0.0), QBrush(m_look.grid, Qt::BDiagPattern));
            for (const double x : {crisp(band.left()), crisp(band.right())})
                drawStraight(painter, QPen(m_look.grid, 1.0), {x, band.top()}, {x, band.bottom()});
        }
        QFont font = m_look.font;
        font.setItalic(true);
        painter.setFont(font);
        painter.setPen(m_look.dim);
        painter.drawText(
            QRectF(notch.left - 20.0, m_plot.bottom() + 4.0, TimeAxis::notchWidth + 40.0, metrics.height()),
            Qt::AlignHCenter | Qt::AlignTop, durationText(static_cast<qint64>(notch.to - notch.from)));
        painter.setFont(m_look.font);
    }
}

void SeriesChart::paintLane(QPainter &painter, size_t lane) const
{
    const Lane &place = m_lanes[lane];
    const SeriesLane &series = m_data->lanes[lane];
    const QFontMetricsF metrics(m_look.font);
    const double baseline = place.header.top() + metrics.ascent();
    painter.setPen(Qt::NoPen);
    painter.setBrush(laneColor(lane));
    painter.drawRoundedRect(QRectF(place.header.left(), baseline - 8.0, 8.0, 8.0), 2.0, 2.0);
    painter.setPen(m_look.dim);
    painter.drawText(QPointF(place.header.left() + 14.0, baseline), series.name);
    paintScale(painter, lane);
    paintCurve(painter, lane);
    paintLimit(painter, lane);
    paintPeak(painter, lane);
}

void SeriesChart::paintPeak(QPainter &painter, size_t lane) const
{
    const Lane &place = m_lanes[lane];
    const SeriesLane &series = m_data->lanes[lane];
    if (series.points.empty() || series.scaleEnd)
        return;
    painter.setPen(m_look.dim);
    painter.drawText(place.header, Qt::AlignRight | Qt::AlignTop,
                     tr("peak %1").arg(ValueAxis::text(mostOf(series), series.unit)));
}

void SeriesChart::paintScale(QPainter &painter, size_t lane) const
{
    const Lane &place = m_lanes[lane];
    const QFontMetricsF metrics(m_look.font);
    const int steps = static_cast<int>(std::lround(place.scale.top / place.scale.step));
    for (int step = 0; step <= steps; ++step) {
        const double value = step * place.scale.step;
        const double y = crisp(std::min(yOf(lane, value), place.plot.bottom() - 1.0));
        drawStraight(painter, QPen(m_look.grid, 1.0), {place.plot.left(), y}, {place.plot.right(), y});
        const QString text = ValueAxis::text(value, m_data->lanes[lane].unit);
        painter.setPen(m_look.dim);
        painter.drawText(
            QPointF(place.plot.left() - 6.0 - metrics.horizontalAdvance(text), y + metrics.ascent() / 2.0 - 1.5), text);
    }
}

void SeriesChart::paintCurve(QPainter &painter, size_t lane) const
{
    const Lane &place = m_lanes[lane];
    const std::vector<SeriesPoint> &points = m_data->lanes[lane].points;
    if (points.empty())
        return;
    const QColor color = laneColor(lane);
    painter.save();
    painter.setClipRect(place.plot.adjusted(-4.0, -2.0, 4.0, 1.0));
    // A curve breaks off at a notch and goes on behind it.
    const auto crossesNotch = [this](double from, double to) {
        return std::any_of(m_time.notches().begin(), m_time.notches().end(),
                           [&](const auto &notch) { return from <= notch.from && to >= notch.to; });
    };
    size_t begin = 0;
    while (begin < points.size()) {
        size_t end = begin + 1;
        while (end < points.size() && !crossesNotch(points[end - 1].at, points[end].at))
            ++end;
        QPolygonF curve;
        QPolygonF above;
        QPolygonF below;
        bool hasBand = false;
        for (size_t at = begin; at < end; ++at) {
            const SeriesPoint &point = points[at];
            const double x = m_time.xOf(point.at);
            curve.append({x, yOf(lane, point.value)});
            above.append({x, yOf(lane, std::max(point.most, point.value))});
            below.prepend({x, yOf(lane, std::min(point.least, point.value))});
            hasBand = hasBand || point.most > point.least;
        }
        // The curve lies on the edge of the area, which needs no soft one.
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(Qt::NoPen);
        QPolygonF area = curve;
        area.append({curve.last().x(), place.plot.bottom()});
        area.append({curve.first().x(), place.plot.bottom()});
        painter.setBrush(withAlpha(color, areaShare));
        painter.drawPolygon(area);
        painter.setRenderHint(QPainter::Antialiasing);
        if (hasBand) {
            painter.setBrush(withAlpha(color, bandShare));
            painter.drawPolygon(above + below);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, curveWidth, Qt::SolidLine, Qt::RoundCap, Qt::BevelJoin));
        drawCurve(painter, curve);
        begin = end;
    }
    painter.restore();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (points.size() <= fewPoints) {
        for (const SeriesPoint &point : points)
            painter.drawEllipse(QPointF(m_time.xOf(point.at), yOf(lane, point.value)), 2.2, 2.2);
    }
    if (m_data->isLive)
        painter.drawEllipse(QPointF(m_time.xOf(points.back().at), yOf(lane, points.back().value)), 3.2, 3.2);
}

void SeriesChart::paintLimit(QPainter &painter, size_t lane) const
{
    const SeriesLane &series = m_data->lanes[lane];
    if (!series.limit || !isOnScale(lane, *series.limit))
        return;
    const Lane &place = m_lanes[lane];
    const QFontMetricsF metrics(m_look.font);
    const double y = crisp(yOf(lane, *series.limit));
    QPen pen(m_look.limit, 1.2);
    pen.setDashPattern({5.0, 4.0});
    drawStraight(painter, pen, {place.plot.left(), y}, {place.plot.right(), y});
    const QString text = tr("limit %1").arg(ValueAxis::text(*series.limit, series.unit));
    const QRectF behind(place.plot.left() + 6.0, y + 2.0, metrics.horizontalAdvance(text) + 8.0, metrics.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(m_look.ground, 0.85F));
    painter.drawRoundedRect(behind, 3.0, 3.0);
    painter.setPen(m_look.limit);
    painter.drawText(behind, Qt::AlignCenter, text);
}

/// What is expected, from now on; where it should be over by now, that is told.
void SeriesChart::paintFuture(QPainter &painter) const
{
    const double now = crisp(m_time.xOf(m_data->end));
    const QColor color = m_data->isOverdue ? m_look.overdue : m_look.dim;
    if (m_data->estimate && m_time.end() > m_data->end) {
        paintExpectedEnd(painter);
        if (const auto lane = progressLane())
            paintBand(painter, *lane);
    }
    QPen pen(color, m_data->isOverdue ? 2.0 : 1.0);
    for (const Lane &lane : m_lanes)
        drawStraight(painter, pen, {now, lane.plot.top()}, {now, lane.plot.bottom()});
    paintOutlook(painter);
}

/// The time in which it is expected to end, on all lanes.
void SeriesChart::paintExpectedEnd(QPainter &painter) const
{
    const double from = m_time.xOf(std::max(m_data->estimate->likely, m_data->end));
    const double to = m_time.xOf(m_data->estimate->latest);
    for (const Lane &lane : m_lanes) {
        painter.fillRect(QRectF(from, lane.plot.top(), std::max(1.0, to - from), lane.plot.height()),
                         withAlpha(m_data->isOverdue ? m_look.overdue : laneColor(0), areaShare));
    }
}

/// From where the progress stands to its end, between an even chance and nine in ten.
void SeriesChart::paintBand(QPainter &painter, size_t lane) const
{
    const QRectF &plot = m_lanes[lane].plot;
    const double now = m_time.xOf(m_data->end);
    // Beyond the right edge it goes on as it began.
    const double perMs = (m_time.xOf(m_time.end()) - now) / (m_time.end() - m_data->end);
    const auto endAt = [&](double time) {
        return QPointF(now + std::max(0.0, time - m_data->end) * perMs, yOf(lane, m_lanes[lane].scale.top));
    };
    const QPointF from(now, yOf(lane, m_data->lanes[lane].points.back().value));
    const QPointF likely = endAt(m_data->estimate->likely);
    const QPointF latest = endAt(m_data->estimate->latest);
    const QColor color = m_data->isOverdue ? m_look.overdue : laneColor(lane);
    painter.save();
    painter.setClipRect(QRectF(now, plot.top() - 2.0, plot.right() - now + 1.0, plot.height() + 3.0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(color, bandShare));
    painter.drawPolygon(QPolygonF{from, likely, latest});
    QPen pen(color, curveWidth);
    pen.setDashPattern({2.0, 3.0});
    painter.setPen(pen);
    painter.drawLine(from, likely);
    painter.setPen(QPen(withAlpha(color, markShare), 1.0));
    painter.drawLine(from, latest);
    painter.setPen(QPen(color, 3.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(likely, latest);
    painter.restore();
}

/// In words, in the corner of the first lane; over its own ground, since a lane of use has its peak there.
void SeriesChart::paintOutlook(QPainter &painter) const
{
    if (m_lanes.empty())
        return;
    const QString left = m_data->estimate ? tr("%1 left").arg(m_data->estimate->text) : QString();
    const QString overdue = m_data->isOverdue ? tr("overdue") : QString();
    const QString text = left.isEmpty() || overdue.isEmpty() ? left + overdue : overdue + QStringLiteral(" · ") + left;
    const QFontMetricsF metrics(m_look.font);
    const QRectF &header = progressLane() ? m_lanes.front().header : m_strip;
    const double top = progressLane() ? header.top() : m_strip.bottom() - metrics.height() - 2.0;
    const double width = metrics.horizontalAdvance(text);
    const QRectF place(header.right() - width, top, width, metrics.height());
    painter.fillRect(place.adjusted(-6.0, 0.0, 0.0, 0.0), m_look.ground);
    painter.setPen(m_data->isOverdue ? m_look.overdue : m_look.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop, text);
    if (m_data->isOverdue)
        paintMarkGlyph(painter, SeriesMark::Kind::TimedOut, {place.left() - 12.0, place.center().y()}, m_look.overdue);
}

void SeriesChart::paintMarks(QPainter &painter) const
{
    // From the one that tells least to the one that tells most.
    const auto weight = [this](size_t mark) {
        switch (m_data->marks[mark].kind) {
        case SeriesMark::Kind::Message:
            return 0;
        case SeriesMark::Kind::Started:
            return 1;
        case SeriesMark::Kind::Retry:
        case SeriesMark::Kind::Quiet:
            return 2;
        default:
            return 3;
        }
    };
    QFont font = m_look.font;
    font.setPixelSize(std::max(8, QFontInfo(font).pixelSize() - 3));
    for (const MarkGroup &group : m_marks) {
        const size_t shown = *std::max_element(group.marks.begin(), group.marks.end(),
                                               [&](size_t a, size_t b) { return weight(a) < weight(b); });
        const SeriesMark::Kind kind = m_data->marks[shown].kind;
        const double x = crisp(std::min(group.x, m_time.right() - 1.0));
        if (kind != SeriesMark::Kind::Message) {
            QPen pen(withAlpha(markColor(kind), markShare), 1.0);
            pen.setDashPattern({3.0, 3.0});
            for (const Lane &lane : m_lanes)
                drawStraight(painter, pen, {x, lane.plot.top()}, {x, lane.plot.bottom()});
        }
        paintMarkGlyph(painter, kind, {x, m_strip.top() + 8.5}, markColor(kind));
        if (group.marks.size() < 2)
            continue;
        painter.setFont(font);
        painter.setPen(m_look.dim);
        painter.drawText(QPointF(x + 6.0, m_strip.top() + 8.0), QString::number(group.marks.size()));
        painter.setFont(m_look.font);
    }
}

} // namespace Procession
