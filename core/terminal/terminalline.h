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
};

} // namespace Procession
