// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sheetrows.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

void SheetRows::beginSheet(const QString &name)
{
    if (!std::exchange(m_isFirst, false))
        m_flow.breakPage();
    m_flow.appendHeading(1, name.simplified());
}

void SheetRows::addRow(const QStringList &cells)
{
    QStringList shown;
    for (const QString &cell : cells)
        shown.append(cell.simplified()); // a line break within a cell would end the row
    while (!shown.isEmpty() && shown.constLast().isEmpty())
        shown.removeLast();
    const auto filled =
        std::count_if(shown.cbegin(), shown.cend(), [](const QString &cell) { return !cell.isEmpty(); });
    if (filled == 0)
        return;
    if (!m_isInTable && filled == 1) {
        m_flow.append(shown.constLast());
        m_flow.breakParagraph();
        return;
    }
    if (!std::exchange(m_isInTable, true))
        m_flow.beginTable();
    m_flow.append(shown.join(u'\t'));
    m_flow.endRow(false);
}

void SheetRows::endSheet()
{
    if (std::exchange(m_isInTable, false))
        m_flow.endTable();
}

} // namespace Procession
