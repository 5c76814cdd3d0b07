// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"
#include "segmentname.h"

namespace Procession {

/// The part of a line that stands in one segment: all of it, as a rule.
struct LinePart
{
    qint64 number = 1;
    qint64 start = 0; ///< of the line: before `from` where it goes on here
    qint64 from = 0;
    qint64 to = 0;        ///< without the newline
    bool isEnded = false; ///< whether its end is certain: by a newline, or by the other stream
};

/// Goes through the lines of a segment, by the rule of OutputExtent. Threads: one.
class LineParts
{
public:
    /// `content` is all of the segment, and must outlive this.
    LineParts(const SegmentName &name, const OutputBytes &content);

    /// The next part; nothing behind the last one.
    std::optional<LinePart> next();

private:
    const OutputBytes &m_content;
    qint64 m_number; // of the next
    qint64 m_start;
    qint64 m_from;
    qint64 m_newline = -1; // the first one at m_from or behind it
    size_t m_run = 0;      // that holds m_from
};

} // namespace Procession
