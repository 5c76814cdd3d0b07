// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linestate.h"
#include "outputfiles.h"
#include "segmentname.h"

namespace Procession {

/// The output of an attempt as its folder tells, after whatever ended the program that wrote it.
struct LoadedOutput
{
    std::vector<SegmentName> segments; ///< in order; only the last may be open
    OutputExtent extent;
    LineState line;       ///< behind the last byte
    qint64 fileBytes = 0; ///< of the open segment
};

/// Reads the folder, and mends it: what was half-written at the end is cut off; where both forms of a segment are there,
/// the compressed one is whole and the other goes; what had a temporary name goes; a segment behind which others begin is
/// closed. For the only one that writes there. Nothing where the folder can't be read, and why is in errno.
std::optional<LoadedOutput> loadOutput(const Descriptor &folder);

/// What is missing between the segments, or before the first: one gap, unless files were damaged.
OutputRange gapIn(const std::vector<SegmentName> &segments);

} // namespace Procession
