// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriesdata.h"

namespace Procession {

/// The scale of a lane, from 0 to a round value that all of it is under. A value.
struct ValueAxis
{
    double top = 1.0;
    double step = 1.0;

    /// With 2 to `mostSteps` steps, or fewer where a count has no more. `most` is the largest value that is to be seen.
    static ValueAxis over(double most, SeriesLane::Unit unit, int mostSteps);

    /// A value in words, such as `0`, `42%`, `1.5 GiB`, `12 MiB/s`.
    static QString text(double value, SeriesLane::Unit unit);
};

} // namespace Procession
