// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localoperator.h"

#include "store.h"

namespace Procession {

namespace {

/// The person at the window is the only one that asks this operator.
Origin originOf(const QString &reason)
{
    return {.actor = Actor{.kind = Actor::Kind::Window}, .reason = reason.left(Origin::maxReasonLength)};
}

} // namespace

LocalOperator::LocalOperator(ProcessTracker &tracker, const Store *store, QObject *parent)
    : Operator(parent)
    , m_tracker(tracker)
    , m_store(store)
    , m_acknowledger(tracker.log(), store)
{
    if (store)
        connect(store, &Store::healthChanged, this, &LocalOperator::problemChanged);
}

QString LocalOperator::problem() const
{
    return m_store ? m_store->health().problem : QString();
}

template <typename Change>
void LocalOperator::make(const Change &change, Done done)
{
    if (const QString why = problem(); !why.isEmpty()) {
        done(Error{ErrorCode::StoreUnavailable, why, {}});
        return;
    }
    const Result<ProcessPtr> changed = change();
    if (!changed) {
        done(changed);
        return;
    }
    m_acknowledger.whenCommitted((**changed)->seq,
                                 [this, changed, done = std::move(done)](Acknowledger::Outcome outcome) {
                                     if (outcome == Acknowledger::Outcome::Committed)
                                         done(changed);
                                     else
                                         done(Error{ErrorCode::NotStored, problem(), {}});
                                 });
}

void LocalOperator::cancel(const ProcessId &id, const QString &reason, Done done)
{
    make([&] { return m_tracker.cancel(id, originOf(reason)); }, std::move(done));
}

void LocalOperator::retry(const ProcessId &id, const QString &reason, Done done)
{
    make([&] { return m_tracker.retry(id, {}, originOf(reason)); }, std::move(done));
}

void LocalOperator::remove(const ProcessId &id, const QString &reason, Done done)
{
    make([&] { return m_tracker.remove(id, originOf(reason)); }, std::move(done));
}

} // namespace Procession
