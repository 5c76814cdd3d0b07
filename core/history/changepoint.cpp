// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changepoint.h"

namespace Procession {

std::optional<size_t> changePoint(std::span<const WeighedValue> values, double level)
{
    double sum = 0.0;
    double least = 0.0;
    size_t place = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        sum += values[i].value > level ? values[i].weight : -values[i].weight;
        if (sum <= least) {
            least = sum;
            place = i + 1;
        }
    }
    return place == 0 || place == values.size() ? std::nullopt : std::optional(place);
}

} // namespace Procession
