// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endedrun.h"
#include "quantilesketch.h"

namespace Procession {

/// What many runs have in common: how many there were, how they ended and how long they took. Plain data that adds up:
/// merged in any order, it is the same.
struct Rollup
{
    quint64 runs = 0;
    quint64 completed = 0;
    quint64 failed = 0;
    quint64 timedOut = 0;
    quint64 cancelled = 0;
    quint64 givenUp = 0;      ///< failed or timed out, and no retry was scheduled
    quint64 retries = 0;      ///< second attempts and later ones
    quint64 recovered = 0;    ///< retries that completed
    qint64 busyMs = 0;        ///< time of running, of all together
    qint64 memoryPeak = 0;    ///< the most of one, in bytes; 0 where none told
    QuantileSketch durations; ///< in ms, of those that completed
    QuantileSketch waits;     ///< in ms, from the start of a process until it ran

    void add(const EndedRun &run);
    void merge(const Rollup &other);

    quint64 failures() const { return failed + timedOut; }
    /// The share of the runs that completed, of those that weren't cancelled; nothing where there is none.
    std::optional<double> successRate() const;

    friend bool operator==(const Rollup &a, const Rollup &b) = default;
};

} // namespace Procession
