// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "events.h"

#include <QObject>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace Procession {

class EventCursor;

/// The last events, in order, for all readers.
///
/// The tracker appends; each reader holds an EventCursor of its own. A gap is never silent: a reader that
/// was slower than the ring is long is told so and starts again from a snapshot of the tracker.
///
/// An event is committed once it would survive a crash. With a store that is when the store says so; without
/// one it is at once. A reader that acts inside this program reads events as they come; a reader that tells
/// other programs reads the committed ones.
///
/// Threads: any; append() from the tracker's lock only. Owner: app/; must outlive tracker and cursors.
/// Limits: the last `capacity` events and less than a block of those before, about 100 bytes each beside the two process
/// states that each one shares.
class EventLog
{
public:
    static constexpr qsizetype defaultCapacity = 65536;

    /// The way in which events become committed.
    enum class Commits : quint8 {
        OnAppend, ///< an event is committed once it is appended
        ByStore,  ///< the store calls commit()
    };

    explicit EventLog(qsizetype capacity = defaultCapacity, Commits commits = Commits::OnAppend);
    Q_DISABLE_COPY_MOVE(EventLog)
    ~EventLog();

    /// The number of the newest event; 0 where there was none yet.
    quint64 head() const { return m_head.load(std::memory_order_acquire); }
    /// The number of the newest event that is committed.
    quint64 committed() const { return m_committed.load(std::memory_order_acquire); }

    /// The number of the newest event that is no longer here: what came after it can be read.
    quint64 forgotten() const;

    /// Goes on where an earlier run ended: the next event is `head + 1`. `tail` holds the last events of that
    /// run, consecutive up to `head`; all of them count as committed. Before the first append() and cursor.
    void restore(quint64 head, std::vector<Event> tail);
    /// Forgets all events, and takes a number for it: every reader is told of a loss. For a log whose content is replaced.
    void startAnew();
    /// Everything up to event `seq` is committed. For the store.
    void commit(quint64 seq);

    /// The events after a position.
    struct Batch
    {
        Events events;     ///< consecutive and in order
        quint64 last = 0;  ///< where to go on from
        bool lost = false; ///< events after `after` are gone already; `events` is empty then
    };
    /// At most `max` events after number `after`, and those that the last of them is followed by.
    Batch read(quint64 after, qsizetype max) const;

    /// Takes the memory that the next append() needs, which then can't fail for want of it. From the tracker's lock only.
    void makeRoom() { makeRoom(head() + 1); }
    /// Takes the event whose seq is head() + 1 and wakes the readers.
    void append(Event event);
    /// Takes the events that one change made, of which all but the last are followed by another: nobody reads one of them
    /// without the others.
    void append(std::vector<Event> events);

    /// From now on what this thread appends wakes readers once it calls wakeReaders(), or some hundreds of events
    /// later: for a thread that handles many requests each time round its event loop. Readers that are woken by every
    /// one of them take the events one by one, which costs more than the events do. One thread at most.
    void gatherWakeUps();
    /// Wakes the readers that have something to take: the thread above, before it waits for something.
    void wakeReaders();

private:
    friend class EventCursor;
    void attach(EventCursor *cursor);
    void detach(EventCursor *cursor);
    void makeRoom(quint64 seq);
    static quint64 blockOf(quint64 seq) { return (seq - 1) / Events::blockSize; }
    static size_t slotOf(quint64 seq) { return (seq - 1) % Events::blockSize; }
    std::shared_ptr<Events::Block> put(Event &event, quint64 head);
    void announceAppended();
    void wakeLocked();
    quint64 forgottenBefore(quint64 head) const { return std::max(m_base, head - std::min<quint64>(head, m_capacity)); }
    quint64 forgottenLocked() const { return forgottenBefore(head()); }

    const size_t m_capacity;
    const Commits m_commits;
    mutable std::mutex m_mutex;
    std::deque<std::shared_ptr<Events::Block>> m_blocks; // those of the last events
    quint64 m_firstBlock = 0;                            // the number of the first of them
    quint64 m_base = 0;                                  // events up to this one were never in this ring
    // Written under the lock; read without it, since readers ask for them all the time.
    std::atomic<quint64> m_head = 0;
    std::atomic<quint64> m_committed = 0;
    quint64 m_announced = 0;    // the readers were woken for events up to this one
    std::thread::id m_gatherer; // whose wake-ups are gathered
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
    enum class Reads : quint8 {
        Everything,
        Committed, ///< events only once they are committed
    };

    /// Stands at the log's (committed) head: the first event it yields is the next one.
    explicit EventCursor(EventLog &log, QObject *parent = nullptr, Reads reads = Reads::Everything);
    ~EventCursor() override;

    /// The last event that was taken.
    quint64 position() const { return m_position; }
    /// Goes on after event `seq`, and signals available() if there already is more.
    void seek(quint64 seq);

    /// The next events, at most `max`. Where more are left, available() is signalled again. After a loss
    /// the cursor stays where it is until seek().
    EventLog::Batch take(qsizetype max = 4096);
    /// Skips all events that there are, for a reader that only needs the head of the log. Returns the new position.
    quint64 skipToEnd();

Q_SIGNALS:
    /// There are events to take.
    void available();

private:
    friend class EventLog;
    void wake(); // any thread
    quint64 end() const { return m_reads == Reads::Committed ? m_log.committed() : m_log.head(); }

    EventLog &m_log;
    const Reads m_reads;
    quint64 m_position = 0;
    std::atomic<bool> m_wakePending = false;
};

} // namespace Procession
