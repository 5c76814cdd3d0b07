// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trendview.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QHoverEvent>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr double hourMs = 3'600'000.0;
constexpr double dayMs = 24.0 * hourMs;
constexpr double rightRoom = 12.0;
constexpr double laneGap = 12.0;
constexpr double gap = 6.0;
constexpr double stepHeight = 26.0;
constexpr double runShare = 0.6; // of the height
constexpr double tickDistance = 76.0;

QString countText(double count)
{
    return QLocale().toString(std::llround(count));
}

QString inWords(const QDateTime &at, const char *format)
{
    return QLocale::c().toString(at, QString::fromLatin1(format));
}

double crisp(double place)
{
    return std::floor(place) + 0.5;
}

} // namespace

TrendView::TrendView(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    setAntialiasing(true);
}

void TrendView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    layOut();
}

void TrendView::layOut()
{
    const QFontMetricsF metrics(m_font);
    double label = metrics.horizontalAdvance(u"100"_s);
    for (const Lane &lane : lanes())
        label = std::max(label, metrics.horizontalAdvance(countText(lane.scale.top)));
    m_left = std::ceil(label + 2.0 * gap);
    if (m_pointed >= m_runs.size())
        m_pointed = -1;
    Q_EMIT pointedChanged();
    update();
}

std::array<TrendView::Lane, 2> TrendView::lanes() const
{
    const double line = std::ceil(QFontMetricsF(m_font).height());
    const double room = std::max(2.0 * line, height() - 3.0 * line - laneGap - gap);
    const double width = std::max(1.0, this->width() - m_left - rightRoom);
    double top = 0.0;
    const auto lane = [&](const QList<double> &values, const QColor &color, double share) {
        Lane made{values, color, QRectF(m_left, top, width, line), {}, {}};
        made.plot = QRectF(m_left, top + line + 2.0, width, std::floor(room * share));
        const double most = values.isEmpty() ? 0.0 : *std::max_element(values.begin(), values.end());
        const int steps = std::clamp(static_cast<int>(made.plot.height() / stepHeight), 1, 4);
        made.scale = ValueAxis::over(most, SeriesLane::Unit::Count, steps);
        top = made.plot.bottom() + laneGap;
        return made;
    };
    const Lane runs = lane(m_runs, m_runColor, runShare);
    return {runs, lane(m_failures, m_failureColor, 1.0 - runShare)};
}

double TrendView::xOf(qsizetype at) const
{
    const auto parts = static_cast<double>(std::max<qsizetype>(1, m_runs.size() - 1));
    return m_left + std::max(1.0, width() - m_left - rightRoom) * static_cast<double>(at) / parts;
}

void TrendView::paint(QPainter *painter)
{
    painter->setFont(m_font);
    const auto both = lanes();
    paintTimes(*painter, both);
    paintLane(*painter, both[0], tr("Runs"));
    paintLane(*painter, both[1], tr("Failures"));
    if (m_pointed < 0)
        return;
    const double x = crisp(xOf(m_pointed));
    painter->setPen(QPen(m_dim, 1.0));
    painter->drawLine(QPointF(x, both[0].plot.top()), QPointF(x, both[1].plot.bottom()));
}

/// At round hours, midnights, Mondays or so, as many as have room.
void TrendView::paintTimes(QPainter &painter, const std::array<Lane, 2> &lanes) const
{
    const QFontMetricsF metrics(m_font);
    const double perStep = m_runs.size() > 1 ? xOf(1) - xOf(0) : width();
    const bool isByHour = m_step <= hourMs;
    const bool hasDays = isByHour && static_cast<double>(m_runs.size()) * m_step > 2.0 * dayMs;
    double last = -tickDistance;
    for (qsizetype at = 0; at < m_runs.size(); ++at) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(std::llround(m_from + static_cast<double>(at) * m_step));
        if (isByHour && time.time().hour() % (hasDays ? 24 : 3) != 0)
            continue;
        const bool crowded = perStep * 7.0 < tickDistance * 4.0;
        if (m_step == dayMs && crowded && time.date().dayOfWeek() != Qt::Monday)
            continue;
        const double x = xOf(at);
        if (x - last < tickDistance)
            continue;
        last = x;
        painter.setPen(QPen(m_grid, 1.0));
        for (const Lane &lane : lanes)
            painter.drawLine(QPointF(crisp(x), lane.plot.top()), QPointF(crisp(x), lane.plot.bottom()));
        const QString text =
            isByHour && !hasDays ? inWords(time, "HH:mm") : inWords(time, isByHour ? "ddd d" : "d MMM");
        const double wide = metrics.horizontalAdvance(text);
        const double left = std::clamp(x - wide / 2.0, 0.0, std::max(0.0, width() - wide));
        painter.setPen(m_dim);
        painter.drawText(QPointF(left, lanes[1].plot.bottom() + 4.0 + metrics.ascent()), text);
    }
}

void TrendView::paintLane(QPainter &painter, const Lane &lane, const QString &name) const
{
    const QFontMetricsF metrics(m_font);
    const double baseline = lane.header.top() + metrics.ascent();
    painter.setPen(Qt::NoPen);
    painter.setBrush(lane.color);
    painter.drawRoundedRect(QRectF(lane.header.left(), baseline - 8.0, 8.0, 8.0), 2.0, 2.0);
    painter.setPen(m_dim);
    painter.drawText(QPointF(lane.header.left() + 14.0, baseline), name);
    const auto yOf = [&lane](double value) {
        return lane.plot.bottom() - std::clamp(value / lane.scale.top, 0.0, 1.0) * lane.plot.height();
    };
    const int steps = static_cast<int>(std::lround(lane.scale.top / lane.scale.step));
    for (int step = 0; step <= steps; ++step) {
        const double y = crisp(std::min(yOf(step * lane.scale.step), lane.plot.bottom() - 1.0));
        painter.setPen(QPen(m_grid, 1.0));
        painter.drawLine(QPointF(lane.plot.left(), y), QPointF(lane.plot.right(), y));
        const QString text = countText(step * lane.scale.step);
        painter.setPen(m_dim);
        painter.drawText(QPointF(m_left - gap - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2.0), text);
    }
    if (lane.values.isEmpty())
        return;
    QPolygonF curve;
    for (qsizetype at = 0; at < lane.values.size(); ++at)
        curve.append(QPointF(xOf(at), yOf(lane.values[at])));
    QPolygonF area = curve;
    area.append(QPointF(curve.last().x(), lane.plot.bottom()));
    area.append(QPointF(curve.first().x(), lane.plot.bottom()));
    QColor ground = lane.color;
    ground.setAlphaF(0.12F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawPolygon(area);
    // The last hour, day or week isn't over yet.
    QPen pen(lane.color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    const auto whole = static_cast<int>(std::max<qsizetype>(1, curve.size() - 1));
    painter.drawPolyline(curve.constData(), whole);
    pen.setStyle(Qt::DotLine);
    painter.setPen(pen);
    painter.drawPolyline(curve.constData() + whole - 1, static_cast<int>(curve.size()) - whole + 1);
    if (m_pointed < 0)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(lane.color);
    painter.drawEllipse(curve[m_pointed], 3.5, 3.5);
}

QString TrendView::pointedText() const
{
    if (m_pointed < 0 || m_pointed >= m_failures.size())
        return {};
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(std::llround(m_from + static_cast<double>(m_pointed) * m_step));
    const QString when = m_step <= hourMs ? inWords(at, "ddd d MMM, HH:mm")
        : m_step <= dayMs                 ? inWords(at, "ddd d MMM")
                                          : tr("Week from %1").arg(inWords(at, "d MMM"));
    return tr("%1: %2 runs, %3 failures").arg(when, countText(m_runs[m_pointed]), countText(m_failures[m_pointed]));
}

void TrendView::point(qsizetype at)
{
    const qsizetype wanted = m_runs.isEmpty() ? -1 : std::clamp<qsizetype>(at, -1, m_runs.size() - 1);
    if (std::exchange(m_pointed, wanted) == wanted)
        return;
    update();
    Q_EMIT pointedChanged();
}

void TrendView::hoverMoveEvent(QHoverEvent *event)
{
    const double perStep = m_runs.size() > 1 ? xOf(1) - xOf(0) : width();
    point(std::max<qsizetype>(0, std::llround((event->position().x() - m_left) / perStep)));
}

void TrendView::hoverLeaveEvent(QHoverEvent *event)
{
    QQuickPaintedItem::hoverLeaveEvent(event);
    point(-1);
}

void TrendView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        point(m_pointed < 0 ? m_runs.size() - 1 : std::max<qsizetype>(0, m_pointed - 1));
        break;
    case Qt::Key_Right:
        point(m_pointed + 1);
        break;
    case Qt::Key_Escape:
        point(-1);
        break;
    default:
        event->ignore();
    }
}

} // namespace Procession
