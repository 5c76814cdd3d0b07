// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "outputlinereader.h"
#include "outputpattern.h"
#include "segmenttext.h"

#include <stop_token>

namespace Procession {

/// One search in the output of an attempt, segment by segment. Threads: one. Owner: a call of the store.
class SegmentSearch
{
public:
    SegmentSearch(SegmentReader &segments, const OutputPattern &pattern, const OutputQuery &query, const Clock &clock,
                  std::stop_token stop);

    /// As OutputStore's.
    Result<OutputMatches> run();

private:
    /// A line that may match.
    struct Candidate
    {
        size_t line;    ///< in the lines of its segment
        qsizetype hint; ///< in its text: no match begins before
    };
    /// A line that does.
    struct Hit
    {
        size_t line;
        qsizetype windowAt;         ///< in the line: the part that was looked at begins there
        QString window;             ///< that part: all of a line that isn't long
        OutputPattern::Place place; ///< of the first match in it
    };

    bool isOver() const;
    bool isFull() const;
    bool isWanted(qint64 line) const { return m_query.backwards ? line <= m_from : line >= m_from; }
    /// The segments' starts, in the order of the search.
    static std::vector<SegmentName> inOrder(const OutputAttempt::View &view, const OutputQuery &query, qint64 from);
    /// Searches a segment; false where it ended before that was done, and nextLine says where.
    Result<bool> search(SegmentText &text);
    std::vector<Candidate> candidatesIn(SegmentText &text) const;
    std::optional<Hit> match(SegmentText &text, const Candidate &candidate);
    Result<OutputMatch> describe(SegmentText &text, const Hit &hit);
    /// Adds the lines around.
    Result<void> surround(OutputMatch &match);

    SegmentReader &m_segments;
    OutputLineReader m_reader;
    const OutputPattern &m_pattern;
    const OutputQuery &m_query;
    const Clock &m_clock;
    const std::stop_token m_stop;
    const qint64 m_deadline;  // steady time
    qint64 m_from = 1;        // the line from which on it looks
    qint64 m_last = 0;        // backwards: the last line that isn't looked at yet
    bool m_hasLooked = false; // at one line: so that a search that goes on ends some time
    qsizetype m_textSize = 0;
    OutputMatches m_found;
};

} // namespace Procession
