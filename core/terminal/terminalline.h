// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminalstyle.h"

#include <QString>

#include <vector>

namespace Procession {

/// A piece of a line that is drawn at once.
struct TerminalRun
{
    enum class Kind : quint8 {
        Plain,   ///< each UTF-16 unit takes one column
        Cluster, ///< one character with its marks, which takes one column or two
        Joined,  ///< characters of a script that joins or reorders them: only the whole has a place
    };
    qsizetype begin = 0; ///< in the text of its line, in UTF-16 units
    qsizetype length = 0;
    int column = 0;
    int columns = 0;
    Kind kind = Kind::Plain;
    TerminalStyle style;

    bool operator==(const TerminalRun &) const = default;
};

/// A line as it is shown: `text` has nothing in it but characters that are shown, and `runs` cover it from its
/// beginning to its end. Lines stand on columns of equal width, as in a terminal.
struct TerminalLine
{
    QString text;
    std::vector<TerminalRun> runs;
    int columns = 0;
    qint64 cutBytes = 0; ///< so many bytes of it are beyond the last column

    bool operator==(const TerminalLine &) const = default;

    /// The column at which the character at `index` of the text stands; `columns` for the end.
    int columnAt(qsizetype index) const;
    /// Where in the text the character of that column begins; the end for a column behind the last one.
    qsizetype indexAt(int column) const;
    /// The text from one column up to another.
    QString textBetween(int fromColumn, int toColumn) const;
    /// Puts the other line behind this one.
    void append(const TerminalLine &other);
};

} // namespace Procession
