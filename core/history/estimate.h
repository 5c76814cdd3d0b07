// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace Procession {

/// The time that a run still takes, as a band: it takes at most `p50` with an even chance, at most `p90` in nine cases
/// of ten. In milliseconds.
struct TimeLeft
{
    qint64 p50 = 0;
    qint64 p90 = 0;

    friend bool operator==(const TimeLeft &a, const TimeLeft &b) = default;
};

/// What earlier runs and its own progress say about a run. Plain data.
struct Estimate
{
    enum class Basis : quint8 {
        History,  ///< earlier runs of its name, corrected by its own progress where it reports any
        Progress, ///< its own progress alone
    };

    std::optional<TimeLeft> left; ///< empty only where it is overdue, and nothing is known about its end
    Basis basis = Basis::Progress;
    int runs = 0; ///< the earlier runs that it rests on
    bool overdue = false;

    friend bool operator==(const Estimate &a, const Estimate &b) = default;
};

} // namespace Procession
