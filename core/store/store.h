// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "processtracker.h"
#include "tracethinner.h"

#include <QObject>
#include <QTimer>

#include <mutex>
#include <new>

namespace Procession {

/// Whether the store keeps the changes that the server accepts.
struct StoreHealth
{
    QString problem; ///< why the store can't write, for people; empty while it can

    bool ok() const { return problem.isEmpty(); }
    friend bool operator==(const StoreHealth &a, const StoreHealth &b) = default;
};

/// Makes the log durable: reads it with a cursor of its own, writes a group of events in one transaction, and then tells
/// the log up to where it is committed.
///
/// The next group gathers while one is being written; nothing waits for a timer. A group that can't be written, for want
/// of room on the disk or of memory, is kept and tried again, and health() tells of it meanwhile. A store that fell off
/// the log's ring writes the tracker's state in place of events: the stored state is right again, and the history has a
/// hole.
/// Threads: lives in one of its own, with an event loop; health() from any. Owner: app/.
class Store : public QObject
{
    Q_OBJECT

public:
    explicit Store(ProcessTracker &tracker, QObject *parent = nullptr);
    ~Store() override;

    /// Begins to follow the log from where it was restored to. In the store's thread.
    void follow();
    /// Writes the rest of the log. Whether that was possible. In the store's thread, when nobody appends.
    bool drain();

    StoreHealth health() const;

    /// The content of one transaction.
    struct Group
    {
        Events events;              ///< consecutive
        std::vector<bool> isTraced; ///< for each of them: whether the history keeps it
        /// Set after a loss, with no events: the whole state.
        std::optional<ProcessTracker::Snapshot> snapshot;
        quint64 last = 0; ///< the number of its last event
    };

Q_SIGNALS:
    void healthChanged();

protected:
    /// Writes the group as durably as the store promises. An error leaves no part of it behind.
    virtual Result<void> write(const Group &group) = 0;

    /// The outcome of `work`, or an error where there was no memory for it (std::bad_alloc).
    template <typename Work>
    static auto orNoMemory(Work work) -> decltype(work())
    {
        try {
            return work();
        } catch (const std::bad_alloc &) {
            return noMemory();
        }
    }

    ProcessTracker &m_tracker;

private:
    static Error noMemory();
    void readLog();
    bool writeNext();
    Result<void> gather();
    void setHealth(const StoreHealth &health);

    std::unique_ptr<EventCursor> m_cursor;
    TraceThinner m_thinner;
    std::optional<Group> m_group; // that is not written yet
    QTimer m_retry;
    std::chrono::milliseconds m_retryDelay{0};
    mutable std::mutex m_healthMutex;
    StoreHealth m_health;
};

} // namespace Procession
