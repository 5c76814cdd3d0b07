// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryengine.h"

#include "processtracker.h"
#include "retrypolicies.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcRetry, "procession.retry")

bool hasRetry(const Process &process, RetryState::Status status)
{
    return process.retry && process.retry->status == status;
}

} // namespace

RetryEngine::RetryEngine(ProcessTracker &tracker, EventLog &log, const RetryPolicies &policies, const Clock &clock,
                         RetryOptions options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_policies(policies)
    , m_clock(clock)
    , m_options(options)
    , m_cursor(log, this)
    , m_scheduled(clock, this)
    , m_unclaimed(clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &RetryEngine::readLog);
    connect(&m_scheduled, &DeadlineQueue::due, this, &RetryEngine::becomeDue);
    connect(&m_unclaimed, &DeadlineQueue::due, this, &RetryEngine::giveBackPlace);
    reload(0);
}

void RetryEngine::setHandler(const ProcessType &type, const Handler &handler)
{
    m_handlers.insert(type, handler);
}

void RetryEngine::checkNow()
{
    m_scheduled.checkNow();
    m_unclaimed.checkNow();
}

void RetryEngine::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        qCWarning(lcRetry, "fell behind the log and starts again from a snapshot");
        reload(m_cursor.position());
        return;
    }
    for (const Event &event : batch.events)
        follow(**event.process, event.kind);
    startDue();
    trim();
}

/// Starts again from a snapshot. What ended up to event `decidedUpTo` was decided on when it was read, maybe
/// that it isn't retried.
void RetryEngine::reload(quint64 decidedUpTo)
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const QHash<ProcessId, Waiting> waiting = std::exchange(m_waiting, {});
    const QHash<ProcessId, Place> executing = std::exchange(m_executing, {});
    m_scheduled.clear();
    m_unclaimed.clear();
    m_due.clear();
    const qint64 now = m_clock.steadyMs();
    for (const ProcessPtr &state : snapshot.processes) {
        const Process &process = **state;
        if (hasRetry(process, RetryState::Status::Scheduled)) {
            const auto known = waiting.constFind(process.id);
            // What was scheduled before anybody watched can be told by the wall clock only, which may have
            // jumped meanwhile: nobody waits longer than the whole delay.
            const qint64 left = process.retry->nextAt.value_or(0) - m_clock.wallMs();
            wait(process,
                 known != waiting.cend() && known->attempt == process.retry->attempt
                     ? known->dueMs
                     : now + std::clamp<qint64>(left, 0, process.retry->delay.count()));
        } else if (!isTerminal(process.status) && hasRetry(process, RetryState::Status::Executing)) {
            const auto known = executing.constFind(process.id);
            if (known != executing.cend() && known->attempt == process.attempt) {
                m_executing.insert(process.id, *known);
                m_unclaimed.add(process.id, known->claimMs);
            } else {
                takePlace(process.id, process.attempt);
            }
            if (process.status == ProcessStatus::Pending)
                handOver(process);
        } else if (process.seq > decidedUpTo && process.completedAt.value_or(0) >= m_options.decideFromMs) {
            decide(process);
        }
    }
    m_cursor.seek(snapshot.seq);
    startDue();
}

void RetryEngine::follow(const Process &process, EventKind kind)
{
    if (isTerminal(process.status))
        m_executing.remove(process.id);
    if (!hasRetry(process, RetryState::Status::Scheduled) || kind == EventKind::Removed)
        m_waiting.remove(process.id);

    switch (kind) {
    case EventKind::Retried:
        takePlace(process.id, process.attempt);
        handOver(process);
        break;
    case EventKind::RetryDecided:
        if (hasRetry(process, RetryState::Status::Scheduled))
            wait(process, m_clock.steadyMs() + process.retry->delay.count());
        break;
    case EventKind::Reported:
    case EventKind::TimedOut:
        decide(process);
        break;
    case EventKind::Started:
    case EventKind::Cancelled:
    case EventKind::FellQuiet:
    case EventKind::Removed:
    case EventKind::Archived:
    case EventKind::Imported:
        break;
    }
}

void RetryEngine::wait(const Process &process, qint64 dueMs)
{
    m_waiting.insert(process.id, {process.retry->attempt, dueMs});
    m_scheduled.add(process.id, dueMs);
}

void RetryEngine::takePlace(const ProcessId &id, int attempt)
{
    const qint64 claimMs = m_clock.steadyMs() + m_options.claimTimeout.count();
    m_executing.insert(id, {attempt, claimMs});
    m_unclaimed.add(id, claimMs);
}

void RetryEngine::handOver(const Process &process)
{
    const Handler handler = m_handlers.value(process.type); // a copy, since it may register another
    const auto place = m_executing.find(process.id);
    if (!handler || place == m_executing.end() || std::exchange(place->handed, true))
        return;
    handler(process);
}

/// Lets go of deadlines that were overtaken: of retries that were called off or made by hand, and of attempts
/// that were taken up.
void RetryEngine::trim()
{
    m_scheduled.trim(m_waiting.size(), [this](const ProcessId &id, qint64 dueMs) {
        const auto waiting = m_waiting.constFind(id);
        return waiting != m_waiting.cend() && waiting->dueMs == dueMs;
    });
    m_unclaimed.trim(m_executing.size(), [this](const ProcessId &id, qint64 dueMs) {
        const auto place = m_executing.constFind(id);
        return place != m_executing.cend() && place->claimMs == dueMs;
    });
}

void RetryEngine::decide(const Process &process)
{
    if (process.status != ProcessStatus::Failed && process.status != ProcessStatus::Timeout)
        return;
    if (process.retry && process.retry->status != RetryState::Status::Failed)
        return; // decided before
    const auto policy = process.retryPolicy ? std::optional(*process.retryPolicy) : m_policies.policy(process.type);
    if (!policy || policy->maxAttempts <= 1)
        return;

    RetryState state;
    state.maxAttempts = policy->maxAttempts;
    state.lastError = process.errorMessage;
    if (process.attempt < policy->maxAttempts) {
        state.status = RetryState::Status::Scheduled;
        state.attempt = process.attempt + 1;
        state.delay = retryDelay(*policy, process.attempt, QRandomGenerator::global()->generateDouble());
        if (process.retry)
            state.delay = std::max(state.delay, process.retry->delay); // as its reporter asked
        state.nextAt = m_clock.wallMs() + state.delay.count();
    } else {
        state.status = RetryState::Status::Exhausted;
        state.attempt = process.attempt;
    }
    if (const auto decided = m_tracker.decideRetry(process.id, {process.attempt, state}); !decided)
        qCDebug(lcRetry) << decided.error().message; // someone was faster: cancelled, retried or deleted
}

void RetryEngine::becomeDue(const ProcessId &id)
{
    const auto waiting = m_waiting.constFind(id);
    if (waiting == m_waiting.cend() || waiting->dueMs > m_clock.steadyMs())
        return; // the time of a retry that was called off, or made by hand
    m_due.push_back(id);
    startDue();
}

void RetryEngine::startDue()
{
    while (!m_due.empty() && m_executing.size() < m_options.maxConcurrent) {
        const ProcessId id = m_due.front();
        m_due.pop_front();
        const auto waiting = m_waiting.constFind(id);
        if (waiting == m_waiting.cend() || waiting->dueMs > m_clock.steadyMs())
            continue; // called off while it waited for a place
        // The door refuses where something else was scheduled meanwhile; the event of that is yet to be read.
        const int attempt = waiting->attempt;
        m_waiting.erase(waiting);
        if (m_tracker.retry(id, {.scheduledAttempt = attempt}))
            takePlace(id, attempt);
    }
}

void RetryEngine::giveBackPlace(const ProcessId &id)
{
    const auto place = m_executing.constFind(id);
    if (place == m_executing.cend() || place->claimMs > m_clock.steadyMs())
        return; // that of an attempt before
    const ProcessPtr process = m_tracker.find(id);
    if (!process || (*process)->status == ProcessStatus::Pending)
        m_executing.remove(id);
    startDue();
}

} // namespace Procession
