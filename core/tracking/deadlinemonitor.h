// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compactoptional.h"
#include "deadlinequeue.h"
#include "eventlog.h"
#include "standstills.h"

#include <QHash>
#include <QTimer>

#include <functional>

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

/// Signs that a process lives which its reporter doesn't send.
struct SignsOfLife
{
    const OutputClock *output = nullptr; ///< null where nobody knows: no output_timeout runs out then
    /// Whether its command certainly runs on this machine: one that missed its heartbeat is then quiet, and isn't given up.
    std::function<bool(const Process &)> runsHere{};
};

/// Watches live processes: ends those that ran over their timeout, missed their heartbeat, stood still or were pending for
/// too long, and marks those that fell quiet or that nobody takes up.
///
/// It reads the log with a cursor of its own and ends processes through the door. It measures steady time, so that a
/// clock that jumps ends no process, and the door refuses an end that a report has overtaken. Presence tells it that the
/// program was stopped (SIGSTOP) or the machine asleep; Standstills has the clocks of progress and output.
/// Threads: lives in one thread with an event loop. Owner: app/.
class DeadlineMonitor : public QObject
{
    Q_OBJECT

public:
    DeadlineMonitor(ProcessTracker &tracker, const Clock &clock, DeadlineOptions options = {}, SignsOfLife signs = {},
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
    void readLog();
    void reload();
    void watchOverAbsence();
    /// When a process is seen: at its event, or in a snapshot some time after it.
    enum class Seen : quint8 { AsItHappens, Late };
    void follow(const Process &process, Seen seen);
    void forget(const ProcessId &id);
    bool isWatched(const Process &process) const;
    Watch begunWatch(const Process &process, Seen seen) const;
    void judge(const ProcessId &id);
    Origin tellsOf(const QuietChange &quiet, bool isPending) const;
    qint64 heartbeatDueMs(const Watch &watch) const;
    std::optional<std::chrono::milliseconds> quietAfter(const Watch &watch) const;
    std::optional<qint64> nextDeadline(const ProcessId &id, const Watch &watch) const;
    void queueNext(const ProcessId &id, Watch &watch);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const DeadlineOptions m_options;
    const SignsOfLife m_signs;
    const Origin m_origin = Origin::ofServer(u"deadlines");
    EventCursor m_cursor;
    DeadlineQueue m_queue;
    QHash<ProcessId, Watch> m_watches;
    QTimer m_alive; // while something is watched: its lateness tells an absence
    Presence m_presence;
    Standstills m_standstills;
};

} // namespace Procession
