// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowscroll.h"

#include <algorithm>

namespace Procession {

void RowScroll::moveBy(double pixels, qint64 rows, const Height &height)
{
    m_hidden += pixels;
    while (m_hidden < 0.0 && m_row > 0)
        m_hidden += height(--m_row);
    m_hidden = std::max(0.0, m_hidden);
    while (m_row + 1 < rows) {
        const double own = height(m_row);
        if (m_hidden < own)
            break;
        m_hidden -= own;
        ++m_row;
    }
}

void RowScroll::goToEnd(qint64 rows, double viewHeight, const Height &height)
{
    m_row = std::max<qint64>(0, rows);
    m_hidden = 0.0;
    double room = viewHeight;
    while (m_row > 0 && room > 0.0)
        room -= height(--m_row);
    if (room < 0.0)
        m_hidden = -room;
}

bool RowScroll::bound(qint64 rows, double viewHeight, const Height &height)
{
    RowScroll end;
    end.goToEnd(rows, viewHeight, height);
    if (m_row < end.m_row || (m_row == end.m_row && m_hidden < end.m_hidden)) {
        m_row = std::max<qint64>(0, m_row);
        return false;
    }
    *this = end;
    return true;
}

double RowScroll::position(qint64 rows, const Height &height) const
{
    if (rows <= 0 || m_row >= rows)
        return 0.0;
    return (static_cast<double>(m_row) + m_hidden / height(m_row)) / static_cast<double>(rows);
}

} // namespace Procession
