// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shownline.h"

#include <compare>

namespace Procession {

/// A place between two characters of an output.
struct TextPlace
{
    qint64 line = 0; ///< 0 for none
    int column = 0;

    auto operator<=>(const TextPlace &) const = default;
};

/// What the user has selected, from where the selection began to where it was drawn to. A value.
struct OutputSelection
{
    TextPlace anchor;
    TextPlace end;

    bool isEmpty() const { return anchor == end; }
    const TextPlace &from() const { return anchor < end ? anchor : end; }
    const TextPlace &to() const { return anchor < end ? end : anchor; }
    bool operator==(const OutputSelection &) const = default;

    struct Columns
    {
        int from = 0;
        int to = 0;
        bool goesOn = false; ///< the end of the line is selected, too
    };
    /// The columns of that line; none where it isn't selected. `columns` is how many it has.
    Columns columnsOf(qint64 line, int columns) const;
};

/// The word at a column: the letters, digits and signs of file names around it, or the one character.
OutputSelection::Columns wordAt(const TerminalLine &line, int column);

} // namespace Procession
