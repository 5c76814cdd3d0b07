// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <QHash>

namespace Procession {

/// Chooses the events of a process that its history keeps: every change of status, attempt or retry, and of the reports
/// between them a few points of progress.
///
/// A point is kept where progress moved by 1 or more since the last one, and a second and a hundredth of the
/// attempt's running time have passed: a minute keeps its detail, and a month is a few hundred points.
/// Pure but for its memory: some 20 bytes for each process that isn't over. Threads: the store's. Owner: Store.
class TraceThinner
{
public:
    /// Whether the history of a process keeps this event, the next one of the log.
    bool keeps(const Event &event);

private:
    /// An event in 8 bytes, since there is one for each of a million processes.
    class Point
    {
    public:
        Point() = default;
        explicit Point(const Event &event);

        ProcessStatus status() const { return static_cast<ProcessStatus>(m_status); }
        double progress() const { return static_cast<double>(m_progress) / steps; }
        qint64 timeMs() const { return static_cast<qint64>(m_timeMs); }

    private:
        static constexpr int steps = 500; ///< of progress in 1
        quint64 m_timeMs : 45 = 0;        // for a thousand years
        quint64 m_progress : 16 = 0;
        quint64 m_status : 3 = 0;
    };

    QHash<quint64, Point> m_last; // by the number of the process: the event that was kept last
};

} // namespace Procession
