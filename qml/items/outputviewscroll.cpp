// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How OutputView scrolls.
#include "outputview.h"

#include <algorithm>
#include <cmath>

namespace Procession {

void OutputView::setFollowing(bool following)
{
    if (m_isFollowing == following)
        return;
    m_isFollowing = following;
    if (following) {
        m_revealed = 0;
        clearSpan();
    }
    relayout();
    Q_EMIT followingChanged();
}

void OutputView::setWrap(bool wrap)
{
    if (m_wraps == wrap)
        return;
    m_wraps = wrap;
    m_scroll.goTo(m_scroll.row());
    relayout();
    Q_EMIT wrapChanged();
}

void OutputView::setTimesShown(bool shown)
{
    if (m_timesShown == shown)
        return;
    m_timesShown = shown;
    relayout();
    Q_EMIT timesShownChanged();
}

void OutputView::setScrollPosition(double position)
{
    const qint64 rows = m_rows.rows();
    if (rows == 0 || std::isnan(position))
        return;
    const double at = std::clamp(position, 0.0, 1.0) * static_cast<double>(rows);
    const qint64 row = std::min(static_cast<qint64>(at), rows - 1);
    m_scroll.goTo(row, (at - static_cast<double>(row)) * heightOf(row));
    userScrolled();
}

void OutputView::setSidePosition(double position)
{
    m_side = position * std::max(m_widest * m_painter.columnWidth(), textWidth());
    relayout();
}

/// The place that the user has chosen holds, and whether it is the end.
void OutputView::userScrolled()
{
    m_revealed = 0;
    const bool isAtEnd = m_scroll.bound(m_rows.rows(), height(), heights());
    if (!m_hasSpan)
        setFollowing(isAtEnd);
    relayout();
}

void OutputView::scrollBy(double pixels)
{
    if (m_rows.rows() == 0)
        return;
    m_scroll.moveBy(pixels, m_rows.rows(), heights());
    // Upwards from a view that has room for all of it is no way to leave the end.
    userScrolled();
}

void OutputView::scrollSideBy(double pixels)
{
    m_side += pixels;
    relayout();
}

void OutputView::goToBegin()
{
    m_scroll = {};
    userScrolled();
}

void OutputView::goToEnd()
{
    m_scroll.goToEnd(m_rows.rows(), height(), heights());
    userScrolled();
}

} // namespace Procession
