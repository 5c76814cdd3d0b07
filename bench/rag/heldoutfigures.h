// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace HeldOut {

/// A share or a mean, and the bounds between which it lies in 95 of 100 samples of the questions. Plain data.
struct Figure
{
    double value = 0;
    double low = 0;
    double high = 0;
};

/// How well a system did on the questions of a group. Plain data.
struct Figures
{
    Figure at1;
    Figure at5;
    Figure at10;
    Figure reciprocal; ///< the mean reciprocal rank
};

/// `places` are those of the first answer, from 1, one for each question; 0 where none was found. The bounds are of
/// 2,000 samples with repetition; the same places give the same.
Figures figuresOf(const std::vector<int> &places);

/// Of the questions to which only one of two systems found an answer among the first five. Plain data.
struct SignTest
{
    int ours = 0;
    int theirs = 0;
    double chance = 1; ///< of so uneven a count or a more uneven one, if both did equally well (two-sided, exact)
};
SignTest signTest(const std::vector<int> &ours, const std::vector<int> &theirs);

} // namespace HeldOut
