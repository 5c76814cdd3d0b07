// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>

namespace Procession {

/// Where a view of very many rows of different heights is scrolled to.
///
/// It keeps the row at the top and how much of it is above the top, so that neither the heights of all rows need to be
/// known nor do rows above move anything. A value; heights are in pixels, over 0.
class RowScroll
{
public:
    using Height = std::function<double(qint64 row)>;

    qint64 row() const { return m_row; }
    /// How much of the row is above the top.
    double hidden() const { return m_hidden; }

    void goTo(qint64 row, double hidden = 0.0)
    {
        m_row = row;
        m_hidden = hidden;
    }
    /// Down by so many pixels, or up where negative. Then bound() is due.
    void moveBy(double pixels, qint64 rows, const Height &height);
    /// To where the last row ends at the bottom of the view, or the first one begins at its top.
    void goToEnd(qint64 rows, double viewHeight, const Height &height);
    /// Back to within the first row and the end; true where it stands at the end, or all rows have room.
    bool bound(qint64 rows, double viewHeight, const Height &height);

    /// The share of all rows that is above the top, 0 to 1.
    double position(qint64 rows, const Height &height) const;

    bool operator==(const RowScroll &) const = default;

private:
    qint64 m_row = 0;
    double m_hidden = 0.0;
};

} // namespace Procession
