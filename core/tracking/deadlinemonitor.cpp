// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinemonitor.h"

#include "processtracker.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Whether it is quiet by the clock of reports, or waits for too long.
bool isQuiet(const Process &process)
{
    return process.quietSince && process.quietClock == QuietClock::Report;
}

} // namespace

DeadlineMonitor::DeadlineMonitor(ProcessTracker &tracker, const Clock &clock, DeadlineOptions options,
                                 SignsOfLife signs, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_signs(std::move(signs))
    , m_cursor(tracker.log(), this)
    , m_queue(clock, this)
    , m_alive(this)
    , m_presence(clock, options.restartGrace, options.clockMoved)
    , m_standstills(m_presence, clock, options.restartGrace, m_signs.output)
{
    connect(&m_alive, &QTimer::timeout, this, [this] { m_presence.look(); });
    m_alive.setInterval(Presence::interval);
    connect(&m_cursor, &EventCursor::available, this, &DeadlineMonitor::readLog);
    connect(&m_queue, &DeadlineQueue::due, this, &DeadlineMonitor::judge);
    reload();
}

void DeadlineMonitor::checkNow()
{
    m_presence.look();
    m_queue.checkNow();
}

void DeadlineMonitor::watchOverAbsence()
{
    if (m_watches.isEmpty()) {
        m_alive.stop();
    } else if (!m_alive.isActive()) {
        m_presence.beginToLook();
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
            forget((*event.process)->id);
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
    m_standstills.keep([this](const ProcessId &id) { return m_watches.contains(id); });
    m_cursor.seek(snapshot.seq);
    watchOverAbsence();
}

bool DeadlineMonitor::isWatched(const Process &process) const
{
    if (process.status != ProcessStatus::Pending)
        return process.status == ProcessStatus::Running;
    const auto timeout = process.dispatch.pendingTimeout().value_or(m_options.pendingTimeout);
    return !isOwnWork(process) && !isWaiting(process)
        && (timeout.count() > 0 || m_options.pendingQuietAfter.count() > 0);
}

/// The watch of an attempt that wasn't watched before.
DeadlineMonitor::Watch DeadlineMonitor::begunWatch(const Process &process, Seen seen) const
{
    const qint64 now = m_clock.steadyMs();
    // Only the wall clock tells the times before anybody watched.
    const auto since = [&](qint64 wallMs) { return seen == Seen::AsItHappens ? now : m_presence.steadyOf(wallMs); };
    Watch watch;
    watch.isPending = process.status == ProcessStatus::Pending;
    watch.attempt = process.attempt;
    watch.reportSeq = process.reportSeq;
    if (watch.isPending) {
        // A retried attempt, or one that was released, began to wait at its last change, or before.
        const bool isFromItsStart = process.attempt == 1 && process.dispatch.dependencies().isEmpty();
        watch.sinceMs = since(isFromItsStart ? process.createdAt : process.updatedAt);
        watch.reportedMs = since(process.updatedAt);
        const auto timeout = process.dispatch.pendingTimeout().value_or(m_options.pendingTimeout);
        if (timeout.count() > 0)
            watch.timeout = timeout;
    } else {
        watch.sinceMs = since(process.startedAt.value_or(process.updatedAt));
        watch.reportedMs = since(isQuiet(process) ? *process.quietSince : process.updatedAt);
        watch.timeout = process.timeout;
        watch.heartbeatTimeout = process.heartbeatTimeout;
        if (process.heartbeatTimeout && seen == Seen::Late)
            watch.graceUntilMs = now + std::min(m_options.restartGrace, *process.heartbeatTimeout).count();
    }
    return watch;
}

void DeadlineMonitor::forget(const ProcessId &id)
{
    m_watches.remove(id);
    m_standstills.remove(id);
}

void DeadlineMonitor::follow(const Process &process, Seen seen)
{
    if (!isWatched(process)) {
        forget(process.id);
        return;
    }
    auto watch = m_watches.find(process.id);
    if (watch == m_watches.end() || watch->attempt != process.attempt
        || watch->isPending != (process.status == ProcessStatus::Pending))
        watch = m_watches.insert(process.id, begunWatch(process, seen));
    else if (watch->reportSeq != process.reportSeq)
        watch->reportedMs = m_clock.steadyMs();
    watch->reportSeq = process.reportSeq;
    watch->quiet = isQuiet(process);
    m_standstills.follow(process, seen == Seen::Late);
    queueNext(process.id, *watch);
}

qint64 DeadlineMonitor::heartbeatDueMs(const Watch &watch) const
{
    return std::max(m_presence.dueMs(watch.reportedMs, *watch.heartbeatTimeout), watch.graceUntilMs);
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

std::optional<qint64> DeadlineMonitor::nextDeadline(const ProcessId &id, const Watch &watch) const
{
    std::optional<qint64> next;
    const auto consider = [&next](qint64 dueMs) { next = next ? std::min(*next, dueMs) : dueMs; };
    if (watch.timeout)
        consider(m_presence.dueMs(watch.sinceMs, *watch.timeout));
    if (watch.heartbeatTimeout)
        consider(heartbeatDueMs(watch));
    if (const auto quiet = quietAfter(watch); quiet && !watch.quiet)
        consider(m_presence.dueMs(watch.reportedMs, *quiet));
    if (const auto standstill = m_standstills.nextDueMs(id))
        consider(*standstill);
    return next;
}

void DeadlineMonitor::queueNext(const ProcessId &id, Watch &watch)
{
    // A report only moves deadlines away; the entry that is queued then finds nothing due and queues anew.
    const auto next = nextDeadline(id, watch);
    if (next && *next < watch.queuedMs) {
        watch.queuedMs = *next;
        m_queue.add(id, *next);
    }
}

/// The origin of a process's falling quiet, for whoever reads its history.
Origin DeadlineMonitor::tellsOf(const QuietChange &quiet, bool isPending) const
{
    Origin origin = m_origin;
    switch (quiet.clock) {
    case QuietClock::Report:
        origin.reason = Text(isPending ? u"nobody takes it up"_s : u"no report"_s);
        break;
    case QuietClock::Output:
        origin.reason = Text(quiet.isOver ? u"it prints again"_s : u"no output"_s);
        break;
    case QuietClock::Progress:
        origin.reason = Text(u"no progress"_s);
        break;
    }
    return origin;
}

void DeadlineMonitor::judge(const ProcessId &id)
{
    m_presence.look(); // this may be the first timer after it
    const auto it = m_watches.find(id);
    const qint64 now = m_clock.steadyMs();
    if (it == m_watches.end() || it->queuedMs > now)
        return; // the deadline of an attempt before, or of one that is over
    const Watch watch = *it;
    it->queuedMs = std::numeric_limits<qint64>::max();

    using Cause = ExpireChange::Cause;
    if (watch.timeout && m_presence.dueMs(watch.sinceMs, *watch.timeout) <= now) {
        const ExpireChange expiry = watch.isPending
            ? ExpireChange{Cause::Pending, watch.attempt, watch.reportSeq, std::optional(*watch.timeout)}
            : ExpireChange{Cause::RunningTime, watch.attempt, watch.reportSeq};
        std::ignore = m_tracker.expire(id, expiry, m_origin);
        return; // refused or not, the process's next event says how to go on
    }
    const ProcessPtr process = m_tracker.find(id);
    if (!process)
        return; // it ended, as its event will say
    if (watch.heartbeatTimeout && heartbeatDueMs(watch) <= now) {
        if (!m_signs.runsHere || !m_signs.runsHere(**process)) {
            std::ignore = m_tracker.expire(id, {Cause::Heartbeat, watch.attempt, watch.reportSeq}, m_origin);
            return;
        }
        it->graceUntilMs = now + watch.heartbeatTimeout->count(); // its reporter is silent, and it isn't gone
    }
    if (const auto standstill = m_standstills.judge(**process)) {
        if (const auto *expiry = std::get_if<ExpireChange>(&*standstill)) {
            std::ignore = m_tracker.expire(id, *expiry, m_origin);
            return;
        }
        const auto &quiet = std::get<QuietChange>(*standstill);
        std::ignore = m_tracker.markQuiet(id, quiet, tellsOf(quiet, false));
    }
    if (const auto quiet = quietAfter(watch);
        quiet && !watch.quiet && m_presence.dueMs(watch.reportedMs, *quiet) <= now) {
        it->quiet = true;
        const QuietChange change{watch.attempt, watch.reportSeq};
        std::ignore = m_tracker.markQuiet(id, change, tellsOf(change, watch.isPending));
    }
    queueNext(id, *it);
}

} // namespace Procession
