// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryengine.h"

#include "processtracker.h"

#include <QLoggingCategory>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcRetry, "procession.retry")

bool hasRetry(const Process &process, RetryState::Status status)
{
    return process.retry && process.retry->status == status;
}

} // namespace

RetryEngine::RetryEngine(ProcessTracker &tracker, const Clock &clock, RetryOptions options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(tracker.log(), this)
    , m_scheduled(clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &RetryEngine::readLog);
    connect(&m_scheduled, &DeadlineQueue::due, this, &RetryEngine::becomeDue);
    reload();
}

void RetryEngine::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        qCWarning(lcRetry, "fell behind the log and starts again from a snapshot");
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (event.process)
            follow(**event.process, event.kind);
    }
    startDue();
    trim();
}

/// Starts again from a snapshot.
void RetryEngine::reload()
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const QHash<ProcessId, Waiting> waiting = std::exchange(m_waiting, {});
    m_executing.clear();
    m_lanes.clear();
    m_scheduled.clear();
    const qint64 now = m_clock.steadyMs();
    for (const ProcessPtr &state : snapshot.processes) {
        const Process &process = **state;
        if (hasRetry(process, RetryState::Status::Scheduled)) {
            const auto known = waiting.constFind(process.id);
            // What was scheduled before anybody watched can be told by the wall clock only, which may have
            // jumped meanwhile: nobody waits longer than the whole delay.
            const qint64 left = process.retry->nextAt.value_or(0) - m_clock.wallMs() + m_options.clockMoved.count();
            wait(process,
                 known != waiting.cend() && known->attempt == process.retry->attempt
                     ? known->dueMs
                     : now + std::clamp<qint64>(left, 0, process.retry->delay.count()));
        } else if (hasRetry(process, RetryState::Status::Executing) && isOwnWork(process)) {
            acquireSlot(process.id, process.type, process.attempt);
        }
    }
    m_cursor.seek(snapshot.seq);
    startDue();
}

void RetryEngine::follow(const Process &process, EventKind kind)
{
    if (isTerminal(process.status) || endsTracking(kind))
        releaseSlot(process.id);
    else if (kind == EventKind::Retried && isOwnWork(process))
        acquireSlot(process.id, process.type, process.attempt);

    if (!hasRetry(process, RetryState::Status::Scheduled) || endsTracking(kind))
        m_waiting.remove(process.id);
    else if (kind != EventKind::Imported)
        wait(process, m_clock.steadyMs() + process.retry->delay.count());
}

void RetryEngine::wait(const Process &process, qint64 dueMs)
{
    m_waiting.insert(process.id, {process.retry->attempt, dueMs});
    m_scheduled.add(process.id, dueMs);
}

void RetryEngine::acquireSlot(const ProcessId &id, const ProcessType &type, int attempt)
{
    releaseSlot(id); // that of an attempt before
    m_executing.insert(id, {type, attempt});
    ++m_lanes[type].executing;
}

void RetryEngine::releaseSlot(const ProcessId &id)
{
    const auto slot = m_executing.constFind(id);
    if (slot == m_executing.cend())
        return;
    --m_lanes[slot->type].executing;
    m_executing.erase(slot);
}

/// Lets go of deadlines that were overtaken: of retries that were called off or made by hand.
void RetryEngine::trim()
{
    m_scheduled.trim(m_waiting.size(), [this](const ProcessId &id, qint64 dueMs) {
        const auto waiting = m_waiting.constFind(id);
        return waiting != m_waiting.cend() && waiting->dueMs == dueMs;
    });
}

void RetryEngine::becomeDue(const ProcessId &id)
{
    const auto waiting = m_waiting.constFind(id);
    if (waiting == m_waiting.cend() || waiting->dueMs > m_clock.steadyMs())
        return; // the time of a retry that was called off, or made by hand
    const ProcessPtr process = m_tracker.find(id);
    if (!process || !isOwnWork(**process)) {
        retry(id);
        return;
    }
    m_lanes[(*process)->type].due.push_back(id);
    startDue((*process)->type);
}

/// Makes the retry whose time has come. Whether it was made: it may have been called off while it waited for a slot.
bool RetryEngine::retry(const ProcessId &id)
{
    const auto waiting = m_waiting.constFind(id);
    if (waiting == m_waiting.cend() || waiting->dueMs > m_clock.steadyMs())
        return false;
    // The door refuses where something else was scheduled meanwhile; the event of that is yet to be read.
    const int attempt = waiting->attempt;
    m_waiting.erase(waiting);
    return m_tracker.retry(id, {.scheduledAttempt = attempt}, m_origin).ok();
}

void RetryEngine::startDue()
{
    for (const auto &[type, lane] : m_lanes)
        startDue(type);
}

void RetryEngine::startDue(const ProcessType &type)
{
    Lane &lane = m_lanes[type];
    while (!lane.due.empty() && lane.executing < m_options.maxConcurrent) {
        const ProcessId id = lane.due.front();
        lane.due.pop_front();
        const auto waiting = m_waiting.constFind(id);
        const int attempt = waiting == m_waiting.cend() ? 0 : waiting->attempt;
        if (retry(id))
            acquireSlot(id, type, attempt);
    }
}

} // namespace Procession
