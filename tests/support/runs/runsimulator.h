// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <random>
#include <vector>

namespace Procession {

/// The kinds of runs that are simulated.
enum class RunKind {
    Steady,      ///< progress in even time, durations of a name differ by a quarter
    Slowing,     ///< the farther, the slower, by an exponent of its name
    InSteps,     ///< some stages, told at their ends; the share of progress isn't the share of time
    HeavyTailed, ///< pieces of work by a Pareto distribution, and whole runs that are slow
    Pausing,     ///< steady, but with one long pause anywhere
    Silent,      ///< without progress; durations with a heavy tail
};
inline constexpr std::array allRunKinds{RunKind::Steady,      RunKind::Slowing, RunKind::InSteps,
                                        RunKind::HeavyTailed, RunKind::Pausing, RunKind::Silent};
const char *nameOf(RunKind kind);

struct SimulatedReport
{
    double atMs = 0;
    double progress = 0;
};

struct SimulatedRun
{
    double durationMs = 0;
    std::vector<SimulatedReport> reports; ///< the last one at or before the end
};

/// Runs of one name: they have a scale and habits in common. The same seed gives the same runs on every machine.
class RunSimulator
{
public:
    RunSimulator(RunKind kind, quint64 seed);

    SimulatedRun next();
    /// A random number from 0 to 1, for the test's own choices.
    double uniform();

private:
    double normal();
    double pareto(double index);
    /// Reports after equal steps of `step` percent along cumulated piece times.
    SimulatedRun ofPieces(const std::vector<double> &pieces);

    const RunKind m_kind;
    std::mt19937_64 m_random;
    double m_scaleMs;
    double m_exponent;
    struct Stage
    {
        double progress; ///< after it
        double share;    ///< of the time
    };
    std::vector<Stage> m_stages;
};

} // namespace Procession
