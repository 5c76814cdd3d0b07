// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimator.h"

#include "historyoutlook.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace Procession {

namespace {

/// Below this, progress says nothing yet; in percent.
constexpr double leastProgress = 1;
/// A past distribution says nothing about a run that it gives less than this chance to be that long.
constexpr double leastSurvival = 0.01;

qint64 wholeMs(double ms)
{
    constexpr double century = 100.0 * 365 * 24 * 3600 * 1000;
    return static_cast<qint64>(std::clamp(ms, 0.0, century));
}

/// What is known about pauses at the progress of a run. In ms.
struct PauseOutlook
{
    double usualMs = 0;     ///< a longer one puts the end off
    double plausibleMs = 0; ///< after a longer one progress counts as stopped
};

/// For a course with a step; `places` is null without earlier runs.
PauseOutlook pauseOutlook(const RunCourse &course, const PastPlaces *places)
{
    const double spentMs = course.reachedMs();
    const double steps = course.steps();
    // Where pauses are exponential, the next one is longer than this once in fifty times.
    constexpr double implausible = 0.02;
    const double byOwnPace = spentMs * std::min(std::pow(implausible, -1 / steps) - 1, 3.0);
    PauseOutlook pauses{.usualMs = spentMs / steps, .plausibleMs = std::max(byOwnPace, 2 * course.longestPauseMs())};
    // Earlier runs know how long pauses at this place are.
    std::array<double, PastRuns::mostRuns> known;
    size_t count = 0;
    for (const PastPlaces::Place &place :
         places ? std::span(places->begin(), places->end()) : std::span<const PastPlaces::Place>()) {
        // At this run's own pace, as far as that is believed.
        constexpr double slowest = 3;
        if (place.share > 0)
            known[count++] = place.pauseShare * std::min(spentMs / place.share, slowest * place.durationMs);
    }
    constexpr size_t enough = 4;
    if (count >= enough) {
        auto *const end = known.begin() + count;
        auto *const middle = known.begin() + count / 2;
        std::nth_element(known.begin(), middle, end);
        pauses.usualMs = *middle;
        const double longest = *std::max_element(middle, end);
        // The fewer they are, the longer than the longest of them the next one may be.
        const double beyond = 1 + 2 / std::sqrt(static_cast<double>(count));
        pauses.plausibleMs = std::max(beyond * longest, std::min(pauses.plausibleMs, 3 * course.longestPauseMs()));
    }
    constexpr double leastMs = 1000; // what reporters and networks hold up anyway
    pauses.plausibleMs = std::max(pauses.plausibleMs, leastMs);
    return pauses;
}

/// The band of what is left of `whole`, of which `waitedMs` have passed.
std::optional<TimeLeft> bandOf(const DurationMixture &whole, double waitedMs)
{
    if (whole.isEmpty() || !(whole.survival(waitedMs) > leastSurvival * whole.totalWeight()))
        return std::nullopt;
    return TimeLeft{wholeMs(whole.quantile(0.5, waitedMs) - waitedMs),
                    wholeMs(whole.quantile(0.9, waitedMs) - waitedMs)};
}

std::optional<TimeLeft> timeLeft(const RunCourse &course, double elapsedMs, const PastRuns *past)
{
    const bool measures = course.isMeasure() && course.progress() >= leastProgress;
    std::optional<PastPlaces> places;
    if (past)
        places.emplace(*past, measures ? course.progress() : 0);
    DurationMixture mixture;
    if (!measures) {
        if (places)
            HistoryOutlook::addTo(mixture, *places, elapsedMs);
        return bandOf(mixture, elapsedMs);
    }
    if (course.progress() >= 100 && !places)
        return std::nullopt;
    const PauseOutlook pauses = pauseOutlook(course, places ? &*places : nullptr);
    const double waitedMs = std::max(elapsedMs - course.reachedMs(), 0.0);
    if (waitedMs > pauses.plausibleMs)
        return std::nullopt;
    const ProgressOutlook own(course);
    if (places)
        HistoryOutlook::addTo(mixture, *places, course.reachedMs(), own);
    else
        own.addTo(mixture, course.reachedMs(), 1);
    return bandOf(mixture, std::min(waitedMs, pauses.usualMs));
}

} // namespace

std::optional<Estimate> estimate(const RunCourse &course, double elapsedMs, const PastRuns *past)
{
    if (past && past->isEmpty())
        past = nullptr;
    Estimate result;
    result.left = timeLeft(course, elapsedMs, past);
    result.basis = past ? Estimate::Basis::History : Estimate::Basis::Progress;
    if (past) {
        result.runs = static_cast<int>(past->runs().size());
        const std::optional<double> overdueAfterMs = past->overdueAfterMs();
        result.overdue = overdueAfterMs && elapsedMs > *overdueAfterMs;
    }
    if (!result.left && !result.overdue)
        return std::nullopt;
    return result;
}

} // namespace Procession
