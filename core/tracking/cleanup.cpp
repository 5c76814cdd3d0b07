// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cleanup.h"

#include "processtracker.h"

#include <algorithm>

namespace Procession {

Cleanup::Cleanup(ProcessTracker &tracker, EventLog &log, const Clock &clock, CleanupOptions options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(log, this)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Cleanup::sweep);
    connect(&m_cursor, &EventCursor::available, this, &Cleanup::readLog);
    reload();
}

void Cleanup::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (event.kind != EventKind::Removed)
            note(**event.process, m_clock.steadyMs());
    }
    sweep();
}

void Cleanup::reload()
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::sort(snapshot.processes.begin(), snapshot.processes.end(), [](const ProcessPtr &a, const ProcessPtr &b) {
        return (*a)->completedAt.value_or(0) < (*b)->completedAt.value_or(0);
    });
    m_finished.clear();
    for (const ProcessPtr &process : snapshot.processes) {
        const qint64 ageMs = std::max<qint64>(0, m_clock.wallMs() - (*process)->completedAt.value_or(0));
        note(**process, m_clock.steadyMs() - ageMs);
    }
    m_cursor.seek(snapshot.seq);
    sweep();
}

void Cleanup::note(const Process &process, qint64 sinceMs)
{
    // While a retry is scheduled the process counts as live; the event that ends the waiting notes it.
    if (isTerminal(process.status) && !isLive(process))
        m_finished.push_back({process.id, process.attempt, sinceMs});
}

void Cleanup::sweep()
{
    const StatusCounts counts = m_tracker.counts();
    qsizetype finished = 0;
    for (const ProcessStatus status : allStatuses)
        finished += isTerminal(status) ? counts[static_cast<size_t>(status)] : 0;

    const qint64 now = m_clock.steadyMs();
    const qint64 maxAge = m_options.maxAge.count();
    while (!m_finished.empty()) {
        const Finished &oldest = m_finished.front();
        const bool tooOld = maxAge > 0 && oldest.sinceMs + maxAge <= now;
        if (!tooOld && finished <= m_options.maxFinished)
            break;
        const ProcessPtr process = m_tracker.find(oldest.id);
        // An entry may stand for a process that was retried or deleted since, or noted again.
        if (process && isTerminal((*process)->status) && (*process)->attempt == oldest.attempt
            && m_tracker.remove(oldest.id))
            --finished;
        m_finished.pop_front();
    }
    if (maxAge > 0 && !m_finished.empty()) {
        constexpr qint64 longestWait = 24 * 3600 * 1000;
        const qint64 wait = std::clamp<qint64>(m_finished.front().sinceMs + maxAge - now, 0, longestWait);
        m_timer.start(static_cast<int>(wait));
    }
}

} // namespace Procession
