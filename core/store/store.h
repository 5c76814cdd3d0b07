// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "processtracker.h"
#include "tracethinner.h"

#include <QObject>
#include <QTimer>

#include <mutex>

namespace Procession {

/// Whether what is told to the server will be kept.
struct StoreHealth
{
    QString problem; ///< what keeps the store from writing, for people; empty while all is well

    bool ok() const { return problem.isEmpty(); }
    friend bool operator==(const StoreHealth &a, const StoreHealth &b) = default;
};

/// Makes the log durable: reads it with a cursor of its own, writes what has gathered in one go, and then tells
/// the log what is committed.
///
/// While one group is being written the next gathers; nothing waits for a timer. What can't be written is kept
/// and tried again, and health() tells of it meanwhile. A store that fell off the log's ring writes the tracker's
/// state instead, so that what is stored is right again, with a hole in the history.
/// Threads: lives in one of its own, with an event loop; health() from any. Owner: app/.
class Store : public QObject
{
    Q_OBJECT

public:
    Store(ProcessTracker &tracker, EventLog &log, QObject *parent = nullptr);
    ~Store() override;

    /// Begins to follow the log from where it was restored to. In the store's thread.
    void follow();
    /// Writes all that is in the log still. Whether that could be done. In the store's thread, when nobody appends.
    bool drain();

    StoreHealth health() const;

    /// What belongs into one transaction.
    struct Group
    {
        std::vector<Event> events;  ///< consecutive
        std::vector<bool> isTraced; ///< for each of them: whether the history keeps it
        /// Set after a loss, with no events: the whole state.
        std::optional<ProcessTracker::Snapshot> snapshot;
        quint64 last = 0; ///< the log's number up to which this goes
    };

Q_SIGNALS:
    void healthChanged();

protected:
    /// Writes the group so that it survives what the store promises. An error leaves no part of it behind.
    virtual Result<void> write(const Group &group) = 0;

private:
    void readLog();
    bool writeNext();
    void setHealth(const StoreHealth &health);

    ProcessTracker &m_tracker;
    EventLog &m_log;
    std::unique_ptr<EventCursor> m_cursor;
    TraceThinner m_thinner;
    std::optional<Group> m_group; // what could not be written yet
    QTimer m_retry;
    std::chrono::milliseconds m_retryDelay{0};
    mutable std::mutex m_healthMutex;
    StoreHealth m_health;
};

} // namespace Procession
