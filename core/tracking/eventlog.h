// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <QObject>

#include <atomic>
#include <mutex>
#include <vector>

namespace Procession {

class EventCursor;

/// The last events, in order, for everyone who reads them.
///
/// The tracker appends; each reader holds an EventCursor of its own. A gap is never silent: a reader that
/// was slower than the ring is long is told so and starts again from a snapshot of the tracker.
///
/// Threads: any; append() from the tracker's lock only. Owner: app/; must outlive tracker and cursors.
/// Limits: the last `capacity` events, about 100 bytes each beside the process state that each one shares.
class EventLog
{
public:
    static constexpr qsizetype defaultCapacity = 65536;

    explicit EventLog(qsizetype capacity = defaultCapacity);
    Q_DISABLE_COPY_MOVE(EventLog)
    ~EventLog();

    /// The number of the newest event; 0 where there was none yet.
    quint64 head() const;

    /// What lies after an event.
    struct Batch
    {
        std::vector<Event> events; ///< consecutive and in order
        quint64 last = 0;          ///< where to go on from
        bool lost = false;         ///< events after `after` are gone already; `events` is empty then
    };
    /// At most `max` events after number `after`.
    Batch read(quint64 after, qsizetype max) const;

    /// Takes the event whose seq is head() + 1 and wakes the readers.
    void append(Event event);

private:
    friend class EventCursor;
    void attach(EventCursor *cursor);
    void detach(EventCursor *cursor);
    size_t slotOf(quint64 seq) const { return (seq - 1) % m_capacity; }

    const size_t m_capacity;
    mutable std::mutex m_mutex;
    std::vector<Event> m_ring; // grows up to the capacity, then turns
    quint64 m_head = 0;
    std::vector<EventCursor *> m_cursors;
};

/// One reader's place in the log.
///
/// Lives in its reader's thread and is used there only. It signals available() once, however many events
/// came, until the reader has taken them.
class EventCursor : public QObject
{
    Q_OBJECT

public:
    /// Stands at the log's head: the first event it yields is the next one.
    explicit EventCursor(EventLog &log, QObject *parent = nullptr);
    ~EventCursor() override;

    /// The last event that was taken.
    quint64 position() const { return m_position; }
    /// Goes on after event `seq`, and signals available() if there already is more.
    void seek(quint64 seq);

    /// The next events, at most `max`. Where more are left, available() is signalled again. After a loss
    /// the cursor stays where it is until seek().
    EventLog::Batch take(qsizetype max = 4096);

Q_SIGNALS:
    /// There is something to take.
    void available();

private:
    friend class EventLog;
    void wake(); // any thread

    EventLog &m_log;
    quint64 m_position = 0;
    std::atomic<bool> m_wakePending = false;
};

} // namespace Procession
