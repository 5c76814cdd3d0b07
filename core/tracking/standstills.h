// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "outputclock.h"
#include "presence.h"

#include <QHash>

#include <functional>
#include <variant>
#include <vector>

namespace Procession {

/// The clocks of progress and of output of the running processes that have a limit for them.
///
/// A process is quiet by such a clock after half of its limit, and given up after the whole. Times are steady where nothing
/// else is said. Threads: the monitor's. Owner: DeadlineMonitor.
class Standstills
{
public:
    /// `output` is null where nobody knows of output: that clock then never runs out.
    Standstills(const Presence &presence, const Clock &clock, std::chrono::milliseconds restartGrace,
                const OutputClock *output);

    /// Takes over how the process stands; `isLate` where that wasn't seen as it happened.
    void follow(const Process &process, bool isLate);
    void remove(const ProcessId &id) { m_watches.remove(id); }
    void keep(const std::function<bool(const ProcessId &)> &isKept);

    /// When judge() may find something; nothing where the process has no such limit.
    std::optional<qint64> nextDueMs(const ProcessId &id) const;
    /// The change that is due for the process, which is told with the next event.
    std::optional<std::variant<ExpireChange, QuietChange>> judge(const Process &process);

private:
    struct ClockWatch
    {
        QuietClock clock;
        std::chrono::milliseconds limit;
        qint64 sinceWallMs; ///< wall time of the last sign that the clock counts
        qint64 sinceMs;
        qint64 graceUntilMs; ///< not given up before
        bool tells = true;   ///< whether it is news that it falls quiet
        bool isQuiet = false;
        qint64 lookedMs = 0; ///< when output was asked for
    };
    struct Watch
    {
        int attempt;
        std::vector<ClockWatch> clocks; // one or two
    };

    void restart(ClockWatch &watch, qint64 sinceWallMs, bool isLate) const;
    qint64 endMs(const ClockWatch &watch) const;
    qint64 nextDueMs(const ClockWatch &watch) const;
    std::optional<std::variant<ExpireChange, QuietChange>> judge(const Process &process, ClockWatch &watch) const;

    const Presence &m_presence;
    const Clock &m_clock;
    const std::chrono::milliseconds m_restartGrace;
    const OutputClock *const m_output;
    QHash<ProcessId, Watch> m_watches;
};

} // namespace Procession
