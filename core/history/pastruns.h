// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runcourse.h"

#include <optional>
#include <vector>

namespace Procession {

/// A run that succeeded: how long it took, and how its progress went, coarsely. A value of some 120 bytes.
class PastRun
{
public:
    /// `durationMs` counts as 1 where it is less. Without a course only the duration is known.
    explicit PastRun(qint64 durationMs, const RunCourse &course = {});

    double durationMs() const { return static_cast<double>(m_durationMs); }
    double logDuration() const { return static_cast<double>(m_logDuration); } ///< the natural logarithm of it
    /// Whether its progress told more than its end.
    bool hasCourse() const { return m_hasCourse; }
    /// The share of its time, 0 to 1, after which its progress was `progress`. Between two steps it is interpolated.
    /// Of a run with a course.
    double shareAt(double progress) const;
    /// The longest pause, as a share of its time, that began in the interval of `progress` or in one beside it.
    double pauseShareAt(double progress) const;

private:
    struct Interval
    {
        quint16 share = 0; // of the time, when it made its first step here; 0xFFFF is all
        quint8 place = 0;  // of that step between the interval's begin and end; 0xFF is the end
        quint8 pause = 0;  // as a share of the time; 0xFF is all
    };
    double progressOf(size_t interval) const;

    float m_durationMs;
    float m_logDuration;
    bool m_hasCourse;
    quint32 m_steps = 0; // a bit for each interval that has a step
    std::array<Interval, RunCourse::intervals> m_intervals{};
};

/// The last runs of one name, the newest last.
class PastRuns
{
public:
    static constexpr size_t mostRuns = 48;
    /// The least number of runs by which a later one is called overdue.
    static constexpr size_t leastForOverdue = 5;

    /// At most mostRuns.
    explicit PastRuns(size_t capacity = mostRuns);

    /// Takes the newest run; the oldest goes where there is no room.
    void addNewest(const PastRun &run);
    /// Takes a run that is older than all; where there is no room, nothing happens.
    void addOldest(const PastRun &run);

    const std::vector<PastRun> &runs() const { return m_runs; }
    bool isEmpty() const { return m_runs.empty(); }
    bool isFull() const { return m_runs.size() >= m_capacity; }
    /// The duration that a run of this name exceeds once in twenty times, in ms; nothing where there are fewer than
    /// leastForOverdue runs. Below 19 runs it rests on the durations being log-normal.
    std::optional<double> overdueAfterMs() const { return m_overdueAfterMs; }

private:
    void changed();

    size_t m_capacity;
    std::vector<PastRun> m_runs;
    std::optional<double> m_overdueAfterMs;
};

} // namespace Procession
