// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

namespace Procession {

/// Counts the lines of an output while its bytes go by, by the rule of OutputExtent. A value; threads as an int.
struct LineState
{
    qint64 lines = 0;     ///< that were begun
    qint64 lineStart = 0; ///< the offset of the last of them
    bool isOpen = false;  ///< whether the next byte of `stream` goes on with it
    OutputStream stream = OutputStream::Stdout;

    /// The line that a byte of that stream at `offset` belongs to, which follows what went by.
    struct Line
    {
        qint64 number = 1;
        qint64 start = 0;
    };
    Line lineOf(OutputStream next, qint64 offset) const
    {
        return isOpen && next == stream ? Line{lines, lineStart} : Line{lines + 1, offset};
    }
    /// Bytes go by, of which the first has that offset.
    void pass(OutputStream next, qint64 offset, QByteArrayView bytes);
};

} // namespace Procession
