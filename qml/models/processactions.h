// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "acknowledger.h"
#include "clock.h"
#include "deadlinequeue.h"
#include "processid.h"

#include <QHash>
#include <QObject>

#include <chrono>

namespace Procession {

class ProcessTracker;

/// What the user does to processes from the window.
///
/// A cancel waits for some seconds, in which it can be undone, before it goes to the tracker. Whatever was done counts
/// as done once it is committed, as over REST; while the store can't be written everything is refused and changes
/// nothing. Threads: the GUI's. Owner: Dashboard; what it is given must outlive it.
class ProcessActions : public QObject
{
    Q_OBJECT
    /// How many cancels can still be undone.
    Q_PROPERTY(int waiting READ waiting NOTIFY changed)
    /// Such as `Cancels “Nightly import”` or `Cancels 3 processes`; empty where none waits.
    Q_PROPERTY(QString waitingText READ waitingText NOTIFY changed)
    /// When the next of them goes to the tracker, in ms since the epoch; 0 where none waits.
    Q_PROPERTY(double waitingUntil READ waitingUntil NOTIFY changed)

public:
    /// How far an action has come that isn't over.
    enum class Stage : quint8 {
        None,
        Waiting,    ///< a cancel that can be undone
        Cancelling, ///< cancelled, but not committed
        Retrying,   ///< retried, but not committed
    };

    static constexpr std::chrono::milliseconds defaultGrace{5000};

    /// Without a store, `store` is null, and everything is committed at once.
    ProcessActions(ProcessTracker &tracker, EventLog &log, const Clock &clock, const Store *store,
                   QObject *parent = nullptr);

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
    };
    bool refuses(const QString &name);
    void sendIfDue(const ProcessId &id);
    void send(const ProcessId &id);
    bool takeBack(const ProcessId &id);
    void whenStored(const ProcessId &id, Stage stage, quint64 seq, const QString &name);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Store *m_store;
    Acknowledger m_acknowledger;
    DeadlineQueue m_queue;
    std::chrono::milliseconds m_grace = defaultGrace;
    QHash<ProcessId, Waiting> m_waiting;
    QList<ProcessId> m_order; // of those that wait, as they were asked for
};

} // namespace Procession
