// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deadlinequeue.h"
#include "eventlog.h"

#include <QHash>

#include <deque>
#include <functional>

namespace Procession {

class ProcessTracker;
class RetryPolicies;

struct RetryOptions
{
    /// The most retried attempts that are under way at once; what falls due beyond that waits in order.
    qsizetype maxConcurrent = 10;
    /// An attempt that no worker took up (that stayed pending) for this long gives its place back, so that
    /// absent workers of one kind don't hold up the others.
    std::chrono::milliseconds claimTimeout{60000};
    /// Wall time in ms: what failed before was decided on by the engine of an earlier run.
    qint64 decideFromMs = 0;

    friend bool operator==(const RetryOptions &a, const RetryOptions &b) = default;
};

/// Brings back what failed: schedules the next attempt of a process that ended in `failed` or `timeout`,
/// and starts it when it is due.
///
/// Reads the log with a cursor of its own and knocks at the door. The attempt is run by what was registered
/// for the process's type here, or by whoever sees the process go back to `pending`.
/// Threads: lives in one thread with an event loop. Owner: app/.
class RetryEngine : public QObject
{
    Q_OBJECT

public:
    /// Begins the new attempt of the process that is handed in (pending, attempt counted up). Called in the
    /// engine's thread: start the work, don't do it. It must not throw.
    using Handler = std::function<void(const Process &process)>;

    RetryEngine(ProcessTracker &tracker, EventLog &log, const RetryPolicies &policies, const Clock &clock,
                RetryOptions options = {}, QObject *parent = nullptr);

    /// What runs the retried attempts of that type in this program. In the engine's thread.
    void setHandler(const ProcessType &type, const Handler &handler);

    /// Starts at once what is due, rather than when the timer says: for a clock that was moved.
    void checkNow();

private:
    struct Waiting // for the time of its retry
    {
        int attempt = 2;  // the one that is to come
        qint64 dueMs = 0; // steady
    };
    struct Place // that an attempt takes of the maxConcurrent
    {
        int attempt = 2;
        qint64 claimMs = 0;  // steady; when it is given back where nobody took the attempt up
        bool handed = false; // to what was registered for its type
    };

    void readLog();
    void reload(quint64 decidedUpTo);
    void follow(const Process &process, EventKind kind);
    void wait(const Process &process, qint64 dueMs);
    void takePlace(const ProcessId &id, int attempt);
    void handOver(const Process &process);
    void trim();
    void decide(const Process &process);
    void becomeDue(const ProcessId &id);
    void startDue();
    void giveBackPlace(const ProcessId &id);

    ProcessTracker &m_tracker;
    const RetryPolicies &m_policies;
    const Clock &m_clock;
    const RetryOptions m_options;
    EventCursor m_cursor;
    DeadlineQueue m_scheduled;   // processes whose retry waits for its time
    DeadlineQueue m_unclaimed;   // processes whose retried attempt nobody took up yet
    std::deque<ProcessId> m_due; // in the order in which they fell due
    QHash<ProcessId, Waiting> m_waiting;
    QHash<ProcessId, Place> m_executing; // the attempts that are under way
    QHash<ProcessType, Handler> m_handlers;
};

} // namespace Procession
