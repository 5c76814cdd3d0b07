// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processactions.h"

#include "dependents.h"
#include "rowtext.h"

#include <QPointer>

#include <algorithm>
#include <memory>

namespace Procession {

namespace {

QString failureText(ProcessActions::Stage stage, const QString &name, const Error &error)
{
    switch (error.code) {
    case ErrorCode::StoreUnavailable:
        return ProcessActions::tr("%1 was left as it is, since no change can be stored now: %2")
            .arg(quoted(name), error.message);
    case ErrorCode::NotStored:
        return (stage == ProcessActions::Stage::Retrying
                    ? ProcessActions::tr(
                        "%1 is retried, but that is not stored; a restart of the server would undo it. %2")
                    : ProcessActions::tr(
                        "%1 is cancelled, but that is not stored; a restart of the server would undo it. %2"))
            .arg(quoted(name), error.message);
    default:
        return shownText(error.message);
    }
}

QStringList othersEndingWith(const ProcessSource &source, const ProcessId &id)
{
    QStringList names;
    if (!source.hasDependents(id))
        return names;
    for (const ProcessId &other : endingWith(source, id)) {
        const ProcessPtr process = source.find(other);
        names.append(process ? (*process)->name.toString() : other.toString());
    }
    return names;
}

/// Such as `; with it ends “Upload”`; empty where nothing does.
QString othersText(const QStringList &names)
{
    constexpr qsizetype mostNamed = 2;
    if (names.isEmpty())
        return {};
    QStringList named;
    for (const QString &name : names.first(std::min(names.size(), mostNamed)))
        named.append(quoted(name));
    const QString text = named.join(QStringLiteral(", "));
    if (names.size() == 1)
        return ProcessActions::tr("; with it ends %1").arg(text);
    if (names.size() <= mostNamed)
        return ProcessActions::tr("; with it end %1").arg(text);
    return ProcessActions::tr("; with it end %1 and %2 more").arg(text).arg(names.size() - mostNamed);
}

} // namespace

ProcessActions::ProcessActions(const ProcessSource &source, Operator &changes, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_operator(changes)
    , m_clock(clock)
    , m_queue(clock)
{
    connect(&m_queue, &DeadlineQueue::due, this, &ProcessActions::sendIfDue);
}

void ProcessActions::cancel(const ProcessId &id)
{
    if (m_waiting.contains(id))
        return;
    const ProcessPtr process = m_source.find(id);
    if (m_grace.count() <= 0 || !process || !isLive(**process) || !m_operator.problem().isEmpty()) {
        ask(id, Stage::Cancelling); // where it can't be cancelled, the outcome says why
        return;
    }
    const Waiting waiting{(*process)->createdSeq, m_clock.steadyMs() + m_grace.count(),
                          m_clock.wallMs() + m_grace.count(), (*process)->name, othersEndingWith(m_source, id)};
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
    const ProcessPtr process = m_source.find(id);
    if (process && (*process)->createdSeq == due.createdSeq)
        ask(id, Stage::Cancelling);
    else
        Q_EMIT failed(tr("%1 is no longer tracked; it ended before it was cancelled.").arg(quoted(due.name)));
}

void ProcessActions::retry(const ProcessId &id)
{
    takeBack(id);
    ask(id, Stage::Retrying);
}

/// Asks for the change; the stage shows for as long as the outcome isn't known.
void ProcessActions::ask(const ProcessId &id, Stage stage)
{
    struct Progress
    {
        bool isShown = false;
        bool isDone = false;
    };
    const auto progress = std::make_shared<Progress>();
    const ProcessPtr process = m_source.find(id);
    const QString name = process ? (*process)->name.toString() : id.toString();
    const auto done = [asker = QPointer(this), progress, id, stage, name](const Result<ProcessPtr> &outcome) {
        progress->isDone = true;
        if (!asker)
            return;
        if (progress->isShown)
            Q_EMIT asker->staged(id, Stage::None, 0);
        if (!outcome)
            Q_EMIT asker->failed(failureText(stage, name, outcome.error()));
    };
    if (stage == Stage::Retrying)
        m_operator.retry(id, {}, done);
    else
        m_operator.cancel(id, {}, done);
    progress->isShown = !progress->isDone;
    if (progress->isShown)
        Q_EMIT staged(id, stage, 0);
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
        if (const ProcessPtr process = m_source.find(id); process && (*process)->createdSeq == createdSeq)
            ask(id, Stage::Cancelling);
    }
}

QString ProcessActions::waitingText() const
{
    if (m_order.isEmpty())
        return {};
    if (m_order.size() == 1)
        return tr("Cancelling %1").arg(quoted(m_waiting.value(m_order.first()).name))
            + othersText(m_waiting.value(m_order.first()).others);
    const bool hasOthers = std::any_of(m_waiting.cbegin(), m_waiting.cend(),
                                       [](const Waiting &waiting) { return !waiting.others.isEmpty(); });
    const QString text = tr("Cancelling %1 processes").arg(m_order.size());
    return !hasOthers ? text : tr("%1, and those that wait for them").arg(text);
}

double ProcessActions::waitingUntil() const
{
    return m_order.isEmpty() ? 0.0 : static_cast<double>(m_waiting.value(m_order.first()).untilMs);
}

} // namespace Procession
