// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace Procession {

/// A value, and how much it counts. Plain data.
struct WeighedValue
{
    double value = 0.0;
    double weight = 1.0;
};

/// The place of the first value from which on values lie above `level`, which they didn't before: that place in the order of
/// time before which the most lie at or below the level, and from which the most lie above it.
///
/// It is where the sum of signs, +1 for a value above the level and -1 for another, is least: the last minimum of E. S. Page's
/// cumulative sums ("Continuous inspection schemes", Biometrika 41, 1954). By their signs alone, so that one run that took a
/// hundred times as long decides nothing. Nothing where no place is such: all lie above, or the last ones don't. Any thread.
std::optional<size_t> changePoint(std::span<const WeighedValue> values, double level);

} // namespace Procession
