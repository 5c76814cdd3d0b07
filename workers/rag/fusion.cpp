// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fusion.h"

#include <algorithm>
#include <unordered_map>

namespace Procession {

namespace {

/// 1 for the distance of the best, 0 for that of the end.
double scaled(double distance, double best, double end)
{
    return end > best ? (end - distance) / (end - best) : 1;
}

/// Moves a passage up to the last of the first places where it stands below.
void raise(std::vector<FusedHit> &hits, qint64 chunk, size_t places)
{
    const auto at = std::find_if(hits.begin(), hits.end(), [chunk](const FusedHit &hit) { return hit.chunk == chunk; });
    if (places == 0 || at == hits.end() || at < hits.begin() + static_cast<std::ptrdiff_t>(places))
        return;
    const auto to = hits.begin() + static_cast<std::ptrdiff_t>(places) - 1;
    std::rotate(to, at, at + 1);
}

} // namespace

std::vector<FusedHit> fuse(const std::vector<RagHit> &byWords, const std::vector<RagHit> &byVectors,
                           double vectorWeight, int guaranteed)
{
    std::vector<FusedHit> hits;
    std::unordered_map<qint64, size_t> known;
    const auto add = [&](const std::vector<RagHit> &list, double end, double weight) {
        for (const RagHit &hit : list) {
            const auto [at, isNew] = known.try_emplace(hit.chunk, hits.size());
            if (isNew)
                hits.push_back({hit.chunk, 0, hit.coverage});
            hits[at->second].score += weight * scaled(hit.distance, list.front().distance, end);
        }
    };
    const double whole = (byWords.empty() ? 0 : 1) + (byVectors.empty() ? 0 : vectorWeight);
    add(byWords, 0, 1 / whole);
    add(byVectors, byVectors.empty() ? 0 : byVectors.back().distance, vectorWeight / whole);
    // Those that score alike stay as they were found.
    std::stable_sort(hits.begin(), hits.end(), [](const FusedHit &a, const FusedHit &b) { return a.score > b.score; });
    if (!byWords.empty() && !byVectors.empty() && guaranteed > 1) {
        raise(hits, byWords.front().chunk, static_cast<size_t>(guaranteed));
        raise(hits, byVectors.front().chunk, static_cast<size_t>(guaranteed));
    }
    return hits;
}

} // namespace Procession
