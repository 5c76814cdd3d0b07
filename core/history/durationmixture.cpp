// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationmixture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace Procession {

namespace {

constexpr double precision = 5e-3; // of the logarithm

} // namespace

void DurationMixture::add(double weight, double logMean, double logDeviation)
{
    if (m_size == capacity || !(weight > 0))
        return;
    // The deviation of a logistic distribution is its scale times pi / sqrt(3).
    constexpr double leastDeviation = 1e-3;
    const double rate = std::numbers::pi / std::numbers::sqrt3 / std::max(logDeviation, leastDeviation);
    m_parts[m_size++] = {weight, logMean, rate};
}

double DurationMixture::totalWeight() const
{
    double total = 0;
    for (size_t i = 0; i < m_size; ++i)
        total += m_parts[i].weight;
    return total;
}

DurationMixture::Survival DurationMixture::survivalAt(double logMs) const
{
    Survival sum;
    for (size_t i = 0; i < m_size; ++i) {
        const Part &part = m_parts[i];
        const double survives = 1 / (1 + std::exp((logMs - part.location) * part.rate));
        sum.value += part.weight * survives;
        sum.slope -= part.weight * part.rate * survives * (1 - survives);
    }
    return sum;
}

double DurationMixture::survival(double ms) const
{
    return ms > 0 ? survivalAt(std::log(ms)).value : totalWeight();
}

double DurationMixture::quantile(double probability, double afterMs) const
{
    const double goal = survival(afterMs) * (1 - probability);
    double low = m_parts[0].location;
    double high = low;
    double sum = 0;
    for (size_t i = 0; i < m_size; ++i) {
        constexpr double reach = 12; // scales: the tails beyond weigh 1e-5
        low = std::min(low, m_parts[i].location - reach / m_parts[i].rate);
        high = std::max(high, m_parts[i].location + reach / m_parts[i].rate);
        sum += m_parts[i].weight * m_parts[i].location;
    }
    if (afterMs > 0) {
        low = std::max(low, std::log(afterMs));
        high = std::max(high, low + 10);
    }
    // Newton's steps for the log-odds of the survival, of which that of one part is straight; the bracket is halved where
    // one would leave it.
    const double total = totalWeight();
    const double goalOdds = std::log(goal / (total - goal));
    double at = std::clamp(sum / total, low, high);
    for (int i = 0; i < 40 && high - low > precision; ++i) {
        const Survival here = survivalAt(at);
        (here.value > goal ? low : high) = at;
        const double gone = total - here.value;
        const double step = (goalOdds - std::log(here.value / gone)) * here.value * gone / (here.slope * total);
        if (std::abs(step) < precision)
            return std::exp(std::clamp(at + step, low, high));
        at += step;
        if (!(at > low && at < high))
            at = (low + high) / 2;
    }
    return std::exp(at);
}

} // namespace Procession
