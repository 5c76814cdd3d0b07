// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compactoptional.h"
#include "deadlinequeue.h"
#include "eventlog.h"

#include <QHash>
#include <QTimer>

#include <vector>

namespace Procession {

class ProcessTracker;

struct DeadlineOptions
{
    /// A running process without a report for this long is shown as quiet; 0 for never. One with a
    /// heartbeat_timeout is quiet after half of that, where that is sooner.
    std::chrono::milliseconds quietAfter{60000};
    /// A pending process that nobody has taken up for this long is shown as quiet; 0 for never. Work that this server
    /// does itself is not: it waits in the queue.
    std::chrono::milliseconds pendingQuietAfter{300000};
    /// How long such a process may be pending where its start sets no limit; 0 for ever.
    std::chrono::milliseconds pendingTimeout{0};
    /// How long a process that was quiet beyond its heartbeat_timeout is given still when this program began, or when it
    /// goes on after it was stopped or the machine slept: its reporter may only be waiting for us.
    std::chrono::milliseconds restartGrace{15000};
    /// How far the wall clock may have been put forward since the processes that are found began, and the time that
    /// nobody can vouch for: none of it is counted as running time.
    std::chrono::milliseconds clockMoved{0};

    friend bool operator==(const DeadlineOptions &a, const DeadlineOptions &b) = default;
};

/// Watches live processes: ends those that ran over their timeout, missed their heartbeat or were pending for too long,
/// and marks those that fell quiet or that nobody takes up.
///
/// It reads the log with a cursor of its own and ends processes through the door. It measures steady time, so that a
/// clock that jumps ends no process, and the door refuses an end that a report has overtaken. A timer that comes late tells it that the
/// program was stopped (SIGSTOP) or the machine asleep; reports then lie unread, and silence means nothing yet.
/// Threads: lives in one thread with an event loop. Owner: app/.
class DeadlineMonitor : public QObject
{
    Q_OBJECT

public:
    DeadlineMonitor(ProcessTracker &tracker, const Clock &clock, DeadlineOptions options = {},
                    QObject *parent = nullptr);

    /// Judges the deadlines that are due at once, before the timer does: for a clock that was moved.
    void checkNow();

private:
    struct Watch
    {
        bool isPending = false; // else it is running
        int attempt = 1;
        bool quiet = false;
        quint64 reportSeq = 0;
        qint64 sinceMs = 0;                                       // steady; since when it is pending or runs
        qint64 reportedMs = 0;                                    // steady
        qint64 graceUntilMs = std::numeric_limits<qint64>::min(); // steady; no heartbeat is overdue before
        CompactOptional<std::chrono::milliseconds> timeout;       // of being pending, or of running
        CompactOptional<std::chrono::milliseconds> heartbeatTimeout;
        qint64 queuedMs = std::numeric_limits<qint64>::max(); // the earliest deadline in the queue
    };
    /// A time in which this program did not run.
    struct Absence
    {
        qint64 endMs; // steady
        qint64 lengthMs;
    };

    void readLog();
    void reload();
    void noticeAbsence();
    void watchOverAbsence();
    qint64 dueMs(qint64 fromMs, std::chrono::milliseconds limit) const;
    /// When a process is seen: at its event, or in a snapshot some time after it.
    enum class Seen : quint8 { AsItHappens, Late };
    void follow(const Process &process, Seen seen);
    bool isWatched(const Process &process) const;
    Watch begunWatch(const Process &process, Seen seen) const;
    qint64 steadyOf(qint64 wallMs) const;
    void judge(const ProcessId &id);
    qint64 heartbeatDueMs(const Watch &watch) const;
    std::optional<std::chrono::milliseconds> quietAfter(const Watch &watch) const;
    std::optional<qint64> nextDeadline(const Watch &watch) const;
    void queueNext(const ProcessId &id, Watch &watch);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const DeadlineOptions m_options;
    const Origin m_origin = Origin::ofServer(u"deadlines");
    EventCursor m_cursor;
    DeadlineQueue m_queue;
    QHash<ProcessId, Watch> m_watches;
    QTimer m_alive;                  // while something is watched: its lateness tells an absence
    std::vector<Absence> m_absences; // the latest last; each is longer than those after it
    qint64 m_seenMs;                 // steady; when this program was last seen to run
    qint64 m_lastOffsetMs;           // by how much the wall clock was ahead of the steady one then
    qint64 m_leastOffsetMs;          // the least of that
};

} // namespace Procession
