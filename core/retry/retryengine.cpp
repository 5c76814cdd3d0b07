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
    reload();
}

void RetryEngine::setHandler(const ProcessType &type, Handler handler)
{
    m_handlers.insert(type, std::move(handler));
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
        reload();
        return;
    }
    for (const Event &event : batch.events)
        follow(**event.process, event.kind);
    startDue();
}

void RetryEngine::reload()
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    m_scheduled.clear();
    m_unclaimed.clear();
    m_due.clear();
    m_executing.clear();
    for (const ProcessPtr &state : snapshot.processes) {
        const Process &process = **state;
        if (hasRetry(process, RetryState::Status::Scheduled)) {
            const qint64 wait = std::max<qint64>(0, process.retry->nextAt.value_or(0) - m_clock.wallMs());
            m_scheduled.add(process.id, m_clock.steadyMs() + wait);
        } else if (!isTerminal(process.status) && hasRetry(process, RetryState::Status::Executing)) {
            m_executing.insert(process.id, process.attempt);
            m_unclaimed.add(process.id, m_clock.steadyMs() + m_options.claimTimeout.count());
        } else {
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

    switch (kind) {
    case EventKind::Retried:
        m_executing.insert(process.id, process.attempt);
        m_unclaimed.add(process.id, m_clock.steadyMs() + m_options.claimTimeout.count());
        if (const auto handler = m_handlers.constFind(process.type); handler != m_handlers.cend())
            (*handler)(process);
        break;
    case EventKind::RetryDecided:
        if (hasRetry(process, RetryState::Status::Scheduled))
            m_scheduled.add(process.id, m_clock.steadyMs() + process.retry->delay.count());
        break;
    case EventKind::Reported:
    case EventKind::TimedOut:
        decide(process);
        break;
    case EventKind::Started:
    case EventKind::Cancelled:
    case EventKind::FellQuiet:
    case EventKind::Removed:
        break;
    }
}

void RetryEngine::decide(const Process &process)
{
    if (process.status != ProcessStatus::Failed && process.status != ProcessStatus::Timeout)
        return;
    if (process.retry && process.retry->status != RetryState::Status::Failed)
        return; // decided before
    const auto policy = process.retryPolicy ? process.retryPolicy : m_policies.policy(process.type);
    if (!policy || policy->maxAttempts <= 1)
        return;

    RetryState state;
    state.maxAttempts = policy->maxAttempts;
    state.lastError = process.errorMessage;
    if (process.attempt < policy->maxAttempts) {
        state.status = RetryState::Status::Scheduled;
        state.attempt = process.attempt + 1;
        state.delay = retryDelay(*policy, process.attempt, QRandomGenerator::global()->generateDouble());
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
    m_due.push_back(id);
    startDue();
}

void RetryEngine::startDue()
{
    while (!m_due.empty() && m_executing.size() < m_options.maxConcurrent) {
        const ProcessId id = m_due.front();
        m_due.pop_front();
        const ProcessPtr process = m_tracker.find(id);
        if (!process || !hasRetry(**process, RetryState::Status::Scheduled))
            continue; // called off while it waited
        const int attempt = (*process)->retry->attempt;
        if (m_tracker.retry(id, {.scheduledAttempt = attempt, .maxAttempts = (*process)->retry->maxAttempts}))
            m_executing.insert(id, attempt);
    }
}

void RetryEngine::giveBackPlace(const ProcessId &id)
{
    const ProcessPtr process = m_tracker.find(id);
    if (!process || (*process)->status == ProcessStatus::Pending)
        m_executing.remove(id);
    startDue();
}

} // namespace Procession
