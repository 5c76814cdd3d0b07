// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyoutlook.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace Procession {

namespace {

/// A symmetric matrix over (logarithm of the time spent, logarithm of the time left).
struct Covariance
{
    double spent = 0;
    double both = 0;
    double left = 0;

    void add(double factor, const Covariance &other)
    {
        spent += factor * other.spent;
        both += factor * other.both;
        left += factor * other.left;
    }
};

/// Two runs of the same name are expected to differ by about 40 %, until there are enough to tell.
constexpr Covariance priorSpread{0.16, 0.12, 0.16};
constexpr double priorCount = 1;
/// The weight of a run beside that of the next one.
constexpr double ageing = 0.98;
/// The own outlook counts as this many runs, spread widely, so that it decides where a run is like none before.
constexpr double ownCount = 3;

double normalDensity(double distance, double variance)
{
    return std::exp(-distance * distance / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
}

struct Pair
{
    double weight = 0;
    double logSpent = 0;
    double logLeft = 0;
    bool hasCourse = false;
};

/// The pairs, with their weighted mean and spread.
class Sample
{
public:
    void add(const Pair &pair)
    {
        m_pairs[m_size++] = pair;
        m_weight += pair.weight;
        m_squares += pair.weight * pair.weight;
        spent += pair.weight * pair.logSpent;
        left += pair.weight * pair.logLeft;
    }

    void summarize()
    {
        spent /= m_weight;
        left /= m_weight;
        for (const Pair &pair : *this) {
            const double fromSpent = pair.logSpent - spent;
            const double fromLeft = pair.logLeft - left;
            spread.add(pair.weight, {fromSpent * fromSpent, fromSpent * fromLeft, fromLeft * fromLeft});
        }
        spread.add(priorCount, priorSpread);
        effective = m_weight * m_weight / m_squares;
        const double divisor = m_weight * (effective - 1) / effective + priorCount;
        spread = {spread.spent / divisor, spread.both / divisor, spread.left / divisor};
    }

    const Pair *begin() const { return m_pairs.data(); }
    const Pair *end() const { return m_pairs.data() + m_size; }

    // After summarize():
    double spent = 0; // the mean
    double left = 0;  // the mean
    Covariance spread;
    double effective = 0; // so many runs of equal weight would tell as much

private:
    std::array<Pair, PastRuns::mostRuns> m_pairs;
    size_t m_size = 0;
    double m_weight = 0;
    double m_squares = 0;
};

/// The share of their distance from the mean that kernels keep, so that they don't add to the variance.
double keptDistance(double bandwidth)
{
    return std::sqrt(1 - std::min(bandwidth, 1.0));
}

} // namespace

PastPlaces::PastPlaces(const PastRuns &past, double progress)
{
    for (auto run = past.runs().rbegin(); run != past.runs().rend(); ++run) {
        Place &place = m_places[m_size++];
        place = {.durationMs = run->durationMs(), .logDuration = run->logDuration()};
        if (!run->hasCourse() || !(progress > 0))
            continue;
        place.share = run->shareAt(progress);
        place.pauseShare = run->pauseShareAt(progress);
    }
}

void HistoryOutlook::addTo(DurationMixture &mixture, const PastPlaces &places, double elapsedMs)
{
    constexpr double aboutAsLong = 0.5;
    const auto lastedAsLong = [elapsedMs](const PastPlaces::Place &place) {
        return place.durationMs >= aboutAsLong * elapsedMs;
    };
    const bool any = std::any_of(places.begin(), places.end(), lastedAsLong);
    Sample sample;
    double weight = 1;
    for (const PastPlaces::Place &place : places) {
        if (!any || lastedAsLong(place))
            sample.add({weight, 0, place.logDuration, true});
        weight *= ageing;
    }
    sample.summarize();
    const double bandwidth = std::pow(sample.effective, -2.0 / 5); // the rule of thumb for one dimension
    const double kept = keptDistance(bandwidth);
    const double deviation = std::sqrt(bandwidth * sample.spread.left);
    for (const Pair &pair : sample)
        mixture.add(pair.weight, sample.left + kept * (pair.logLeft - sample.left), deviation);
}

void HistoryOutlook::addTo(DurationMixture &mixture, const PastPlaces &places, double spentMs,
                           const ProgressOutlook &own)
{
    const double generalShare = 1 / (1 + std::exp(own.mean()));
    Sample sample;
    double weight = 1;
    for (const PastPlaces::Place &place : places) {
        constexpr double leastShare = 1e-3;
        const bool hasCourse = place.share > 0;
        const double share = std::clamp(hasCourse ? place.share : generalShare, leastShare, 1 - leastShare);
        sample.add({weight, place.logDuration + std::log(share), place.logDuration + std::log(1 - share), hasCourse});
        weight *= ageing;
    }
    sample.summarize();

    const double bandwidth = std::cbrt(1 / sample.effective); // the rule of thumb for two dimensions
    const double kept = keptDistance(bandwidth);
    Covariance known;
    known.add(bandwidth, sample.spread);
    Covariance unknown = known; // what the share may be for those without a course comes on top
    unknown.add(
        own.variance(),
        {(1 - generalShare) * (1 - generalShare), -generalShare * (1 - generalShare), generalShare * generalShare});
    const double seen = std::log(std::max(spentMs, 1.0));
    const double slope = sample.spread.both / sample.spread.spent;
    const double common = sample.left + slope * (seen - sample.spent);
    const double leastDensity = 0.01 * normalDensity(0, sample.spread.spent);
    for (const Pair &pair : sample) {
        const Covariance &kernel = pair.hasCourse ? known : unknown;
        const double distance = seen - pair.logSpent;
        const double density = normalDensity(distance, kernel.spent);
        if (density < leastDensity)
            continue; // the own outlook weighs far more
        const double local = kernel.both / kernel.spent;
        const double mean = pair.logLeft + local * distance;
        const double variance = std::max(kernel.left - local * kernel.both, 0.0);
        mixture.add(pair.weight * density, pair.hasCourse ? common + kept * (mean - common) : mean,
                    std::sqrt(variance));
    }
    constexpr double ownVariance = 1;
    const double ownWeight = ownCount * normalDensity(seen - sample.spent, sample.spread.spent + ownVariance);
    own.addTo(mixture, spentMs, ownWeight);
}

} // namespace Procession
