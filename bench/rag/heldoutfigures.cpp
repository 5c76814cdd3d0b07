// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "heldoutfigures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace HeldOut {

namespace {

constexpr int found = 5;

Figure figureOf(const std::vector<int> &places, const std::function<double(int)> &worth)
{
    if (places.empty())
        return {};
    const auto count = static_cast<double>(places.size());
    double sum = 0;
    for (const int place : places)
        sum += worth(place);
    constexpr size_t samples = 2000;
    std::mt19937_64 random(1); // the same in each run
    std::vector<double> means(samples);
    for (double &mean : means) {
        for (size_t i = 0; i < places.size(); ++i)
            mean += worth(places[random() % places.size()]) / count;
    }
    std::sort(means.begin(), means.end());
    return {sum / count, means[samples / 40], means[samples - samples / 40 - 1]};
}

} // namespace

Figures figuresOf(const std::vector<int> &places)
{
    const auto within = [](int most) { return [most](int place) { return place > 0 && place <= most ? 1.0 : 0.0; }; };
    return {figureOf(places, within(1)), figureOf(places, within(found)), figureOf(places, within(10)),
            figureOf(places, [](int place) { return place > 0 ? 1.0 / place : 0.0; })};
}

SignTest signTest(const std::vector<int> &ours, const std::vector<int> &theirs)
{
    SignTest test;
    for (size_t i = 0; i < ours.size(); ++i) {
        const bool weFound = ours[i] > 0 && ours[i] <= found;
        const bool theyFound = theirs[i] > 0 && theirs[i] <= found;
        test.ours += weFound && !theyFound ? 1 : 0;
        test.theirs += theyFound && !weFound ? 1 : 0;
    }
    const int all = test.ours + test.theirs;
    double tail = 0;
    for (int i = 0; i <= std::min(test.ours, test.theirs); ++i)
        tail += std::exp(std::lgamma(all + 1) - std::lgamma(i + 1) - std::lgamma(all - i + 1) - all * std::log(2));
    test.chance = std::min(1.0, 2 * tail);
    return test;
}

} // namespace HeldOut
