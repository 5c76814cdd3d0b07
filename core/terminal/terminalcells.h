// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminalline.h"

#include <vector>

namespace Procession {

/// The columns of a line while a program still writes it: what is put goes to where the last character ended, or to where
/// the program went, and replaces what is there.
///
/// Threads: one at a time. Owner: TerminalText. Memory: a cell for each column.
class TerminalCells
{
public:
    /// At least 2 columns.
    explicit TerminalCells(int maxColumns);

    /// Puts a character that is shown, which took so many bytes. One of no width joins the one before it. Behind the last
    /// column there is room for none.
    void put(char32_t character, int bytes, const TerminalStyle &style);
    /// Whether the last column was passed, so that each character that is put is passed over.
    bool isFull() const { return m_beyond > 0; }
    /// So many bytes are beyond the last column.
    void passOver(qsizetype bytes);

    /// To a column from 0 on; beyond the last one it is that.
    void goTo(int column);
    void goBack();
    void goToTabStop();

    enum class Part : quint8 { FromHere, UpToHere, All };
    void erase(Part part);
    /// A new line.
    void clear();

    TerminalLine line() const;

private:
    /// A column. A character of two columns has its second one empty.
    struct Cell
    {
        char32_t character = U' '; // 0 in the second column of a wide one
        QString marks;             // what is drawn onto it, or joined to it
        TerminalStyle style;
    };

    void putMark(char32_t character, const TerminalStyle &style);
    void putCell(int column, char32_t character, const TerminalStyle &style);
    void padTo(int column);
    void split(int column);

    const int m_maxColumns;
    std::vector<Cell> m_cells;
    int m_column = 0;
    qint64 m_beyond = 0;     // bytes that came after the last column since the last return
    qint64 m_mostBeyond = 0; // the same, the most of it
};

} // namespace Procession
