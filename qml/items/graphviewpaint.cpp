// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What GraphView looks like.
#include "graphmeasures.h"
#include "graphview.h"
#include "markglyph.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace Procession {

using namespace GraphMeasures;

namespace {

constexpr float tintShare = 0.12F;
constexpr double radius = 6.0;

QColor mixed(const QColor &color, const QColor &ground, float share)
{
    return QColor::fromRgbF(color.redF() * share + ground.redF() * (1 - share),
                            color.greenF() * share + ground.greenF() * (1 - share),
                            color.blueF() * share + ground.blueF() * (1 - share));
}

SeriesMark::Kind glyphOf(int status)
{
    using enum SeriesMark::Kind;
    constexpr std::array glyphs{Quiet, Started, Completed, Failed, Cancelled, TimedOut, Retry};
    return status >= 0 && static_cast<size_t>(status) < glyphs.size() ? glyphs[static_cast<size_t>(status)] : Message;
}

} // namespace

const QColor &GraphView::statusColor(const GraphBox &box) const
{
    return box.status >= 0 && box.status < m_statuses.size() ? m_statuses[box.status] : m_dim;
}

void GraphView::paint(QPainter *painter)
{
    painter->fillRect(QRectF(QPointF(), size()), m_ground);
    painter->translate(m_offset);
    painter->scale(m_zoom, m_zoom);
    const QRectF seen(-m_offset / m_zoom, size() / m_zoom);
    painter->setRenderHint(QPainter::Antialiasing, m_zoom >= curveZoom);
    painter->setBrush(Qt::NoBrush);
    for (const bool isCritical : {false, true}) { // the critical path lies above the others
        for (const GraphLine &line : data().lines) {
            if (line.isCritical == isCritical)
                paintLine(*painter, line, seen);
        }
    }
    const QRectF reach = seen.adjusted(-4.0, -4.0, 4.0, 4.0);
    for (size_t box = 0; box < data().boxes.size(); ++box) {
        if (reach.intersects(boxPlace(box)))
            paintBox(*painter, box);
    }
}

void GraphView::paintLine(QPainter &painter, const GraphLine &line, const QRectF &seen) const
{
    const QRectF first = boxPlace(line.from);
    const QRectF last = boxPlace(line.to);
    QRectF bounds = first.united(last);
    for (const QPointF &bend : line.bends)
        bounds = bounds.united(placeOf(bend));
    if (!bounds.intersects(seen))
        return;
    QPen pen(line.isCritical ? m_critical : m_line, (line.isCritical ? 2.6 : 1.4) / std::min(1.0, m_zoom * 1.5));
    if (m_zoom < curveZoom)
        pen.setWidth(0); // one pixel
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    QPointF from(first.right(), first.center().y());
    QPainterPath path(from);
    const auto goOn = [&](QPointF to) {
        if (m_zoom < curveZoom) {
            path.lineTo(to);
        } else {
            const double middle = (from.x() + to.x()) / 2.0;
            path.cubicTo({middle, from.y()}, {middle, to.y()}, to);
        }
        from = to;
    };
    for (const QPointF &bend : line.bends) { // straight through the layer
        const QRectF place = placeOf(bend);
        goOn({place.left(), place.center().y()});
        from = {place.right(), place.center().y()};
        path.lineTo(from);
    }
    const QPointF end(last.left() - (m_zoom < curveZoom ? 0.0 : 5.0), last.center().y());
    goOn(end);
    painter.drawPath(path);
    if (m_zoom < curveZoom)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawPolygon(
        QPolygonF{{last.left(), end.y()}, {last.left() - 8.0, end.y() - 4.5}, {last.left() - 8.0, end.y() + 4.5}});
}

void GraphView::paintBox(QPainter &painter, size_t box) const
{
    const GraphBox &one = data().boxes[box];
    const QRectF place = boxPlace(box);
    const QColor &color = statusColor(one);
    const bool hasText = m_zoom >= textZoom;
    const bool isSelected = one.id == data().selected;
    const bool isCurrent = hasActiveFocus() && one.id == m_current;
    QColor fill = mixed(color, m_box, hasText ? tintShare : 0.55F);
    if (m_pointed == box)
        fill = mixed(color, m_box, hasText ? 2.0F * tintShare : 0.7F);
    const double thin = 1.0 / std::min(1.0, m_zoom);
    painter.setPen(QPen(one.isCritical ? m_critical : mixed(color, m_box, 0.6F), (one.isCritical ? 2.0 : 1.0) * thin));
    painter.setBrush(fill);
    painter.drawRoundedRect(place, radius, radius);
    if (isSelected || isCurrent) {
        QPen pen(m_accent, (isCurrent ? 3.0 : 2.0) * thin);
        if (isCurrent && !isSelected)
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(place.adjusted(-4.0, -4.0, 4.0, 4.0), radius + 3.0, radius + 3.0);
    }
    if (hasText)
        paintText(painter, one, place);
}

void GraphView::paintText(QPainter &painter, const GraphBox &box, const QRectF &place) const
{
    constexpr double inset = 10.0;
    constexpr double textLeft = 28.0;
    paintMarkGlyph(painter, glyphOf(box.status), {place.left() + 15.0, place.top() + 15.0}, statusColor(box));
    QFont font = m_font;
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_text);
    const QRectF line(place.left() + textLeft, place.top() + 5.0, place.width() - textLeft - inset, 20.0);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(box.name, Qt::ElideRight, line.width()));
    font.setWeight(QFont::Normal);
    font.setPixelSize(std::max(8, QFontInfo(font).pixelSize() - 1));
    painter.setFont(font);
    painter.setPen(m_dim);
    const QRectF below = line.translated(0.0, 17.0);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(box.state, Qt::ElideRight, below.width()));
    if (box.progress < 0.0 || box.status != runningStatus)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(statusColor(box));
    painter.drawRect(QRectF(place.left() + radius, place.bottom() - 3.0,
                            (place.width() - 2.0 * radius) * std::clamp(box.progress / 100.0, 0.0, 1.0), 2.0));
}

} // namespace Procession
