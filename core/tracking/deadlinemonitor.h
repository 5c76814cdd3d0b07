// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compactoptional.h"
#include "deadlinequeue.h"
#include "eventlog.h"

#include <QHash>

namespace Procession {

class ProcessTracker;

struct DeadlineOptions
{
    /// A running process without a report for this long is shown as quiet; 0 for never. One with a
    /// heartbeat_timeout is quiet after half of that where this comes sooner.
    std::chrono::milliseconds quietAfter{60000};
    /// How long a process that was quiet beyond its heartbeat_timeout when this program began is given still: its
    /// reporter may only be waiting for us.
    std::chrono::milliseconds restartGrace{15000};

    friend bool operator==(const DeadlineOptions &a, const DeadlineOptions &b) = default;
};

/// Watches running processes: ends those that ran over their timeout or missed their heartbeat, and marks
/// those that fell quiet.
///
/// Reads the log with a cursor of its own and knocks at the door. It measures by steady time, so a clock
/// that jumps times out nobody, and the door refuses a verdict that a report has overtaken.
/// Threads: lives in one thread with an event loop. Owner: app/.
class DeadlineMonitor : public QObject
{
    Q_OBJECT

public:
    DeadlineMonitor(ProcessTracker &tracker, EventLog &log, const Clock &clock, DeadlineOptions options = {},
                    QObject *parent = nullptr);

    /// Judges at once what is due, rather than when the timer says: for a clock that was moved.
    void checkNow() { m_queue.checkNow(); }

private:
    struct Watch
    {
        int attempt = 1;
        bool quiet = false;
        quint64 reportSeq = 0;
        qint64 startedMs = 0;                                     // steady
        qint64 reportedMs = 0;                                    // steady
        qint64 graceUntilMs = std::numeric_limits<qint64>::min(); // steady; no heartbeat is overdue before
        CompactOptional<std::chrono::milliseconds> timeout;
        CompactOptional<std::chrono::milliseconds> heartbeatTimeout;
        qint64 queuedMs = std::numeric_limits<qint64>::max(); // the earliest deadline in the queue
    };

    void readLog();
    void reload();
    /// When a process is seen: at its event, or in a snapshot some time after it.
    enum class Seen : quint8 { AsItHappens, Late };
    void follow(const Process &process, Seen seen);
    void judge(const ProcessId &id);
    static qint64 heartbeatDueMs(const Watch &watch);
    std::optional<std::chrono::milliseconds> quietAfter(const Watch &watch) const;
    std::optional<qint64> nextDeadline(const Watch &watch) const;
    void queueNext(const ProcessId &id, Watch &watch);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const DeadlineOptions m_options;
    EventCursor m_cursor;
    DeadlineQueue m_queue;
    QHash<ProcessId, Watch> m_watches; // of running processes
};

} // namespace Procession
