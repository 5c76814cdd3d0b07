// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lineparts.h"
#include "segmentreader.h"

namespace Procession {

/// Finds lines in the output of an attempt, each by reading the segment in which it begins, and that in which it ends.
/// Threads: one. Owner: a call of the store.
class OutputLineReader
{
public:
    explicit OutputLineReader(SegmentReader &segments)
        : m_segments(segments)
    {
    }

    // As OutputStore's, whose ranges hold already.
    Result<OutputLines> lines(qint64 first, qint64 count);
    Result<qint64> offsetOfTail(qint64 lines);
    Result<qint64> lineAtOffset(qint64 offset);
    Result<qint64> lineAtTime(qint64 timeMs);

    /// Where to begin to look for a line: the start of the segment that holds its first byte, or of the next one.
    Result<qint64> startFor(qint64 line);

    /// Where the line ends that goes on behind its segment.
    Result<qint64> endOf(const LinePart &part);

private:
    /// The line of which this is the first part that is kept.
    Result<OutputLine> lineOf(const SegmentReader::Part &segment, const LinePart &part);
    /// The last bytes of those from `from` up to `to`: as many as a text has, or as are kept without a gap.
    Result<QByteArray> endOfBytes(qint64 from, qint64 to);

    SegmentReader &m_segments;
};

/// The bytes without a beginning of a character at their end.
QByteArrayView wholeCharacters(QByteArrayView bytes);

} // namespace Procession
