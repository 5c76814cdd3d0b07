// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulelane.h"

#include "clockticks.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr double slotWidth = 4.0; // pixels
constexpr double markWidth = 3.0;
constexpr double labelDistance = 64.0;
constexpr double nearBy = 8.0;
constexpr double nowWidth = 2.0;
constexpr float dueShare = 0.45F; // of a span of times to come

double crisp(double place)
{
    return std::floor(place) + 0.5;
}

} // namespace

ScheduleLane::ScheduleLane(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    connect(this, &ScheduleLane::contentChanged, this, [this] { polish(); });
    connect(this, &ScheduleLane::lookChanged, this, [this] { update(); });
}

void ScheduleLane::setRange(ScheduleRange *range)
{
    if (m_range == range)
        return;
    if (m_range)
        disconnect(m_range, nullptr, this, nullptr);
    m_range = range;
    if (m_range)
        connect(m_range, &ScheduleRange::changed, this, &ScheduleLane::follow);
    polish();
    Q_EMIT rangeChanged();
}

/// The clock moves on all the time, but mostly by less than shows.
void ScheduleLane::follow()
{
    const double perPixel = (m_range->end() - m_range->begin()) / std::max(1.0, width());
    if (std::abs(m_range->begin() - m_paintedBegin) >= perPixel / 2.0)
        polish();
}

void ScheduleLane::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        polish();
}

double ScheduleLane::xOf(double ms) const
{
    return m_range ? (ms - m_range->begin()) / (m_range->end() - m_range->begin()) * width() : 0.0;
}

void ScheduleLane::updatePolish()
{
    if (!m_range || width() <= 0.0)
        return;
    m_paintedBegin = m_range->begin();
    const double length = m_range->end() - m_range->begin();
    m_slots.slotMs = std::max<qint64>(1, std::llround(length * slotWidth / width()));
    m_slots.beginMs = static_cast<qint64>(m_range->begin()) / m_slots.slotMs * m_slots.slotMs;
    m_slots.count = static_cast<int>(std::ceil(width() / slotWidth)) + 1;
    readMarks();
    update();
    Q_EMIT pointedChanged();
}

void ScheduleLane::readMarks()
{
    m_marks.clear();
    const ScheduleListModel::Entry *entry = m_schedules ? m_schedules->find(m_name) : nullptr;
    if (!entry)
        return;
    m_marks = decidedMarks(*entry->schedule, *m_schedules, m_slots);
    const DueOf dueOf{m_name, m_slots, entry->schedule->cursorMs, entry->schedule->updatedAt,
                      entry->schedule->pause.has_value()};
    if (m_dueOf != dueOf) {
        m_due = dueMarks(*entry, m_slots);
        m_dueOf = dueOf;
    }
    m_marks.insert(m_marks.end(), m_due.begin(), m_due.end());
}

QRectF ScheduleLane::rectOf(const ScheduleMark &mark) const
{
    const auto left = [this](qint64 ms) {
        return xOf(static_cast<double>(m_slots.beginMs + m_slots.slotOf(ms) * m_slots.slotMs));
    };
    const double from = left(mark.fromMs);
    const double to = left(mark.toMs) + markWidth;
    const bool isSpan = to - from > slotWidth;
    const double high = height() * (isSpan ? 0.36 : 0.56);
    return {from, (height() - high) / 2.0, to - from, high};
}

void ScheduleLane::paint(QPainter *painter)
{
    if (!m_range)
        return;
    painter->setFont(m_font);
    if (!m_schedules) {
        paintAxis(*painter);
        return;
    }
    paintGround(*painter);
    painter->setRenderHint(QPainter::Antialiasing);
    for (const ScheduleMark &mark : m_marks)
        paintMark(*painter, mark);
}

void ScheduleLane::paintAxis(QPainter &painter) const
{
    const QFontMetricsF metrics(m_font);
    const double perPixel = (m_range->end() - m_range->begin()) / std::max(1.0, width());
    const QString now = tr("now");
    const double nowX = xOf(m_range->now());
    const double nowHalf = metrics.horizontalAdvance(now) / 2.0;
    const double base = (height() + metrics.ascent() - metrics.descent()) / 2.0;
    const auto ticks = clockTicks(static_cast<qint64>(m_range->begin()), static_cast<qint64>(m_range->end()),
                                  static_cast<qint64>(labelDistance * perPixel));
    for (const ClockTick &tick : ticks) {
        const double x = xOf(static_cast<double>(tick.ms));
        const double half = metrics.horizontalAdvance(tick.text) / 2.0;
        painter.setPen(m_grid);
        painter.drawLine(QPointF(crisp(x), height() - 4.0), QPointF(crisp(x), height()));
        const bool isTaken = std::abs(x - nowX) < half + nowHalf + 6.0;
        if (isTaken || x - half < 0.0 || x + half > width())
            continue;
        QFont font = m_font;
        font.setBold(tick.isDay);
        painter.setFont(font);
        painter.setPen(m_text);
        painter.drawText(QPointF(x - half, base), tick.text);
    }
    QFont font = m_font;
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(m_now);
    painter.drawText(QPointF(nowX - nowHalf, base), now);
    painter.fillRect(QRectF(nowX - nowWidth / 2.0, height() - 4.0, nowWidth, 4.0), m_now);
}

void ScheduleLane::paintGround(QPainter &painter) const
{
    const double nowX = xOf(m_range->now());
    painter.fillRect(QRectF(0.0, 0.0, nowX, height()), m_past);
    const double perPixel = (m_range->end() - m_range->begin()) / std::max(1.0, width());
    const auto ticks = clockTicks(static_cast<qint64>(m_range->begin()), static_cast<qint64>(m_range->end()),
                                  static_cast<qint64>(labelDistance * perPixel));
    painter.setPen(m_grid);
    for (const ClockTick &tick : ticks) {
        const double x = crisp(xOf(static_cast<double>(tick.ms)));
        painter.drawLine(QPointF(x, 0.0), QPointF(x, height()));
    }
    painter.fillRect(QRectF(nowX - nowWidth / 2.0, 0.0, nowWidth, height()), m_now);
}

void ScheduleLane::paintMark(QPainter &painter, const ScheduleMark &mark) const
{
    const QRectF rect = rectOf(mark);
    QColor color = m_colors.value(mark.kind, m_text);
    const bool isHollow = mark.kind == ScheduleWords::Left || mark.kind == ScheduleWords::Skipped;
    if (&mark == pointed()) {
        painter.setPen(QPen(m_focus, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(-4.0, -4.0, 4.0, 4.0), 4.0, 4.0);
    }
    if (mark.kind == ScheduleWords::Missed && rect.width() <= slotWidth) {
        const QPointF middle = rect.center();
        constexpr double arm = 4.0;
        painter.setPen(QPen(color, 2.0));
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm));
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm));
        return;
    }
    if (mark.kind == ScheduleWords::Due && rect.width() > slotWidth)
        color.setAlphaF(color.alphaF() * dueShare);
    painter.setPen(isHollow ? QPen(color, 1.0) : QPen(Qt::NoPen));
    painter.setBrush(isHollow ? QBrush(Qt::NoBrush) : QBrush(color));
    painter.drawRoundedRect(isHollow ? rect.adjusted(0.5, 0.5, -0.5, -0.5) : rect, 1.5, 1.5);
}

const ScheduleMark *ScheduleLane::pointed() const
{
    if (m_pointed < 0)
        return nullptr;
    const auto at = std::find_if(m_marks.begin(), m_marks.end(), [this](const ScheduleMark &mark) {
        return m_pointed >= mark.fromMs && m_pointed <= mark.toMs;
    });
    return at == m_marks.end() ? nullptr : &*at;
}

double ScheduleLane::pointedX() const
{
    const ScheduleMark *mark = pointed();
    return mark ? std::clamp(rectOf(*mark).center().x(), 0.0, width()) : 0.0;
}

QString ScheduleLane::pointedText() const
{
    const ScheduleMark *mark = pointed();
    return mark && m_range ? markText(*mark, static_cast<qint64>(m_range->now())) : QString();
}

QString ScheduleLane::pointedRun() const
{
    const ScheduleMark *mark = pointed();
    return mark ? mark->run.toString() : QString();
}

void ScheduleLane::point(const ScheduleMark *mark)
{
    const qint64 at = mark ? mark->fromMs : -1;
    if (std::exchange(m_pointed, at) == at)
        return;
    update();
    Q_EMIT pointedChanged();
}

void ScheduleLane::pointAt(double x)
{
    const ScheduleMark *nearest = nullptr;
    double least = nearBy;
    for (const ScheduleMark &mark : m_marks) {
        const QRectF rect = rectOf(mark);
        const double distance = x < rect.left() ? rect.left() - x : std::max(0.0, x - rect.right());
        if (distance < least) {
            least = distance;
            nearest = &mark;
        }
    }
    point(nearest);
}

void ScheduleLane::pointNext(int direction)
{
    if (m_marks.empty())
        return;
    const ScheduleMark *at = pointed();
    if (!at) {
        const auto due = std::find_if(m_marks.begin(), m_marks.end(),
                                      [](const ScheduleMark &mark) { return mark.kind <= ScheduleWords::Left; });
        const bool isBack = direction < 0 && due != m_marks.begin();
        point(isBack ? &*std::prev(due) : due == m_marks.end() ? &m_marks.back() : &*due);
        return;
    }
    const auto place = std::clamp<qsizetype>(at - m_marks.data() + direction, 0, qsizetype(m_marks.size()) - 1);
    point(&m_marks[static_cast<size_t>(place)]);
}

void ScheduleLane::pointNowhere()
{
    point(nullptr);
}

} // namespace Procession
