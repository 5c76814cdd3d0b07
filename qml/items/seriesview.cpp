// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesview.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr float spanShare = 0.16F;

} // namespace

/// What follows the pointer, on top of the curves, which stay as they are.
class SeriesOverlay : public QQuickPaintedItem
{
public:
    explicit SeriesOverlay(SeriesView &view)
        : QQuickPaintedItem(&view)
        , m_view(view)
    {
    }
    void paint(QPainter *painter) override { m_view.paintOverlay(*painter); }

private:
    SeriesView &m_view;
};

SeriesView::SeriesView(QQuickItem *parent)
    : QQuickPaintedItem(parent)
    , m_overlay(new SeriesOverlay(*this))
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setOpaquePainting(true);
}

SeriesView::~SeriesView() = default;

void SeriesView::setModel(SeriesModel *model)
{
    if (m_model == model)
        return;
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (model)
        connect(model, &SeriesModel::changed, this, &SeriesView::redraw);
    m_pointed = 0.0;
    setSpan(0.0, 0.0);
    redraw();
    Q_EMIT modelChanged();
    Q_EMIT pointedChanged();
}

void SeriesView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    m_overlay->setSize(newGeometry.size());
    redraw();
}

void SeriesView::updatePolish()
{
    m_data = m_model ? m_model->data() : SeriesData();
    m_chart = SeriesChart(m_data, m_look, size());
    setFillColor(m_look.ground);
    update();
    m_overlay->update();
    Q_EMIT spokenChanged();
}

void SeriesView::paint(QPainter *painter)
{
    m_chart.paint(*painter);
}

void SeriesView::paintOverlay(QPainter &painter) const
{
    const QFontMetricsF metrics(m_look.font);
    const QRectF &plot = m_chart.plot();
    painter.setFont(m_look.font);
    if (hasSpan()) {
        const double left = m_chart.time().xOf(m_spanFrom);
        const double right = m_chart.time().xOf(m_spanTo);
        QColor color = m_look.span;
        color.setAlphaF(spanShare);
        painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), color);
        painter.setPen(QPen(m_look.span, 1.0));
        for (const double x : {left, right}) {
            const double at = std::floor(x) + 0.5;
            painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()));
        }
    }
    if (m_pointed > 0.0) {
        const double x = std::floor(m_chart.time().xOf(m_pointed)) + 0.5;
        painter.setPen(QPen(m_look.text, 1.0));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t lane = 0; lane < m_data.lanes.size(); ++lane) {
        const SeriesLane &series = m_data.lanes[lane];
        if (series.points.empty())
            continue;
        const SeriesPoint &point = m_pointed > 0.0 ? *m_chart.pointAt(lane, m_pointed) : series.points.back();
        QString text = ValueAxis::text(point.value, series.unit);
        if (m_pointed > 0.0 && point.most > point.least) {
            text += QStringLiteral("  (%1 – %2)")
                        .arg(ValueAxis::text(point.least, series.unit), ValueAxis::text(point.most, series.unit));
        }
        painter.setPen(m_look.text);
        painter.drawText(m_chart.valuePlace(lane), text);
        if (m_pointed <= 0.0)
            continue;
        painter.setPen(QPen(m_look.ground, 1.5));
        painter.setBrush(m_chart.laneColor(lane));
        painter.drawEllipse(QPointF(m_chart.time().xOf(point.at), m_chart.yOf(lane, point.value)), 4.0, 4.0);
    }
    if (m_pointed <= 0.0)
        return;
    // The time, on the axis, over its numbers.
    const QString text =
        QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(m_pointed)).toString(QStringLiteral("HH:mm:ss"));
    const double width = metrics.horizontalAdvance(text) + 10.0;
    const double left = std::clamp(pointedX() - width / 2.0, 0.0, std::max(0.0, this->width() - width));
    const QRectF label(left, plot.bottom() + 2.0, width, metrics.height() + 2.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_look.text);
    painter.drawRoundedRect(label, 3.0, 3.0);
    painter.setPen(m_look.ground);
    painter.drawText(label, Qt::AlignCenter, text);
}

QStringList SeriesView::pointedMarks() const
{
    constexpr double reach = 8.0;
    QStringList texts;
    if (m_pointed <= 0.0)
        return texts;
    const double x = pointedX();
    for (const SeriesChart::MarkGroup &group : m_chart.marks()) {
        if (std::abs(group.x - x) > reach)
            continue;
        for (const size_t mark : group.marks)
            texts.append(m_data.marks[mark].text);
    }
    return texts;
}

QString SeriesView::spoken() const
{
    QStringList values;
    for (size_t lane = 0; lane < m_data.lanes.size(); ++lane) {
        const SeriesLane &series = m_data.lanes[lane];
        if (series.points.empty())
            continue;
        const SeriesPoint &point = m_pointed > 0.0 ? *m_chart.pointAt(lane, m_pointed) : series.points.back();
        values.append(series.name + u' ' + ValueAxis::text(point.value, series.unit));
    }
    if (m_data.isLive && m_data.isOverdue)
        values.append(tr("overdue"));
    if (m_data.isLive && m_data.estimate && !m_data.estimate->text.isEmpty())
        values.append(tr("%1 left").arg(m_data.estimate->text));
    if (m_pointed > 0.0) {
        values.prepend(
            QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(m_pointed)).toString(QStringLiteral("HH:mm:ss")));
        values += pointedMarks();
    }
    return values.join(QStringLiteral(", "));
}

void SeriesView::setSpan(double fromMs, double toMs)
{
    const double from = std::min(fromMs, toMs);
    const double to = std::max(fromMs, toMs);
    if (from == m_spanFrom && to == m_spanTo)
        return;
    m_spanFrom = from;
    m_spanTo = to;
    m_overlay->update();
    Q_EMIT spanChanged();
}

void SeriesView::point(double time)
{
    if (time == m_pointed)
        return;
    m_pointed = time;
    m_overlay->update();
    Q_EMIT pointedChanged();
    Q_EMIT spokenChanged();
}

/// On to the next point of any lane, or the one before.
void SeriesView::pointNext(int direction, bool extends)
{
    const double now = m_pointed > 0.0 ? m_pointed : direction > 0 ? m_data.begin - 1.0 : m_data.end + 1.0;
    std::optional<double> next;
    for (const SeriesLane &lane : m_data.lanes) {
        for (const SeriesPoint &candidate : lane.points) {
            const bool isAhead = direction > 0 ? candidate.at > now : candidate.at < now;
            if (isAhead && (!next || std::abs(candidate.at - now) < std::abs(*next - now)))
                next = candidate.at;
        }
    }
    if (!next)
        return;
    if (extends) {
        if (!hasSpan())
            m_anchor = m_pointed > 0.0 ? m_pointed : *next;
        setSpan(m_anchor, *next);
        Q_EMIT spanChosen(m_spanFrom, m_spanTo);
    }
    point(*next);
}

void SeriesView::keyPressEvent(QKeyEvent *event)
{
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    event->accept();
    switch (event->key()) {
    case Qt::Key_Left:
        return pointNext(-1, extends);
    case Qt::Key_Right:
        return pointNext(1, extends);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_pointed > 0.0)
            Q_EMIT momentChosen(m_pointed);
        return;
    case Qt::Key_Escape:
        if (hasSpan()) {
            clearSpan();
            Q_EMIT spanChosen(0.0, 0.0);
            return;
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void SeriesView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    m_isPressed = true;
    m_isDragging = false;
    m_pressed = event->position();
    m_anchor = m_chart.time().timeOf(m_pressed.x());
    event->accept();
}

void SeriesView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isPressed)
        return;
    if (!m_isDragging) {
        if (std::abs(event->position().x() - m_pressed.x()) < QGuiApplication::styleHints()->startDragDistance())
            return;
        m_isDragging = true;
        setKeepMouseGrab(true);
    }
    const double time = m_chart.time().timeOf(event->position().x());
    setSpan(m_anchor, time);
    point(time);
    event->accept();
}

void SeriesView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_isDragging)
        Q_EMIT spanChosen(m_spanFrom, m_spanTo);
    else if (m_isPressed && !m_data.lanes.empty())
        Q_EMIT momentChosen(m_anchor);
    mouseUngrabEvent();
    event->accept();
}

void SeriesView::mouseUngrabEvent()
{
    m_isPressed = false;
    m_isDragging = false;
    setKeepMouseGrab(false);
}

void SeriesView::hoverMoveEvent(QHoverEvent *event)
{
    const QRectF &plot = m_chart.plot();
    const double x = event->position().x();
    const bool isOver = !m_data.lanes.empty() && x >= plot.left() - 4.0 && x <= plot.right() + 4.0;
    point(isOver ? m_chart.time().timeOf(x) : 0.0);
}

void SeriesView::hoverLeaveEvent(QHoverEvent *)
{
    point(0.0);
}

} // namespace Procession
