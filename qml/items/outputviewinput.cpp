// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How OutputView takes mouse and keyboard.
#include "outputview.h"

#include <QCursor>
#include <QGuiApplication>
#include <QStyleHints>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Procession {

namespace {

constexpr double wheelStep = 120.0;

} // namespace

void OutputView::wheelEvent(QWheelEvent *event)
{
    const double line = m_painter.rowHeight() * QGuiApplication::styleHints()->wheelScrollLines();
    QPointF pixels = event->pixelDelta();
    if (pixels.isNull())
        pixels = QPointF(event->angleDelta()) / wheelStep * line;
    if (event->modifiers().testFlag(Qt::ShiftModifier) && qFuzzyIsNull(pixels.x()))
        pixels = pixels.transposed();
    if (!qFuzzyIsNull(pixels.y()))
        scrollBy(-std::round(pixels.y()));
    if (!qFuzzyIsNull(pixels.x()))
        scrollSideBy(-pixels.x());
    event->accept();
}

void OutputView::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (event->key() == Qt::Key_F3)
        return find(event->modifiers().testFlag(Qt::ShiftModifier));
    if (event->modifiers().testFlag(Qt::ShiftModifier) && extendSelection(event->key()))
        return;
    const double page = std::max(1.0, std::floor(height() / m_painter.rowHeight()) - 1.0) * m_painter.rowHeight();
    const double side = 8.0 * m_painter.columnWidth();
    switch (event->key()) {
    case Qt::Key_Up:
        return scrollBy(-m_painter.rowHeight());
    case Qt::Key_Down:
        return scrollBy(m_painter.rowHeight());
    case Qt::Key_PageUp:
        return scrollBy(-page);
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        return scrollBy(page);
    case Qt::Key_Home:
        return goToBegin();
    case Qt::Key_End:
        return goToEnd();
    case Qt::Key_Left:
        return scrollSideBy(-side);
    case Qt::Key_Right:
        return scrollSideBy(side);
    case Qt::Key_Escape:
        if (hasSelection())
            return clearSelection();
        break;
    default:
        break;
    }
    event->ignore();
}

/// Whether the key moves the end of the selection, which begins at the first line in view where there is none.
bool OutputView::extendSelection(int key)
{
    const LineRange &shown = m_rows.shown();
    if (shown.isEmpty() || m_visible.isEmpty())
        return false;
    OutputSelection selection = m_selection;
    if (selection.isEmpty() && selection.anchor.line == 0)
        selection.anchor = selection.end = {m_visible.first, 0};
    TextPlace &end = selection.end;
    const ShownLine *line = m_cache.line(end.line);
    const int columns = line ? line->line.columns : 0;
    const qint64 page = std::max<qint64>(1, m_visible.count() - 1);
    switch (key) {
    case Qt::Key_Up:
        --end.line;
        break;
    case Qt::Key_Down:
        ++end.line;
        break;
    case Qt::Key_PageUp:
        end.line -= page;
        break;
    case Qt::Key_PageDown:
        end.line += page;
        break;
    case Qt::Key_Left:
        end.column = std::max(0, std::min(end.column, columns) - 1);
        break;
    case Qt::Key_Right:
        end.column = std::min(columns, end.column + 1);
        break;
    case Qt::Key_Home:
        end = {shown.first, 0};
        break;
    case Qt::Key_End:
        end = {shown.last, std::numeric_limits<int>::max()};
        break;
    default:
        return false;
    }
    end.line = std::clamp(end.line, shown.first, shown.last);
    setSelection(selection);
    if (end.line < m_visible.first || end.line > m_visible.last - 1) {
        m_scroll.goTo(m_rows.rowOf(end.line));
        if (end.line > m_visible.last - 1)
            m_scroll.moveBy(m_painter.rowHeight() - height(), m_rows.rows(), heights());
        userScrolled();
    }
    return true;
}

qint64 OutputView::rowAt(double y, double *top) const
{
    *top = -m_scroll.hidden();
    qint64 row = m_scroll.row();
    while (row + 1 < m_rows.rows() && *top + heightOf(row) <= y)
        *top += heightOf(row++);
    return row;
}

TextPlace OutputView::placeAt(QPointF position) const
{
    if (m_rows.rows() == 0)
        return {};
    double top = 0.0;
    const qint64 row = rowAt(position.y(), &top);
    const std::optional<qint64> line = m_rows.lineAt(row);
    if (!line)
        return {m_rows.gone().first, 0};
    const double x = position.x() - textLeft() + (m_wraps ? 0.0 : m_side);
    int column = std::max(0, static_cast<int>(std::lround(x / m_painter.columnWidth())));
    if (m_wraps) {
        const int columns = wrapColumns();
        const auto part = std::max(0, static_cast<int>((position.y() - top) / m_painter.rowHeight()));
        column = part * columns + std::min(column, columns);
    }
    if (const ShownLine *shown = m_cache.line(*line))
        column = shown->line.columnAt(shown->line.indexAt(std::min(column, shown->line.columns)));
    return {*line, column};
}

OutputSelection OutputView::unitAt(const TextPlace &place) const
{
    const ShownLine *shown = m_cache.line(place.line);
    if (m_selectBy == SelectBy::Line)
        return {{place.line, 0}, {place.line + 1, 0}};
    if (m_selectBy == SelectBy::Character || !shown)
        return {place, place};
    const auto word = wordAt(shown->line, place.column);
    return {{place.line, word.from}, {place.line, word.to}};
}

/// From what the selection began with up to the place.
void OutputView::select(const TextPlace &place)
{
    const OutputSelection unit = unitAt(place);
    if (unit.from() < m_selectedFirst.from())
        setSelection({m_selectedFirst.to(), unit.from()});
    else
        setSelection({m_selectedFirst.from(), std::max(unit.to(), m_selectedFirst.to())});
}

void OutputView::beginSelection(QPointF position, SelectBy by)
{
    m_selectBy = by;
    m_isDragging = true;
    m_pointer = position;
    setKeepMouseGrab(true);
    m_selectedFirst = unitAt(placeAt(position));
    setSelection(m_selectedFirst);
}

void OutputView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    const QPointF position = event->position();
    const bool isThird = event->timestamp() - m_lastDoubleClick
        < static_cast<ulong>(QGuiApplication::styleHints()->mouseDoubleClickInterval());
    if (event->modifiers().testFlag(Qt::ShiftModifier) && m_selection.anchor.line > 0) {
        m_selectBy = SelectBy::Character;
        m_isDragging = true;
        m_selectedFirst = {m_selection.anchor, m_selection.anchor};
        select(placeAt(position));
    } else {
        beginSelection(position, position.x() < gutterWidth() || isThird ? SelectBy::Line : SelectBy::Character);
    }
    event->accept();
}

void OutputView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_lastDoubleClick = event->timestamp();
    beginSelection(event->position(), event->position().x() < gutterWidth() ? SelectBy::Line : SelectBy::Word);
    event->accept();
}

void OutputView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isDragging)
        return;
    m_pointer = event->position();
    // What grows below would tear the selection along.
    setFollowing(false);
    select(placeAt(m_pointer));
    const bool isOutside = m_pointer.y() < 0.0 || m_pointer.y() > height();
    if (isOutside && !m_dragTimer.isActive())
        m_dragTimer.start();
    else if (!isOutside)
        m_dragTimer.stop();
    event->accept();
}

void OutputView::dragOn()
{
    const double distance = m_pointer.y() < 0.0 ? m_pointer.y() : m_pointer.y() - height();
    m_scroll.moveBy(distance / 2.0, m_rows.rows(), heights());
    m_scroll.bound(m_rows.rows(), height(), heights());
    select(placeAt(m_pointer));
    relayout();
}

void OutputView::mouseReleaseEvent(QMouseEvent *event)
{
    endDrag();
    event->accept();
}

void OutputView::mouseUngrabEvent()
{
    endDrag();
}

void OutputView::endDrag()
{
    m_isDragging = false;
    m_dragTimer.stop();
    setKeepMouseGrab(false);
}

void OutputView::hoverMoveEvent(QHoverEvent *event)
{
    hover(event->position());
}

void OutputView::hoverLeaveEvent(QHoverEvent *)
{
    hover({-1.0, -1.0});
}

void OutputView::hover(QPointF position)
{
    double top = 0.0;
    qint64 line = 0;
    if (contains(position) && m_rows.rows() > 0) {
        const qint64 row = rowAt(position.y(), &top);
        if (position.y() < top + heightOf(row))
            line = m_rows.lineAt(row).value_or(0);
    }
    setCursor(QCursor(position.x() > gutterWidth() ? Qt::IBeamCursor : Qt::ArrowCursor));
    if (line == m_hoveredLine)
        return;
    m_hoveredLine = line;
    Q_EMIT hovered();
}

} // namespace Procession
