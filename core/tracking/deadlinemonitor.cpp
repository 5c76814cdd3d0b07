// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinemonitor.h"

#include "processtracker.h"

#include <algorithm>

namespace Procession {

DeadlineMonitor::DeadlineMonitor(ProcessTracker &tracker, EventLog &log, const Clock &clock, DeadlineOptions options,
                                 QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(log, this)
    , m_queue(clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &DeadlineMonitor::readLog);
    connect(&m_queue, &DeadlineQueue::due, this, &DeadlineMonitor::judge);
    reload();
}

void DeadlineMonitor::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (endsTracking(event.kind))
            m_watches.remove((*event.process)->id);
        else
            follow(**event.process, Seen::AsItHappens);
    }
    m_queue.trim(m_watches.size(), [this](const ProcessId &id, qint64 dueMs) {
        const auto watch = m_watches.constFind(id);
        return watch != m_watches.cend() && watch->queuedMs == dueMs;
    });
}

void DeadlineMonitor::reload()
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const QHash<ProcessId, Watch> before = std::exchange(m_watches, {});
    m_queue.clear();
    for (const ProcessPtr &process : snapshot.processes) {
        // What was known of its silence and its running time stays known.
        const auto known = before.constFind((*process)->id);
        if (known != before.cend() && known->attempt == (*process)->attempt)
            m_watches.insert((*process)->id, *known)->queuedMs = std::numeric_limits<qint64>::max();
        follow(**process, Seen::Late);
    }
    m_cursor.seek(snapshot.seq);
}

void DeadlineMonitor::follow(const Process &process, Seen seen)
{
    if (process.status != ProcessStatus::Running) {
        m_watches.remove(process.id);
        return;
    }
    const qint64 now = m_clock.steadyMs();
    const auto known = m_watches.constFind(process.id);
    if (known == m_watches.cend() || known->attempt != process.attempt) {
        // What happened before anybody watched can be told by the wall clock only.
        const auto since = [&](qint64 wallMs) {
            return seen == Seen::AsItHappens ? now : now - std::max<qint64>(0, m_clock.wallMs() - wallMs);
        };
        Watch fresh;
        fresh.attempt = process.attempt;
        fresh.startedMs = since(process.startedAt.value_or(process.updatedAt));
        fresh.reportedMs = since(process.quietSince.value_or(process.updatedAt));
        if (process.heartbeatTimeout && seen == Seen::Late)
            fresh.graceUntilMs = now + std::min(m_options.restartGrace, *process.heartbeatTimeout).count();
        fresh.timeout = process.timeout;
        fresh.heartbeatTimeout = process.heartbeatTimeout;
        m_watches.insert(process.id, fresh);
    } else if (known->reportSeq != process.reportSeq) {
        m_watches[process.id].reportedMs = now;
    }
    Watch &watch = m_watches[process.id];
    watch.reportSeq = process.reportSeq;
    watch.quiet = process.quietSince.has_value();
    queueNext(process.id, watch);
}

qint64 DeadlineMonitor::heartbeatDueMs(const Watch &watch)
{
    return std::max(watch.reportedMs + watch.heartbeatTimeout->count(), watch.graceUntilMs);
}

std::optional<std::chrono::milliseconds> DeadlineMonitor::quietAfter(const Watch &watch) const
{
    const auto general = m_options.quietAfter;
    if (watch.heartbeatTimeout && (general.count() == 0 || *watch.heartbeatTimeout / 2 < general))
        return *watch.heartbeatTimeout / 2;
    if (general.count() == 0)
        return std::nullopt;
    return general;
}

std::optional<qint64> DeadlineMonitor::nextDeadline(const Watch &watch) const
{
    std::optional<qint64> next;
    const auto consider = [&next](qint64 dueMs) { next = next ? std::min(*next, dueMs) : dueMs; };
    if (watch.timeout)
        consider(watch.startedMs + watch.timeout->count());
    if (watch.heartbeatTimeout)
        consider(heartbeatDueMs(watch));
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet)
        consider(watch.reportedMs + quiet->count());
    return next;
}

void DeadlineMonitor::queueNext(const ProcessId &id, Watch &watch)
{
    // A report only moves deadlines away; the entry that is queued then finds nothing due and queues anew.
    const auto next = nextDeadline(watch);
    if (next && *next < watch.queuedMs) {
        watch.queuedMs = *next;
        m_queue.add(id, *next);
    }
}

void DeadlineMonitor::judge(const ProcessId &id)
{
    const auto it = m_watches.find(id);
    const qint64 now = m_clock.steadyMs();
    if (it == m_watches.end() || it->queuedMs > now)
        return; // the deadline of an attempt before, or of one that is over
    const Watch watch = *it;
    it->queuedMs = std::numeric_limits<qint64>::max();

    using Cause = ExpireChange::Cause;
    if (watch.timeout && watch.startedMs + watch.timeout->count() <= now) {
        std::ignore = m_tracker.expire(id, {Cause::RunningTime, watch.attempt, watch.reportSeq});
        return; // refused or not, the process's next event says how to go on
    }
    if (watch.heartbeatTimeout && heartbeatDueMs(watch) <= now) {
        std::ignore = m_tracker.expire(id, {Cause::Heartbeat, watch.attempt, watch.reportSeq});
        return;
    }
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet && watch.reportedMs + quiet->count() <= now) {
        it->quiet = true;
        std::ignore = m_tracker.markQuiet(id, {watch.attempt, watch.reportSeq});
    }
    queueNext(id, *it);
}

} // namespace Procession
