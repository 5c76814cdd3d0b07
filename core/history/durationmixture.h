// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace Procession {

/// A distribution of durations: a weighted mixture of log-logistic ones, whose tails are heavier than log-normal ones and
/// whose survival costs one exp().
class DurationMixture
{
public:
    static constexpr size_t capacity = 160;

    /// A part whose logarithm has this mean and standard deviation. Weights needn't sum to 1. Parts beyond the capacity
    /// are dropped.
    void add(double weight, double logMean, double logDeviation);
    bool isEmpty() const { return m_size == 0; }
    double totalWeight() const;
    /// The weight of what lasts longer than `ms`.
    double survival(double ms) const;
    /// The duration that one of those that last longer than `afterMs` doesn't exceed with probability `probability`.
    double quantile(double probability, double afterMs) const;

private:
    struct Part
    {
        double weight = 0;
        double location = 0; // of the logarithm
        double rate = 0;     // 1 / scale of the logarithm
    };
    struct Survival
    {
        double value = 0;
        double slope = 0; // by the logarithm of the duration
    };
    Survival survivalAt(double logMs) const;

    std::array<Part, capacity> m_parts;
    size_t m_size = 0;
};

} // namespace Procession
