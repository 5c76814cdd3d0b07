// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localoperator.h"

#include "store.h"

#include <QCoreApplication>
#include <QPointer>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The person at the window is the only one that asks this operator.
Origin originOf(const QString &reason)
{
    return {.actor = Actor{.kind = Actor::Kind::Window}, .reason = reason.left(Origin::maxReasonLength)};
}

Error noSuchWork()
{
    return {ErrorCode::Io, u"This program doesn't start such work."_s, {}};
}

} // namespace

LocalOperator::LocalOperator(ProcessTracker &tracker, const Store *store, LocalWork work, QObject *parent)
    : Operator(parent)
    , m_tracker(tracker)
    , m_store(store)
    , m_work(std::move(work))
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
    // What else the change led to counts as well, such as what a schedule knows of its run.
    const quint64 seq = std::max(*changed ? (**changed)->seq : 0, m_tracker.log().head());
    m_acknowledger.whenCommitted(seq, [this, changed, done = std::move(done)](Acknowledger::Outcome outcome) {
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

void LocalOperator::changeSchedule(const QString &name, const ScheduleEdit &edit, Done done)
{
    make(
        [&]() -> Result<ProcessPtr> {
            const auto changed = std::visit(
                [&](const auto &payload) { return m_tracker.changeSchedule(name, payload, originOf({})); }, edit);
            return changed ? Result<ProcessPtr>(ProcessPtr()) : changed.error();
        },
        std::move(done));
}

void LocalOperator::runSchedule(const QString &name, Done done)
{
    make([&] { return m_work.runSchedule ? m_work.runSchedule(name, originOf({})) : noSuchWork(); }, std::move(done));
}

void LocalOperator::resumeQueue(const ProcessType &type, Done done)
{
    make(
        [&] {
            m_tracker.resumeQueue(type, originOf({}));
            return Result<ProcessPtr>(ProcessPtr());
        },
        std::move(done));
}

LocalOperator::~LocalOperator()
{
    m_waiting.waitForDone();
}

void LocalOperator::askDocuments(AboutDocuments what, const QJsonObject &asked, DocumentsRead done)
{
    if (!m_work.documents) {
        done(noSuchWork());
        return;
    }
    m_waiting.start([this, what, asked, done = std::move(done)] {
        QMetaObject::invokeMethod(this, [done, answer = m_work.documents(what, asked)] { done(answer); });
    });
}

void LocalOperator::askAlerts(const AlertQuestion &question, AlertsRead done)
{
    if (!m_work.alerts) {
        Operator::askAlerts(question, std::move(done));
        return;
    }
    // The answer may come after this is gone: nobody wants it then.
    const auto tell = [asker = QPointer<LocalOperator>(this),
                       done = std::move(done)](const Result<QJsonObject> &answer) {
        QMetaObject::invokeMethod(
            qApp,
            [asker, done, answer] {
                if (asker)
                    done(answer);
            },
            Qt::QueuedConnection);
    };
    m_waiting.start([ask = m_work.alerts, question, tell] { ask(question, tell); });
}

void LocalOperator::readPlace(const ProcessId &id, PlaceRead done)
{
    done(m_work.placeInQueue ? m_work.placeInQueue(id) : std::nullopt);
}

void LocalOperator::startTool(const QString &name, const QJsonObject &parameters, Done done)
{
    make([&] { return m_work.startTool ? m_work.startTool(name, parameters, originOf({})) : noSuchWork(); },
         std::move(done));
}

} // namespace Procession
