// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textflow.h"

namespace Procession {

/// Puts the rows of a sheet into a flow. Rows of one cell before the table are lines of their own, as the titles of an
/// estimate are; the first row of several is the head of the columns.
class SheetRows
{
public:
    /// Beyond so many columns nothing is read: no person fills as many.
    static constexpr qsizetype mostColumns = 256;

    explicit SheetRows(TextFlow &flow)
        : m_flow(flow)
    {
    }

    /// A sheet begins, on a page of its own; `name` is its heading, unless it is empty.
    void beginSheet(const QString &name);
    /// The cells of the next row; a row of blank ones is left out.
    void addRow(const QStringList &cells);
    void endSheet();

private:
    TextFlow &m_flow;
    bool m_isInTable = false;
    bool m_isFirst = true;
};

} // namespace Procession
