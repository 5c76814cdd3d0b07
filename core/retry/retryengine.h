// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deadlinequeue.h"
#include "eventlog.h"

#include <QHash>

#include <deque>
#include <map>

namespace Procession {

class ProcessTracker;

struct RetryOptions
{
    /// Of each type, the most retried attempts at work of this server itself that are under way at once; what falls due
    /// beyond that waits in order. A retry of what another program runs needs no slot: that program takes it up.
    qsizetype maxConcurrent = 10;
    /// How far the wall clock may have been put forward since the retries that are found were scheduled: no retry comes
    /// early by it.
    std::chrono::milliseconds clockMoved{0};

    friend bool operator==(const RetryOptions &a, const RetryOptions &b) = default;
};

/// Starts each scheduled retry when it is due. The rule scheduled it in the change that failed (retryrule.h).
///
/// The engine reads the log with a cursor of its own and retries through the door. The program that runs a process sees
/// it go back to `pending` and runs the attempt: the WorkQueue that of this server, another program the others.
/// Threads: lives in one thread with an event loop. Owner: app/.
class RetryEngine : public QObject
{
    Q_OBJECT

public:
    RetryEngine(ProcessTracker &tracker, const Clock &clock, RetryOptions options = {}, QObject *parent = nullptr);

    /// Starts the retries that are due at once, before the timer does: for a clock that was moved.
    void checkNow() { m_scheduled.checkNow(); }

private:
    struct Waiting // for the time of its retry
    {
        int attempt = 2;  // the one that is to come
        qint64 dueMs = 0; // steady
    };
    struct Lane // of one type of work of this server
    {
        std::deque<ProcessId> due; // in the order in which they fell due
        qsizetype executing = 0;
    };
    struct Slot // that an attempt takes in a lane
    {
        ProcessType type;
        int attempt = 2;
    };

    void readLog();
    void reload();
    void follow(const Process &process, EventKind kind);
    void wait(const Process &process, qint64 dueMs);
    void acquireSlot(const ProcessId &id, const ProcessType &type, int attempt);
    void releaseSlot(const ProcessId &id);
    void trim();
    void becomeDue(const ProcessId &id);
    bool retry(const ProcessId &id);
    void startDue();
    void startDue(const ProcessType &type);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const RetryOptions m_options;
    const Origin m_origin = Origin::ofServer(u"retries");
    EventCursor m_cursor;
    DeadlineQueue m_scheduled; // processes whose retry waits for its time
    QHash<ProcessId, Waiting> m_waiting;
    QHash<ProcessId, Slot> m_executing; // the attempts at work of this server that are under way
    std::map<ProcessType, Lane> m_lanes;
};

} // namespace Procession
