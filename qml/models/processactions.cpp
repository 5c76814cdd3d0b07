// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processactions.h"

#include "processtracker.h"
#include "rowtext.h"
#include "store.h"

namespace Procession {

ProcessActions::ProcessActions(ProcessTracker &tracker, EventLog &log, const Clock &clock, const Store *store,
                               QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_store(store)
    , m_acknowledger(log, store)
    , m_queue(clock)
{
    connect(&m_queue, &DeadlineQueue::due, this, &ProcessActions::sendIfDue);
}

/// While nothing can be stored, nothing is changed that would have to be.
bool ProcessActions::refuses(const QString &name)
{
    const StoreHealth health = m_store ? m_store->health() : StoreHealth{};
    if (health.ok())
        return false;
    Q_EMIT failed(tr("%1 was left as it is, since no change can be stored now: %2").arg(quoted(name), health.problem));
    return true;
}

void ProcessActions::cancel(const ProcessId &id)
{
    if (m_waiting.contains(id))
        return;
    const ProcessPtr process = m_tracker.find(id);
    if (m_grace.count() <= 0 || !process || !isLive(**process)) {
        send(id); // where it can't be cancelled, this says why
        return;
    }
    const QString name = (*process)->name;
    if (refuses(name))
        return;
    const Waiting waiting{(*process)->createdSeq, m_clock.steadyMs() + m_grace.count(),
                          m_clock.wallMs() + m_grace.count(), name};
    m_waiting.insert(id, waiting);
    m_order.append(id);
    m_queue.add(id, waiting.dueMs);
    Q_EMIT staged(id, Stage::Waiting, waiting.untilMs);
    Q_EMIT changed();
}

void ProcessActions::sendIfDue(const ProcessId &id)
{
    // The queue keeps the time of a cancel that was undone, also when it is asked for again.
    const auto waiting = m_waiting.constFind(id);
    if (waiting == m_waiting.constEnd() || waiting->dueMs > m_clock.steadyMs())
        return;
    const Waiting due = *waiting;
    takeBack(id);
    const ProcessPtr process = m_tracker.find(id);
    if (process && (*process)->createdSeq == due.createdSeq)
        send(id);
    else
        Q_EMIT failed(tr("%1 is no longer tracked; it ended before it was cancelled.").arg(quoted(due.name)));
}

void ProcessActions::send(const ProcessId &id)
{
    const ProcessPtr before = m_tracker.find(id);
    const QString name = before ? (*before)->name.toString() : id.toString();
    if (before && refuses(name))
        return;
    const Result<ProcessPtr> cancelled = m_tracker.cancel(id);
    if (!cancelled)
        Q_EMIT failed(shownText(cancelled.error().message));
    else
        whenStored(id, Stage::Cancelling, (**cancelled)->seq, name);
}

void ProcessActions::retry(const ProcessId &id)
{
    const ProcessPtr before = m_tracker.find(id);
    const QString name = before ? (*before)->name.toString() : id.toString();
    if (before && refuses(name))
        return;
    takeBack(id);
    const Result<ProcessPtr> retried = m_tracker.retry(id);
    if (!retried)
        Q_EMIT failed(shownText(retried.error().message));
    else
        whenStored(id, Stage::Retrying, (**retried)->seq, name);
}

void ProcessActions::whenStored(const ProcessId &id, Stage stage, quint64 seq, const QString &name)
{
    Q_EMIT staged(id, stage, 0);
    m_acknowledger.whenCommitted(seq, [this, id, stage, name](Acknowledger::Outcome outcome) {
        Q_EMIT staged(id, Stage::None, 0);
        if (outcome == Acknowledger::Outcome::Committed)
            return;
        const QString problem = m_store ? m_store->health().problem : QString();
        Q_EMIT failed((stage == Stage::Retrying
                           ? tr("%1 is retried, but that is not stored; a restart of the server would undo it. %2")
                           : tr("%1 is cancelled, but that is not stored; a restart of the server would undo it. %2"))
                          .arg(quoted(name), problem));
    });
}

bool ProcessActions::takeBack(const ProcessId &id)
{
    if (m_waiting.remove(id) == 0)
        return false;
    m_order.removeOne(id);
    Q_EMIT staged(id, Stage::None, 0);
    Q_EMIT changed();
    return true;
}

bool ProcessActions::undo(const ProcessId &id)
{
    return takeBack(id);
}

bool ProcessActions::undoLast()
{
    return !m_order.isEmpty() && takeBack(ProcessId(m_order.last()));
}

void ProcessActions::finishWaiting()
{
    while (!m_order.isEmpty()) {
        const ProcessId id = m_order.first();
        const quint64 createdSeq = m_waiting.value(id).createdSeq;
        takeBack(id);
        if (const ProcessPtr process = m_tracker.find(id); process && (*process)->createdSeq == createdSeq)
            send(id);
    }
}

QString ProcessActions::waitingText() const
{
    if (m_order.isEmpty())
        return {};
    if (m_order.size() == 1)
        return tr("Cancelling %1").arg(quoted(m_waiting.value(m_order.first()).name));
    return tr("Cancelling %1 processes").arg(m_order.size());
}

double ProcessActions::waitingUntil() const
{
    return m_order.isEmpty() ? 0.0 : static_cast<double>(m_waiting.value(m_order.first()).untilMs);
}

} // namespace Procession
