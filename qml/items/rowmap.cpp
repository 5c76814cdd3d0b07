// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowmap.h"

#include <algorithm>

namespace Procession {

RowMap::RowMap(LineRange shown, LineRange gone)
    : m_shown(shown)
    , m_gone{std::max(gone.first, shown.first), std::min(gone.last, shown.last)}
{
    if (m_gone.isEmpty())
        m_gone = {};
}

std::optional<qint64> RowMap::lineAt(qint64 row) const
{
    if (m_gone.isEmpty() || m_shown.first + row < m_gone.first)
        return m_shown.first + row;
    const qint64 gapRow = m_gone.first - m_shown.first;
    if (row == gapRow)
        return std::nullopt;
    return m_gone.last + row - gapRow;
}

qint64 RowMap::rowOf(qint64 line) const
{
    const qint64 within = std::clamp(line, m_shown.first, std::max(m_shown.first, m_shown.last));
    if (m_gone.isEmpty() || within < m_gone.first)
        return within - m_shown.first;
    const qint64 gapRow = m_gone.first - m_shown.first;
    return within <= m_gone.last ? gapRow : gapRow + within - m_gone.last;
}

} // namespace Procession
