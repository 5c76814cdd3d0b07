// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lineparts.h"
#include "segmentreader.h"

namespace Procession {

/// A segment as a text in which one searches: the lines that begin in it, the last of them to its end or for 64 KiB beyond
/// the segment's, and the rest of a line from before that is longer. Threads: one. Owner: a search.
class SegmentText
{
public:
    /// Errors: Io.
    static Result<SegmentText> of(SegmentReader &segments, const SegmentReader::Part &segment);

    /// The bytes of it.
    QByteArrayView bytes() const { return m_bytes; }
    /// The same, with a newline behind each line: that of another stream has one too.
    const QString &text();

    struct Line
    {
        LinePart part;        ///< whose end may be behind the segment's
        qsizetype at = 0;     ///< in text()
        qsizetype length = 0; ///< without the newline
    };
    /// In order.
    const std::vector<Line> &lines();
    /// The bytes of a line of these.
    QByteArrayView bytesOf(const LinePart &part) const
    {
        return bytes().sliced(part.from - m_offset, part.to - part.from);
    }
    const OutputRun &runOf(const LinePart &part) const { return m_content->runAt(part.from); }

private:
    SegmentName m_name;
    std::shared_ptr<const OutputBytes> m_content;
    QByteArray m_bytes;
    qint64 m_offset = 0;       // of the first of m_bytes
    bool m_lastEnds = true;    // within m_bytes
    bool m_skipsFirst = false; // the segment before has searched it
    QString m_text;
    std::vector<Line> m_lines;
};

} // namespace Procession
