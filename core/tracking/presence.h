// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <chrono>
#include <vector>

namespace Procession {

/// Knows when this program did not run, because it was stopped or the machine slept, and when limits are over all the same.
///
/// What was reported meanwhile lies unread: soon after an absence silence means nothing yet. It is asked at least every
/// `interval`, and more often for better; how late it is asked tells an absence.
/// Threads: that of its owner. Owner: DeadlineMonitor.
class Presence
{
public:
    static constexpr std::chrono::milliseconds interval{250};

    /// `grace` is the time that reporters are given after an absence. `clockMoved` is how far the wall clock may have been
    /// put forward before.
    Presence(const Clock &clock, std::chrono::milliseconds grace, std::chrono::milliseconds clockMoved);

    /// Looks whether this program ran since it last looked.
    void look();
    /// For an owner that had nothing to watch, and didn't look: what went before is no absence.
    void beginToLook();

    /// When a limit is over that runs from then on, in steady time. Not soon after an absence in which a report may have
    /// come unread.
    qint64 dueMs(qint64 fromMs, std::chrono::milliseconds limit) const;
    /// When it was by the steady clock, at the earliest that may be: the wall clock may have been put forward since.
    qint64 steadyOf(qint64 wallMs) const;

private:
    struct Absence
    {
        qint64 endMs; // steady
        qint64 lengthMs;
    };

    const Clock &m_clock;
    const std::chrono::milliseconds m_grace;
    std::vector<Absence> m_absences; // the latest last; each is longer than those after it
    qint64 m_seenMs;                 // steady; when this program was last seen to run
    qint64 m_lastOffsetMs;           // by how much the wall clock was ahead of the steady one then
    qint64 m_leastOffsetMs;          // the least of that
};

} // namespace Procession
