// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace Procession {

/// Consecutive lines by number, from 1; empty where `last` is before `first`.
struct LineRange
{
    qint64 first = 1;
    qint64 last = 0;

    bool isEmpty() const { return last < first; }
    qint64 count() const { return isEmpty() ? 0 : last - first + 1; }
    bool contains(qint64 line) const { return line >= first && line <= last; }
    bool operator==(const LineRange &) const = default;
};

/// Which line stands in which row of the view: one row for each line, and one for all the lines in the middle that
/// aren't kept. Rows are counted from 0. A value.
class RowMap
{
public:
    RowMap() = default;
    /// `shown` are the lines that the view is about; those of `gone` among them aren't kept.
    RowMap(LineRange shown, LineRange gone);

    qint64 rows() const { return m_shown.count() - m_gone.count() + (m_gone.isEmpty() ? 0 : 1); }
    const LineRange &shown() const { return m_shown; }
    /// The lines that share one row; empty where all are kept.
    const LineRange &gone() const { return m_gone; }

    /// The line of a row within rows(), or nothing where that is the row of those that are gone.
    std::optional<qint64> lineAt(qint64 row) const;
    /// The row of a line, or the nearest one.
    qint64 rowOf(qint64 line) const;

    bool operator==(const RowMap &) const = default;

private:
    LineRange m_shown;
    LineRange m_gone;
};

} // namespace Procession
