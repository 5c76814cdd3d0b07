// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presence.h"

#include <algorithm>

namespace Procession {

namespace {

/// An absence counts where it took half of a limit, or this long; the shortest ones never do: a busy machine is as late.
constexpr qint64 longAbsence = 2000;
constexpr qint64 shortestAbsence = 100;

} // namespace

Presence::Presence(const Clock &clock, std::chrono::milliseconds grace, std::chrono::milliseconds clockMoved)
    : m_clock(clock)
    , m_grace(grace)
    , m_seenMs(clock.steadyMs())
    , m_lastOffsetMs(clock.wallMs() - clock.steadyMs())
    , m_leastOffsetMs(clock.wallMs() - clock.steadyMs() - clockMoved.count())
{
}

/// Steady time passes while the program is stopped, and only wall time while the machine sleeps. A wall clock that is put
/// forward looks like sleep, and then delays a verdict.
void Presence::look()
{
    const qint64 now = m_clock.steadyMs();
    const qint64 offset = m_clock.wallMs() - now;
    const qint64 late = now - m_seenMs - interval.count();
    const qint64 slept = offset - m_lastOffsetMs;
    m_seenMs = now;
    m_lastOffsetMs = offset;
    m_leastOffsetMs = std::min(m_leastOffsetMs, offset);
    const Absence absence{now, std::max(late, slept)};
    if (absence.lengthMs < shortestAbsence)
        return;
    while (!m_absences.empty()
           && (m_absences.back().lengthMs <= absence.lengthMs || m_absences.back().endMs + m_grace.count() < now))
        m_absences.pop_back();
    m_absences.push_back(absence);
}

void Presence::beginToLook()
{
    m_seenMs = m_clock.steadyMs();
}

qint64 Presence::dueMs(qint64 fromMs, std::chrono::milliseconds limit) const
{
    const qint64 due = fromMs + limit.count();
    const qint64 enough = std::min<qint64>(limit.count() / 2, longAbsence);
    const auto absence = std::find_if(m_absences.crbegin(), m_absences.crend(),
                                      [enough](const Absence &one) { return one.lengthMs >= enough; });
    if (absence == m_absences.crend())
        return due;
    return std::max(due, absence->endMs + std::min(m_grace, limit).count());
}

qint64 Presence::steadyOf(qint64 wallMs) const
{
    return std::min(m_clock.steadyMs(), wallMs - m_leastOffsetMs);
}

} // namespace Procession
