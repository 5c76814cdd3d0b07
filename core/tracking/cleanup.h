// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "eventlog.h"

#include <QHash>
#include <QSet>
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

/// Removes finished processes from the tracker, so that they don't fill the memory. Live processes and those whose
/// retry is scheduled stay.
///
/// It reads the log with a cursor of its own and removes through the door. Threads: lives in one thread with an
/// event loop. Owner: app/.
class Cleanup : public QObject
{
    Q_OBJECT

public:
    Cleanup(ProcessTracker &tracker, const Clock &clock, CleanupOptions options = {}, QObject *parent = nullptr);

    /// Removes the processes that are old enough at once, before the timer does: for a clock that was moved.
    void checkNow() { sweep(); }

private:
    struct Finished
    {
        ProcessId id;
        quint64 seq = 0;
        qint64 sinceMs = 0; // steady
    };
    struct Known
    {
        int attempt = 1;
        quint64 seq = 0; // of the process when it was noted: tells its entry from those of its former ends
    };

    void readLog();
    void reload();
    void note(const Process &process, qint64 sinceMs);
    void noteDependencies(const Process &process, qint64 nowMs);
    bool holds(const Finished &entry) const;
    void sweep();
    void trim();

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const CleanupOptions m_options;
    const Origin m_origin = Origin::ofServer(u"cleanup");
    EventCursor m_cursor;
    QHash<ProcessId, Known> m_known; // those that are finished
    std::deque<Finished> m_finished; // the same in the order in which they finished, and entries that no longer hold
    QSet<ProcessId> m_awaited;       // finished ones that had to stay, since others wait for them
    QTimer m_timer;
};

} // namespace Procession
