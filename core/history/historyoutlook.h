// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "durationmixture.h"
#include "pastruns.h"
#include "progressoutlook.h"

namespace Procession {

/// The earlier runs where a run stands now: those of its name, seen at its progress.
class PastPlaces
{
public:
    struct Place
    {
        double durationMs = 0;
        double logDuration = 0;
        double share = 0;      ///< of the time, when it made the same progress; 0 without a course
        double pauseShare = 0; ///< the longest pause there, as a share of the time
    };

    PastPlaces(const PastRuns &past, double progress);

    const Place *begin() const { return m_places.data(); } ///< the newest run first
    const Place *end() const { return m_places.data() + m_size; }

private:
    std::array<Place, PastRuns::mostRuns> m_places;
    size_t m_size = 0;
};

/// How long a run still takes, from the moment of its last step, by what earlier runs still took when they had made the
/// same progress.
///
/// Each earlier run gives a pair: the time that it had spent at this progress, and the time that it still took. Where
/// runs of this name differ in speed, the two grow together; where they differ in their ends, they don't. A kernel
/// estimate of the joint density, whose kernels are as correlated as the pairs, tells the distribution of the second
/// for the first that was seen: so progress counts as much as it foretold before. For runs whose course isn't known,
/// the own outlook stands in, with its variance.
/// Newer runs weigh more. Few runs are helped out by a weak prior for their spread.
namespace HistoryOutlook {

/// Adds the outlook of a run that made its last step `spentMs` after it began. `places` are those of its progress, one at
/// least.
void addTo(DurationMixture &mixture, const PastPlaces &places, double spentMs, const ProgressOutlook &own);
/// Adds the outlook, from the beginning, of a run whose progress tells nothing and that took `elapsedMs` already: only the
/// durations of those count that took as long.
void addTo(DurationMixture &mixture, const PastPlaces &places, double elapsedMs);

} // namespace HistoryOutlook

} // namespace Procession
