// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "eventlog.h"

#include <QTimer>

#include <deque>

namespace Procession {

class ProcessTracker;

struct CleanupOptions
{
    std::chrono::milliseconds maxAge{3600 * 1000}; ///< how long a finished process is kept; 0 for ever
    qsizetype maxFinished = 10000;                 ///< how many finished ones are kept; the oldest go first

    friend bool operator==(const CleanupOptions &a, const CleanupOptions &b) = default;
};

/// Forgets finished processes, so that memory doesn't fill up with them. A live one, or one whose retry is
/// scheduled, never goes.
///
/// Reads the log with a cursor of its own and knocks at the door. Threads: lives in one thread with an
/// event loop. Owner: app/.
class Cleanup : public QObject
{
    Q_OBJECT

public:
    Cleanup(ProcessTracker &tracker, EventLog &log, const Clock &clock, CleanupOptions options = {},
            QObject *parent = nullptr);

    /// Forgets at once what is old enough, rather than when the timer says: for a clock that was moved.
    void checkNow() { sweep(); }

private:
    struct Finished
    {
        ProcessId id;
        int attempt = 1;
        qint64 sinceMs = 0; // steady
    };

    void readLog();
    void reload();
    void note(const Process &process, qint64 sinceMs);
    void sweep();

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const CleanupOptions m_options;
    EventCursor m_cursor;
    std::deque<Finished> m_finished; // in the order in which they finished
    QTimer m_timer;
};

} // namespace Procession
