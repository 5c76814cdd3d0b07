// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinemonitor.h"

#include "processtracker.h"

#include <algorithm>

namespace Procession {

namespace {

/// How often the monitor looks whether it runs.
constexpr std::chrono::milliseconds aliveInterval{250};
/// An absence counts where it took half of a limit, or this long; the shortest ones never do: a busy machine is as late.
constexpr qint64 longAbsence = 2000;
constexpr qint64 shortestAbsence = 100;

} // namespace

DeadlineMonitor::DeadlineMonitor(ProcessTracker &tracker, const Clock &clock, DeadlineOptions options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(tracker.log(), this)
    , m_queue(clock, this)
    , m_alive(this)
    , m_seenMs(clock.steadyMs())
    , m_lastOffsetMs(clock.wallMs() - clock.steadyMs())
    , m_leastOffsetMs(clock.wallMs() - clock.steadyMs() - options.clockMoved.count())
{
    connect(&m_alive, &QTimer::timeout, this, &DeadlineMonitor::noticeAbsence);
    m_alive.setInterval(aliveInterval);
    connect(&m_cursor, &EventCursor::available, this, &DeadlineMonitor::readLog);
    connect(&m_queue, &DeadlineQueue::due, this, &DeadlineMonitor::judge);
    reload();
}

void DeadlineMonitor::checkNow()
{
    noticeAbsence();
    m_queue.checkNow();
}

/// Looks whether this program ran since it last looked: steady time passes while it is stopped, and only wall time while
/// the machine sleeps. A wall clock that is put forward looks like sleep, and then delays a verdict.
void DeadlineMonitor::noticeAbsence()
{
    const qint64 now = m_clock.steadyMs();
    const qint64 offset = m_clock.wallMs() - now;
    const qint64 late = now - m_seenMs - aliveInterval.count();
    const qint64 slept = offset - m_lastOffsetMs;
    m_seenMs = now;
    m_lastOffsetMs = offset;
    m_leastOffsetMs = std::min(m_leastOffsetMs, offset);
    const Absence absence{now, std::max(late, slept)};
    if (absence.lengthMs < shortestAbsence)
        return;
    while (!m_absences.empty()
           && (m_absences.back().lengthMs <= absence.lengthMs
               || m_absences.back().endMs + m_options.restartGrace.count() < now))
        m_absences.pop_back();
    m_absences.push_back(absence);
}

/// When a limit is over that runs from then on. Not soon after an absence in which a report may have come unread.
qint64 DeadlineMonitor::dueMs(qint64 fromMs, std::chrono::milliseconds limit) const
{
    const qint64 due = fromMs + limit.count();
    const qint64 enough = std::min<qint64>(limit.count() / 2, longAbsence);
    const auto absence = std::find_if(m_absences.crbegin(), m_absences.crend(),
                                      [enough](const Absence &one) { return one.lengthMs >= enough; });
    if (absence == m_absences.crend())
        return due;
    return std::max(due, absence->endMs + std::min(m_options.restartGrace, limit).count());
}

/// When it was by the steady clock, at the earliest that may be: the wall clock may have been put forward since.
qint64 DeadlineMonitor::steadyOf(qint64 wallMs) const
{
    return std::min(m_clock.steadyMs(), wallMs - m_leastOffsetMs);
}

void DeadlineMonitor::watchOverAbsence()
{
    if (m_watches.isEmpty()) {
        m_alive.stop();
    } else if (!m_alive.isActive()) {
        m_seenMs = m_clock.steadyMs(); // it didn't look before
        m_alive.start();
    }
}

void DeadlineMonitor::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (!event.process)
            continue;
        if (endsTracking(event.kind))
            m_watches.remove((*event.process)->id);
        else
            follow(**event.process, Seen::AsItHappens);
    }
    watchOverAbsence();
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
        // The silence and the time that were known of this attempt stay known.
        if (const auto known = before.constFind((*process)->id); known != before.cend())
            m_watches.insert((*process)->id, *known)->queuedMs = std::numeric_limits<qint64>::max();
        follow(**process, Seen::Late);
    }
    m_cursor.seek(snapshot.seq);
    watchOverAbsence();
}

bool DeadlineMonitor::isWatched(const Process &process) const
{
    if (process.status != ProcessStatus::Pending)
        return process.status == ProcessStatus::Running;
    const auto timeout = process.dispatch.pendingTimeout().value_or(m_options.pendingTimeout);
    return !isOwnWork(process) && (timeout.count() > 0 || m_options.pendingQuietAfter.count() > 0);
}

/// The watch of an attempt that wasn't watched before.
DeadlineMonitor::Watch DeadlineMonitor::begunWatch(const Process &process, Seen seen) const
{
    const qint64 now = m_clock.steadyMs();
    // Only the wall clock tells the times before anybody watched.
    const auto since = [&](qint64 wallMs) { return seen == Seen::AsItHappens ? now : steadyOf(wallMs); };
    Watch watch;
    watch.isPending = process.status == ProcessStatus::Pending;
    watch.attempt = process.attempt;
    watch.reportSeq = process.reportSeq;
    if (watch.isPending) {
        // A retried attempt began to wait at its last change, or before.
        watch.sinceMs = since(process.attempt == 1 ? process.createdAt : process.updatedAt);
        watch.reportedMs = since(process.updatedAt);
        const auto timeout = process.dispatch.pendingTimeout().value_or(m_options.pendingTimeout);
        if (timeout.count() > 0)
            watch.timeout = timeout;
    } else {
        watch.sinceMs = since(process.startedAt.value_or(process.updatedAt));
        watch.reportedMs = since(process.quietSince.value_or(process.updatedAt));
        watch.timeout = process.timeout;
        watch.heartbeatTimeout = process.heartbeatTimeout;
        if (process.heartbeatTimeout && seen == Seen::Late)
            watch.graceUntilMs = now + std::min(m_options.restartGrace, *process.heartbeatTimeout).count();
    }
    return watch;
}

void DeadlineMonitor::follow(const Process &process, Seen seen)
{
    if (!isWatched(process)) {
        m_watches.remove(process.id);
        return;
    }
    auto watch = m_watches.find(process.id);
    if (watch == m_watches.end() || watch->attempt != process.attempt
        || watch->isPending != (process.status == ProcessStatus::Pending))
        watch = m_watches.insert(process.id, begunWatch(process, seen));
    else if (watch->reportSeq != process.reportSeq)
        watch->reportedMs = m_clock.steadyMs();
    watch->reportSeq = process.reportSeq;
    watch->quiet = process.quietSince.has_value();
    queueNext(process.id, *watch);
}

qint64 DeadlineMonitor::heartbeatDueMs(const Watch &watch) const
{
    return std::max(dueMs(watch.reportedMs, *watch.heartbeatTimeout), watch.graceUntilMs);
}

std::optional<std::chrono::milliseconds> DeadlineMonitor::quietAfter(const Watch &watch) const
{
    const auto general = watch.isPending ? m_options.pendingQuietAfter : m_options.quietAfter;
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
        consider(dueMs(watch.sinceMs, *watch.timeout));
    if (watch.heartbeatTimeout)
        consider(heartbeatDueMs(watch));
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet)
        consider(dueMs(watch.reportedMs, *quiet));
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
    noticeAbsence(); // this may be the first timer after it
    const auto it = m_watches.find(id);
    const qint64 now = m_clock.steadyMs();
    if (it == m_watches.end() || it->queuedMs > now)
        return; // the deadline of an attempt before, or of one that is over
    const Watch watch = *it;
    it->queuedMs = std::numeric_limits<qint64>::max();

    using Cause = ExpireChange::Cause;
    if (watch.timeout && dueMs(watch.sinceMs, *watch.timeout) <= now) {
        const ExpireChange expiry = watch.isPending
            ? ExpireChange{Cause::Pending, watch.attempt, watch.reportSeq, std::optional(*watch.timeout)}
            : ExpireChange{Cause::RunningTime, watch.attempt, watch.reportSeq};
        std::ignore = m_tracker.expire(id, expiry, m_origin);
        return; // refused or not, the process's next event says how to go on
    }
    if (watch.heartbeatTimeout && heartbeatDueMs(watch) <= now) {
        std::ignore = m_tracker.expire(id, {Cause::Heartbeat, watch.attempt, watch.reportSeq}, m_origin);
        return;
    }
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet && dueMs(watch.reportedMs, *quiet) <= now) {
        it->quiet = true;
        std::ignore = m_tracker.markQuiet(id, {watch.attempt, watch.reportSeq}, m_origin);
    }
    queueNext(id, *it);
}

} // namespace Procession
