// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputattempt.h"
#include "segmentcache.h"

namespace Procession {

/// Goes through the segments of an output, while others may append to it, cut and compress it: it looks for bytes by
/// their offset, and where the file of a segment is gone it looks again. Threads: one. Owner: a call of the store.
class SegmentReader
{
public:
    SegmentReader(OutputAttempt &attempt, SegmentCache &cache)
        : m_attempt(attempt)
        , m_cache(cache)
    {
    }

    /// A segment, or the end of it.
    struct Part
    {
        SegmentName name;
        qint64 end = 0; ///< of the segment: where to go on from. A damaged one has less content
        std::shared_ptr<const OutputBytes> content;
    };
    /// The segment that holds the byte at `offset`, or the first one behind it that is kept; nothing behind the end.
    /// With `whole` its content begins where the segment does, without it somewhere up to `offset`. Errors: Io.
    Result<std::optional<Part>> at(qint64 offset, bool whole = true);

    /// How the output stands; newer with each segment that was gone. Errors: Io.
    Result<OutputAttempt::View> view();

private:
    std::shared_ptr<const OutputBytes> contentOf(const SegmentName &name, qint64 offset, bool whole);

    OutputAttempt &m_attempt;
    SegmentCache &m_cache;
    std::optional<OutputAttempt::View> m_view;
};

} // namespace Procession
