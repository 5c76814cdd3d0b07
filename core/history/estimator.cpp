// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimator.h"

#include "historyoutlook.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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

/// What is known about the pause that a run makes at its progress, which is taken to be log-logistic. In ms.
struct PauseOutlook
{
    double plausibleMs = 0; ///< after a longer one progress counts as stopped
    double usualMs = 0;     ///< the median
    double rate = 1;        ///< the larger, the more they are alike

    /// How much longer a pause takes that has taken `waitedMs`: not exceeded with that probability.
    double left(double probability, double waitedMs) const
    {
        const double odds = (1 + std::pow(waitedMs / usualMs, rate)) / (1 - probability) - 1;
        return usualMs * std::pow(odds, 1 / rate) - waitedMs;
    }
};

/// The logarithms of some pauses: their number, mean and mean square.
struct LogPauses
{
    double count = 0;
    double mean = 0;
    double meanSquare = 0;
};

void describe(PauseOutlook &pauses, const LogPauses &seen)
{
    constexpr double priorCount = 2;
    constexpr double priorDeviation = 0.5;
    const double variance = (seen.count * std::max(seen.meanSquare - seen.mean * seen.mean, 0.0)
                             + priorCount * priorDeviation * priorDeviation)
        / (seen.count + priorCount);
    pauses.usualMs = std::exp(seen.mean);
    pauses.rate = std::numbers::pi / std::numbers::sqrt3 / std::sqrt(variance);
}

/// For a course with a step; `places` is null without earlier runs.
PauseOutlook pauseOutlook(const RunCourse &course, const PastPlaces *places)
{
    const double spentMs = course.reachedMs();
    const double steps = course.steps();
    // Where pauses are exponential, the next one is longer than this once in fifty times.
    constexpr double implausible = 0.02;
    const double byOwnPace = spentMs * std::min(std::pow(implausible, -1 / steps) - 1, 3.0);
    PauseOutlook pauses{.plausibleMs = std::max(byOwnPace, 2 * course.longestPauseMs())};
    describe(pauses, {steps, course.meanLogPause(), course.meanSquareLogPause()});

    // Earlier runs know how long pauses at this place are.
    LogPauses known;
    double longest = 0;
    if (places) {
        for (const PastPlaces::Place &place : *places) {
            if (!(place.share > 0))
                continue;
            // At this run's own pace, as far as that is believed.
            constexpr double slowest = 3;
            const double pause = place.pauseShare * std::min(spentMs / place.share, slowest * place.durationMs);
            const double logPause = std::log(std::max(pause, 1.0));
            ++known.count;
            known.mean += logPause;
            known.meanSquare += logPause * logPause;
            longest = std::max(longest, pause);
        }
    }
    constexpr double enough = 4;
    if (known.count >= enough) {
        known.mean /= known.count;
        known.meanSquare /= known.count;
        describe(pauses, known);
        // The fewer they are, the longer than the longest of them the next one may be.
        const double beyond = 1 + 2 / std::sqrt(known.count);
        pauses.plausibleMs = std::max(beyond * longest, std::min(pauses.plausibleMs, 3 * course.longestPauseMs()));
    }
    constexpr double leastMs = 1000; // what reporters and networks hold up anyway
    pauses.plausibleMs = std::max(pauses.plausibleMs, leastMs);
    return pauses;
}

/// The band of what is left of `whole`, of which `gone` ms have passed, or more.
std::optional<TimeLeft> bandOf(const DurationMixture &whole, double gone, double furtherSpread = 0)
{
    if (whole.isEmpty() || !(whole.survival(gone) > leastSurvival * whole.totalWeight()))
        return std::nullopt;
    const double p50 = whole.quantile(0.5, gone) - gone;
    const double p90 = whole.quantile(0.9, gone) - gone;
    return TimeLeft{wholeMs(p50), wholeMs(p50 + std::hypot(p90 - p50, furtherSpread))};
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
    // A pause was part of the outlook as long as it is usual; the longer it takes, the longer it may still take.
    const double usual = pauses.left(0.5, 0);
    const double now = pauses.left(0.5, waitedMs);
    const double spread = pauses.left(0.9, waitedMs) - now - (pauses.left(0.9, 0) - usual);
    return bandOf(mixture, usual - now, std::max(spread, 0.0));
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
