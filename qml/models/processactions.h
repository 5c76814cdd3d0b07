// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "deadlinequeue.h"
#include "operator.h"
#include "processsource.h"

#include <QHash>
#include <QObject>

#include <chrono>

namespace Procession {

/// The user's changes to processes from the window.
///
/// A cancel waits for some seconds, in which it can be undone, before the operator is asked. A change counts as done
/// once it is committed, as over REST. While nothing can be stored, every change is refused.
/// Threads: the GUI's. Owner: Dashboard; source, operator and clock must outlive it.
class ProcessActions : public QObject
{
    Q_OBJECT
    /// How many cancels can still be undone.
    Q_PROPERTY(int waiting READ waiting NOTIFY changed)
    /// Such as `Cancelling “Nightly import”`, with what else ends with it, or `Cancelling 3 processes`; empty where none waits.
    Q_PROPERTY(QString waitingText READ waitingText NOTIFY changed)
    /// When the next of them goes to the operator, in ms since the epoch; 0 where none waits.
    Q_PROPERTY(double waitingUntil READ waitingUntil NOTIFY changed)

public:
    /// How far an action has come that isn't over.
    enum class Stage : quint8 {
        None,
        Waiting,    ///< a cancel that can be undone
        Cancelling, ///< asked for, but not committed
        Retrying,   ///< asked for, but not committed
    };

    static constexpr std::chrono::milliseconds defaultGrace{5000};

    ProcessActions(const ProcessSource &source, Operator &changes, const Clock &clock, QObject *parent = nullptr);

    std::chrono::milliseconds grace() const { return m_grace; }
    /// How long a cancel can be undone; at 0 and below it can't. For the cancels that follow.
    void setGrace(std::chrono::milliseconds grace) { m_grace = grace; }

    /// Cancels once the time for undoing is over. Asked again meanwhile, cancels no sooner.
    void cancel(const ProcessId &id);
    void retry(const ProcessId &id);
    /// Takes the cancel back; false where none waits.
    bool undo(const ProcessId &id);
    /// Takes back the cancel that was asked for last; false where none waits.
    Q_INVOKABLE bool undoLast();
    /// Cancels all that wait, at once: nobody will be there to undo them.
    Q_INVOKABLE void finishWaiting();
    /// Cancels what is due at once, rather than when the timer says: for a clock that was moved.
    void checkNow() { m_queue.checkNow(); }

    int waiting() const { return static_cast<int>(m_order.size()); }
    QString waitingText() const;
    double waitingUntil() const;

Q_SIGNALS:
    /// An action of this process came to another stage. `untilMs` is when a cancel that waits is sent (wall time), 0 in
    /// every other stage.
    void staged(const Procession::ProcessId &id, Procession::ProcessActions::Stage stage, qint64 untilMs);
    /// Which cancels wait has changed.
    void changed();
    /// It was not done; a sentence that says why.
    void failed(const QString &message);

private:
    struct Waiting
    {
        quint64 createdSeq = 0; // tells it from a namesake that came later
        qint64 dueMs = 0;       // steady
        qint64 untilMs = 0;     // wall
        QString name;
        QStringList others; ///< the names of those that would end with it
    };
    void sendIfDue(const ProcessId &id);
    void ask(const ProcessId &id, Stage stage);
    bool takeBack(const ProcessId &id);

    const ProcessSource &m_source;
    Operator &m_operator;
    const Clock &m_clock;
    DeadlineQueue m_queue;
    std::chrono::milliseconds m_grace = defaultGrace;
    QHash<ProcessId, Waiting> m_waiting;
    QList<ProcessId> m_order; // of those that wait, as they were asked for
};

} // namespace Procession
