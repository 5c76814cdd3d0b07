// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimator.h"
#include "runsimulator.h"

#include <vector>

namespace Procession {

/// The shares of a run's time at which its estimate is compared with the truth.
inline constexpr std::array judgedShares{0.10, 0.25, 0.50, 0.75, 0.90};

/// Estimates beside the truth, and beside the plain linear estimate: elapsed * (100 - progress) / progress.
struct Judgement
{
    int asked = 0;
    int answered = 0;
    int belowP50 = 0; ///< the truth is at most p50
    int belowP90 = 0;
    double pinball50 = 0; ///< summed over the answers, as a share of the run's duration
    double pinball90 = 0;
    double linearPinball50 = 0; ///< likewise, summed where both answered
    double comparedPinball50 = 0;
    int compared = 0;
    std::vector<double> errors; ///< |p50 - truth| / truth, where both answered or there is no linear estimate at all
    std::vector<double> linearErrors;

    void add(double truthMs, double durationMs, const std::optional<TimeLeft> &left, std::optional<double> linearMs);
    void add(const Judgement &other);
    double belowP50Share() const { return answered ? 1.0 * belowP50 / answered : 0; }
    double belowP90Share() const { return answered ? 1.0 * belowP90 / answered : 0; }
};
double median(std::vector<double> values);

struct KindJudgement
{
    std::array<Judgement, judgedShares.size()> at; ///< each of judgedShares
    /// At moments that know nothing of the end: multiples of the usual duration of the name, while the run goes on.
    Judgement anytime;
    int runs = 0;
    int becameOverdue = 0;

    Judgement all() const;
};

/// Judges `runs` runs of a kind, of names with 10 runs each, after `history` earlier runs of the same name.
KindJudgement judge(RunKind kind, int runs, size_t history, quint64 seed);

/// Runs that stop for ever at some progress, asked later and later.
struct StuckJudgement
{
    int runs = 0;
    int neverSilent = 0;            ///< an estimate is left after a hundred times the duration
    std::vector<double> silenceLag; ///< from the stop to the last estimate, as a share of the run's duration
};
StuckJudgement judgeStuck(RunKind kind, int runs, size_t history, quint64 seed);

} // namespace Procession
