// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphview.h"

#include "graphmeasures.h"

#include <QCursor>
#include <QGuiApplication>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace GraphMeasures;

GraphView::GraphView(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setOpaquePainting(true);
}

const GraphData &GraphView::data() const
{
    static const GraphData none;
    return m_model ? m_model->data() : none;
}

void GraphView::setModel(GraphModel *model)
{
    if (m_model == model)
        return;
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (model)
        connect(model, &GraphModel::changed, this, &GraphView::takeData);
    takeData();
    Q_EMIT modelChanged();
}

void GraphView::setFollowing(bool following)
{
    if (m_isFollowing == following)
        return;
    m_isFollowing = following;
    m_wantedZoom = m_zoom;
    if (following)
        followRunning();
    Q_EMIT followingChanged();
}

void GraphView::takeData()
{
    m_pointed.reset();
    arrange();
    update();
    Q_EMIT spokenChanged();
    Q_EMIT pointedChanged();
}

/// Keeps what is to be in sight there.
void GraphView::arrange()
{
    if (m_isFollowing)
        followRunning();
    else if (m_isFitted)
        fit();
}

void GraphView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    arrange();
    update();
}

QRectF GraphView::boxPlace(size_t box) const
{
    return placeOf(data().boxes[box].place);
}

QRectF GraphView::sceneBounds() const
{
    return {0.0, 0.0, std::max(0.0, data().width - 1.0) * layerPitch + boxWidth,
            std::max(0.0, data().height - 1.0) * rowPitch + boxHeight};
}

void GraphView::place(double zoom, QPointF offset)
{
    if (zoom == m_zoom && offset == m_offset)
        return;
    m_zoom = zoom;
    m_offset = offset;
    update();
    Q_EMIT placeChanged();
}

void GraphView::fit()
{
    const bool wasFitted = std::exchange(m_isFitted, true);
    if (!wasFitted)
        setFollowing(false);
    const QRectF all = sceneBounds();
    const double zoom =
        std::clamp(std::min((width() - 2.0 * margin) / all.width(), (height() - 2.0 * margin) / all.height()),
                   leastZoom, fittedZoom);
    place(zoom, QPointF(width(), height()) / 2.0 - all.center() * zoom);
}

void GraphView::zoomAt(QPointF where, double factor)
{
    m_isFitted = false;
    const double zoom = std::clamp(m_zoom * factor, leastZoom, mostZoom);
    m_wantedZoom = zoom;
    place(zoom, where - (where - m_offset) * (zoom / m_zoom));
}

void GraphView::zoomBy(double factor)
{
    zoomAt(QPointF(width(), height()) / 2.0, factor);
}

void GraphView::moveBy(QPointF distance)
{
    m_isFitted = false;
    setFollowing(false);
    // Some of it stays in sight.
    const QRectF all = sceneBounds();
    const QPointF offset = m_offset + distance;
    place(m_zoom,
          {std::clamp(offset.x(), margin - all.right() * m_zoom, width() - margin),
           std::clamp(offset.y(), margin - all.bottom() * m_zoom, height() - margin)});
}

/// Moves the picture, and makes it smaller where there is no other way, so that this part of it is in sight.
void GraphView::bringInSight(const QRectF &scene, double mostZoom)
{
    if (size().isEmpty())
        return; // it fits once it has a size
    m_isFitted = false;
    const double zoom =
        std::clamp(std::min((width() - 2.0 * margin) / scene.width(), (height() - 2.0 * margin) / scene.height()),
                   leastZoom, mostZoom);
    QPointF offset = m_offset;
    if (zoom != m_zoom)
        offset = QPointF(width(), height()) / 2.0 - scene.center() * zoom;
    const auto moved = [](double from, double to, double room, double at) {
        if (from + at < margin)
            return margin - from;
        return to + at > room - margin ? room - margin - to : at;
    };
    place(zoom,
          {moved(scene.left() * zoom, scene.right() * zoom, width(), offset.x()),
           moved(scene.top() * zoom, scene.bottom() * zoom, height(), offset.y())});
}

void GraphView::followRunning()
{
    QRectF running;
    for (size_t box = 0; box < data().boxes.size(); ++box) {
        if (data().boxes[box].status == runningStatus)
            running = running.united(boxPlace(box));
    }
    if (!running.isEmpty())
        bringInSight(running, m_wantedZoom);
}

std::optional<size_t> GraphView::boxAt(QPointF where) const
{
    const QPointF at = (where - m_offset) / m_zoom;
    for (size_t box = 0; box < data().boxes.size(); ++box) {
        if (boxPlace(box).contains(at))
            return box;
    }
    return std::nullopt;
}

QPointF GraphView::middleOf(const QString &id) const
{
    for (size_t box = 0; box < data().boxes.size(); ++box) {
        if (data().boxes[box].id == id)
            return boxPlace(box).center() * m_zoom + m_offset;
    }
    return {-1.0, -1.0};
}

QString GraphView::textOf(std::optional<size_t> box) const
{
    if (!box || *box >= data().boxes.size())
        return {};
    const GraphBox &one = data().boxes[*box];
    return one.isCritical ? tr("%1: %2, on the critical path").arg(one.name, one.state)
                          : tr("%1: %2").arg(one.name, one.state);
}

QString GraphView::spoken() const
{
    const QString &current = m_current.isEmpty() ? data().selected : m_current;
    for (size_t box = 0; box < data().boxes.size(); ++box) {
        if (data().boxes[box].id == current)
            return textOf(box);
    }
    return {};
}

QString GraphView::pointed() const
{
    return textOf(m_pointed);
}

void GraphView::setCurrent(std::optional<size_t> box)
{
    if (!box)
        return;
    m_current = data().boxes[*box].id;
    if (const QRectF place = boxPlace(*box);
        !QRectF(QPointF(), size()).contains(QRectF(place.topLeft() * m_zoom + m_offset, place.size() * m_zoom)))
        bringInSight(place, m_zoom);
    update();
    Q_EMIT spokenChanged();
}

void GraphView::setPointed(std::optional<size_t> box)
{
    if (box == m_pointed)
        return;
    m_pointed = box;
    setCursor(box ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT pointedChanged();
}

/// On to a box beside the current one: along an edge, or in its layer. False where the key is none for that.
bool GraphView::step(int key)
{
    if (key != Qt::Key_Left && key != Qt::Key_Right && key != Qt::Key_Up && key != Qt::Key_Down)
        return false;
    const std::vector<GraphBox> &boxes = data().boxes;
    const QString &current = m_current.isEmpty() ? data().selected : m_current;
    const auto here = std::find_if(boxes.begin(), boxes.end(), [&](const GraphBox &box) { return box.id == current; });
    if (here == boxes.end()) {
        setCurrent(boxes.empty() ? std::nullopt : std::optional<size_t>(0));
        return true;
    }
    const auto at = static_cast<size_t>(here - boxes.begin());
    std::optional<size_t> next;
    const auto offer = [&](size_t box) {
        const auto away = [&](size_t one) { return std::abs(boxes[one].place.y() - here->place.y()); };
        if (!next || away(box) < away(*next))
            next = box;
    };
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        for (const GraphLine &line : data().lines) {
            if (key == Qt::Key_Left && line.to == at)
                offer(line.from);
            else if (key == Qt::Key_Right && line.from == at)
                offer(line.to);
        }
    } else {
        for (size_t box = 0; box < boxes.size(); ++box) {
            const double down = boxes[box].place.y() - here->place.y();
            if (boxes[box].place.x() == here->place.x() && (key == Qt::Key_Down ? down > 0.0 : down < 0.0))
                offer(box);
        }
    }
    setCurrent(next);
    return true;
}

void GraphView::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        switch (event->key()) {
        case Qt::Key_Left:
            return moveBy({keyStep, 0.0});
        case Qt::Key_Right:
            return moveBy({-keyStep, 0.0});
        case Qt::Key_Up:
            return moveBy({0.0, keyStep});
        case Qt::Key_Down:
            return moveBy({0.0, -keyStep});
        default:
            break;
        }
    }
    if (step(event->key()))
        return;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(zoomStep);
    case Qt::Key_Minus:
        return zoomBy(1.0 / zoomStep);
    case Qt::Key_F:
        setFollowing(false);
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_current.isEmpty())
            Q_EMIT nodeChosen(m_current);
        return;
    default:
        event->ignore();
    }
}

void GraphView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    m_isPressed = true;
    m_isDragging = false;
    m_pressed = m_last = event->position();
    event->accept();
}

void GraphView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isPressed)
        return;
    const QPointF way = event->position() - m_pressed;
    if (!m_isDragging && way.manhattanLength() < QGuiApplication::styleHints()->startDragDistance())
        return;
    if (!m_isDragging)
        setKeepMouseGrab(true);
    m_isDragging = true;
    moveBy(event->position() - m_last);
    m_last = event->position();
    event->accept();
}

void GraphView::mouseReleaseEvent(QMouseEvent *event)
{
    const auto box = boxAt(event->position());
    if (m_isPressed && !m_isDragging && box) {
        const QString id = data().boxes[*box].id;
        setCurrent(box);
        Q_EMIT nodeChosen(id);
    }
    mouseUngrabEvent();
    event->accept();
}

void GraphView::mouseUngrabEvent()
{
    m_isPressed = false;
    m_isDragging = false;
    setKeepMouseGrab(false);
}

void GraphView::wheelEvent(QWheelEvent *event)
{
    constexpr double notch = 120.0;
    zoomAt(event->position(), std::pow(zoomStep, event->angleDelta().y() / notch));
    event->accept();
}

void GraphView::hoverMoveEvent(QHoverEvent *event)
{
    setPointed(boxAt(event->position()));
}

void GraphView::hoverLeaveEvent(QHoverEvent *)
{
    setPointed(std::nullopt);
}

} // namespace Procession
