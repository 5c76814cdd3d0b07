// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragindexreader.h"

namespace Procession {

/// A passage by words and by vectors together. Plain data.
struct FusedHit
{
    qint64 chunk = 0;
    double score = 0;    ///< 1 where it is the best of both
    double coverage = 0; ///< as RagHit has it
};

/// Joins what words and vectors found, the best first.
///
/// Each list's distances are scaled to 1 for its best and 0 for its end, so that how far a passage is ahead of the others
/// counts, and not its place alone; words' end is no word at all, vectors' the last that was found. `vectorWeight` is
/// what vectors count beside words: 1 is as much. The best of each list is among the first `guaranteed`, whatever the
/// other list says. Both lists come sorted. Pure; any thread.
std::vector<FusedHit> fuse(const std::vector<RagHit> &byWords, const std::vector<RagHit> &byVectors,
                           double vectorWeight, int guaranteed);

} // namespace Procession
