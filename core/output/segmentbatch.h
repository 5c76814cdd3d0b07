// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linestate.h"
#include "segmentframes.h"
#include "segmentname.h"

#include <sys/uio.h>

namespace Procession {

/// A place in an open segment at which a frame begins.
struct SegmentMark
{
    qint64 offset = 0;   ///< in the output
    qint64 position = 0; ///< in the file
};

/// The frames that are written to a segment by one call, and how the output stands once that is done.
///
/// Data, but for add(). It points into the chunks, and into itself: it doesn't move once something was added.
struct SegmentBatch
{
    SegmentName segment; ///< a new one, or the one that is open
    LineState line;
    OutputExtent extent;
    qint64 fileBytes = 0;
    std::vector<SegmentMark> marks; ///< from its beginning, some 64 KiB apart
    std::vector<std::array<char, SegmentFrames::headSize>> heads;
    std::vector<iovec> vectors;

    /// Whether the segment and the call take more.
    bool hasRoom() const;
    /// Adds a beginning of the chunk, as much as there is room for; that is some. How many bytes.
    qsizetype add(OutputChunk chunk);
};

} // namespace Procession
