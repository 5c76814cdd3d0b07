// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>

namespace Procession {

/// How the progress of one attempt went so far. A value of some 350 bytes, however long the attempt is.
///
/// A step is a report of more progress than any before. Of all steps in one interval of progress the first is kept;
/// the intervals are narrower at both ends, where runs differ most. Times are milliseconds since the attempt began; a
/// time before the last step counts as that of the last step.
class RunCourse
{
public:
    /// Where the intervals begin, in percent; each ends where the next begins.
    static constexpr std::array intervalBegins{0,  1,  2,  5,  10, 15, 20, 25, 30, 35, 40, 45, 50,
                                               55, 60, 65, 70, 75, 80, 85, 90, 95, 98, 99, 100};
    static constexpr size_t intervals = intervalBegins.size();
    /// The interval of a progress of 0 to 100.
    static size_t intervalOf(double progress);

    /// The first step in an interval, and the longest pause that began there.
    struct Interval
    {
        float progress = -1; // of the step; none where negative
        float atMs = 0;
        float pauseMs = 0;

        bool hasStep() const { return progress >= 0; }
    };

    /// Takes a report.
    void note(double elapsedMs, double progress);

    /// Whether its progress measures how far it is. It doesn't where it fell back, as it does where each part of a
    /// run counts from 0.
    bool isMeasure() const { return !m_fellBack; }
    double progress() const { return m_progress; }   ///< the highest
    double reachedMs() const { return m_reachedMs; } ///< when it got there
    int steps() const { return m_steps; }
    double longestPauseMs() const { return m_longestPauseMs; } ///< between two steps, or before the first
    /// Of the pauses' logarithms, where there is a step. Pauses below a millisecond count as one.
    double meanLogPause() const { return m_logPauses / m_steps; }
    double meanSquareLogPause() const { return m_squareLogPauses / m_steps; }
    const std::array<Interval, intervals> &course() const { return m_intervals; }

private:
    double m_progress = 0;
    double m_reachedMs = 0;
    double m_longestPauseMs = 0;
    double m_logPauses = 0;
    double m_squareLogPauses = 0;
    int m_steps = 0;
    bool m_fellBack = false;
    std::array<Interval, intervals> m_intervals{};
};

} // namespace Procession
