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

DeadlineMonitor::DeadlineMonitor(ProcessTracker &tracker, EventLog &log, const Clock &clock, DeadlineOptions options,
                                 QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(log, this)
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
    const bool watches = !m_watches.isEmpty() || !m_pending.isEmpty();
    if (watches && !m_alive.isActive()) {
        m_seenMs = m_clock.steadyMs(); // it didn't look before
        m_alive.start();
    } else if (!watches) {
        m_alive.stop();
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
        if (endsTracking(event.kind)) {
            m_watches.remove((*event.process)->id);
            m_pending.remove((*event.process)->id);
        } else {
            follow(**event.process, Seen::AsItHappens);
        }
    }
    watchOverAbsence();
    m_queue.trim(m_watches.size() + m_pending.size(), [this](const ProcessId &id, qint64 dueMs) {
        const auto watch = m_watches.constFind(id);
        const auto pending = m_pending.constFind(id);
        return (watch != m_watches.cend() && watch->queuedMs == dueMs)
            || (pending != m_pending.cend() && pending->queuedMs == dueMs);
    });
}

void DeadlineMonitor::reload()
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const QHash<ProcessId, Watch> before = std::exchange(m_watches, {});
    const QHash<ProcessId, PendingWatch> pendingBefore = std::exchange(m_pending, {});
    m_queue.clear();
    const auto keep = [](const auto &known, const Process &process, auto &watches) {
        // What was known of its silence and its time stays known.
        const auto watch = known.constFind(process.id);
        if (watch != known.cend() && watch->attempt == process.attempt)
            watches.insert(process.id, *watch)->queuedMs = std::numeric_limits<qint64>::max();
    };
    for (const ProcessPtr &process : snapshot.processes) {
        keep(before, **process, m_watches);
        keep(pendingBefore, **process, m_pending);
        follow(**process, Seen::Late);
    }
    m_cursor.seek(snapshot.seq);
    watchOverAbsence();
}

void DeadlineMonitor::follow(const Process &process, Seen seen)
{
    if (process.status == ProcessStatus::Pending && !isOwnWork(process)) {
        m_watches.remove(process.id);
        followPending(process, seen);
        return;
    }
    m_pending.remove(process.id);
    if (process.status != ProcessStatus::Running) {
        m_watches.remove(process.id);
        return;
    }
    const qint64 now = m_clock.steadyMs();
    const auto known = m_watches.constFind(process.id);
    if (known == m_watches.cend() || known->attempt != process.attempt) {
        // What happened before anybody watched can be told by the wall clock only.
        const auto since = [&](qint64 wallMs) { return seen == Seen::AsItHappens ? now : steadyOf(wallMs); };
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

void DeadlineMonitor::followPending(const Process &process, Seen seen)
{
    const std::chrono::milliseconds timeout = process.dispatch.pendingTimeout().value_or(m_options.pendingTimeout);
    if (timeout.count() == 0 && m_options.pendingQuietAfter.count() == 0)
        return;
    const qint64 now = m_clock.steadyMs();
    const auto known = m_pending.constFind(process.id);
    if (known == m_pending.cend() || known->attempt != process.attempt) {
        const auto since = [&](qint64 wallMs) { return seen == Seen::AsItHappens ? now : steadyOf(wallMs); };
        PendingWatch fresh;
        fresh.attempt = process.attempt;
        // A retried attempt began to wait at its last change, or before.
        fresh.sinceMs = since(process.attempt == 1 ? process.createdAt : process.updatedAt);
        fresh.reportedMs = since(process.updatedAt);
        if (timeout.count() > 0)
            fresh.timeout = timeout;
        m_pending.insert(process.id, fresh);
    } else if (known->reportSeq != process.reportSeq) {
        m_pending[process.id].reportedMs = now;
    }
    PendingWatch &watch = m_pending[process.id];
    watch.reportSeq = process.reportSeq;
    watch.quiet = process.quietSince.has_value();
    queueNext(process.id, watch);
}

qint64 DeadlineMonitor::heartbeatDueMs(const Watch &watch) const
{
    return std::max(dueMs(watch.reportedMs, *watch.heartbeatTimeout), watch.graceUntilMs);
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
        consider(dueMs(watch.startedMs, *watch.timeout));
    if (watch.heartbeatTimeout)
        consider(heartbeatDueMs(watch));
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet)
        consider(dueMs(watch.reportedMs, *quiet));
    return next;
}

std::optional<qint64> DeadlineMonitor::nextDeadline(const PendingWatch &watch) const
{
    std::optional<qint64> next;
    if (watch.timeout)
        next = dueMs(watch.sinceMs, *watch.timeout);
    if (m_options.pendingQuietAfter.count() > 0 && !watch.quiet) {
        const qint64 quiet = dueMs(watch.reportedMs, m_options.pendingQuietAfter);
        next = next ? std::min(*next, quiet) : quiet;
    }
    return next;
}

template <typename Watched>
void DeadlineMonitor::queueNext(const ProcessId &id, Watched &watch)
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
    if (m_pending.contains(id)) {
        judgePending(id);
        return;
    }
    const auto it = m_watches.find(id);
    const qint64 now = m_clock.steadyMs();
    if (it == m_watches.end() || it->queuedMs > now)
        return; // the deadline of an attempt before, or of one that is over
    const Watch watch = *it;
    it->queuedMs = std::numeric_limits<qint64>::max();

    using Cause = ExpireChange::Cause;
    if (watch.timeout && dueMs(watch.startedMs, *watch.timeout) <= now) {
        std::ignore = m_tracker.expire(id, {Cause::RunningTime, watch.attempt, watch.reportSeq});
        return; // refused or not, the process's next event says how to go on
    }
    if (watch.heartbeatTimeout && heartbeatDueMs(watch) <= now) {
        std::ignore = m_tracker.expire(id, {Cause::Heartbeat, watch.attempt, watch.reportSeq});
        return;
    }
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet && dueMs(watch.reportedMs, *quiet) <= now) {
        it->quiet = true;
        std::ignore = m_tracker.markQuiet(id, {watch.attempt, watch.reportSeq});
    }
    queueNext(id, *it);
}

void DeadlineMonitor::judgePending(const ProcessId &id)
{
    const auto it = m_pending.find(id);
    const qint64 now = m_clock.steadyMs();
    if (it->queuedMs > now)
        return;
    const PendingWatch watch = *it;
    it->queuedMs = std::numeric_limits<qint64>::max();
    if (watch.timeout && dueMs(watch.sinceMs, *watch.timeout) <= now) {
        std::ignore = m_tracker.expire(
            id, {ExpireChange::Cause::Pending, watch.attempt, watch.reportSeq, std::optional(*watch.timeout)});
        return;
    }
    const auto quiet = m_options.pendingQuietAfter;
    if (quiet.count() > 0 && !watch.quiet && dueMs(watch.reportedMs, quiet) <= now) {
        it->quiet = true;
        std::ignore = m_tracker.markQuiet(id, {watch.attempt, watch.reportSeq});
    }
    queueNext(id, *it);
}

} // namespace Procession
