// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cleanup.h"

#include "processtracker.h"

#include <algorithm>

namespace Procession {

Cleanup::Cleanup(ProcessTracker &tracker, const Clock &clock, CleanupOptions options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(tracker.log(), this)
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
    const qint64 now = m_clock.steadyMs();
    for (const Event &event : batch.events) {
        if (!event.process)
            continue;
        if (endsTracking(event.kind))
            m_known.remove((*event.process)->id);
        else
            note(**event.process, now);
        noteDependencies(**event.process, now);
    }
    sweep();
    trim();
}

void Cleanup::reload()
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::sort(snapshot.processes.begin(), snapshot.processes.end(), [](const ProcessPtr &a, const ProcessPtr &b) {
        return (*a)->completedAt.value_or(0) < (*b)->completedAt.value_or(0);
    });
    m_known.clear();
    m_awaited.clear();
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
    if (isLive(process)) {
        m_known.remove(process.id);
        return;
    }
    const auto known = m_known.constFind(process.id);
    if (known != m_known.cend() && known->attempt == process.attempt)
        return;
    m_known.insert(process.id, {process.attempt, process.seq});
    m_finished.push_back({process.id, process.seq, sinceMs});
}

/// Those that a process waited for may go once it waits no more.
void Cleanup::noteDependencies(const Process &process, qint64 nowMs)
{
    const DependencyTerms *terms = process.dispatch.dependencies().terms();
    if (m_awaited.isEmpty() || !terms || isWaiting(process))
        return;
    for (const Dependency &dependency : terms->on) {
        const ProcessPtr awaited = m_awaited.remove(dependency.id) ? m_tracker.find(dependency.id) : nullptr;
        if (awaited)
            note(**awaited, nowMs);
    }
}

bool Cleanup::holds(const Finished &entry) const
{
    const auto known = m_known.constFind(entry.id);
    return known != m_known.cend() && known->seq == entry.seq;
}

void Cleanup::sweep()
{
    const qint64 now = m_clock.steadyMs();
    const qint64 maxAge = m_options.maxAge.count();
    while (!m_finished.empty()) {
        const Finished oldest = m_finished.front();
        if (holds(oldest)) {
            const bool tooOld = maxAge > 0 && oldest.sinceMs + maxAge <= now;
            if (!tooOld && m_known.size() <= m_options.maxFinished)
                break;
            // Where it was retried or deleted meanwhile, the event of that has yet to be read.
            const Known known = m_known.take(oldest.id);
            const ProcessPtr process = m_tracker.find(oldest.id);
            if (process && (*process)->attempt == known.attempt) {
                const auto archived = m_tracker.archive(oldest.id, m_origin);
                if (!archived && archived.error().code == ErrorCode::HasDependents)
                    m_awaited.insert(oldest.id);
            }
        }
        m_finished.pop_front();
    }
    if (maxAge > 0 && !m_finished.empty()) {
        constexpr qint64 longestWait = 24 * 3600 * 1000;
        const qint64 wait = std::clamp<qint64>(m_finished.front().sinceMs + maxAge - now, 0, longestWait);
        m_timer.start(static_cast<int>(wait));
    }
}

/// Entries that no longer hold leave by themselves only from the front.
void Cleanup::trim()
{
    constexpr size_t slack = 1000;
    if (m_finished.size() > 2 * static_cast<size_t>(m_known.size()) + slack)
        std::erase_if(m_finished, [this](const Finished &entry) { return !holds(entry); });
}

} // namespace Procession
