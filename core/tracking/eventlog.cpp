// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventlog.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

// docs/performance.md counts on it.
static_assert(sizeof(Event) <= 96);

/// Events that wait for their readers to be woken: few beside the ring, and soon there.
constexpr quint64 maxGathered = 256;

} // namespace

EventLog::EventLog(qsizetype capacity, Commits commits)
    : m_capacity(static_cast<size_t>(std::max<qsizetype>(capacity, 1)))
    , m_commits(commits)
{
}

EventLog::~EventLog()
{
    Q_ASSERT_X(m_cursors.empty(), "EventLog", "a cursor outlived its log");
}

quint64 EventLog::forgotten() const
{
    const std::scoped_lock lock(m_mutex);
    return forgottenLocked();
}

void EventLog::restore(quint64 head, std::vector<Event> tail)
{
    // Nobody else is there yet, so that nothing needs the lock.
    Q_ASSERT(m_head == 0 && m_cursors.empty());
    m_base = head - tail.size();
    m_head = m_base;
    QHash<ProcessId, ProcessPtr> states; // so far
    for (Event &event : tail) {
        Q_ASSERT(event.seq == m_head + 1);
        if (event.process) {
            ProcessPtr &state = states[(*event.process)->id];
            event.before = std::exchange(state, endsTracking(event.kind) ? ProcessPtr() : event.process);
        }
        makeRoom();
        put(event, event.seq);
        m_head = m_head + 1;
    }
    m_committed = head;
    m_announced = head;
}

void EventLog::startAnew()
{
    std::deque<std::shared_ptr<Events::Block>> forgotten; // let go of outside the lock
    const std::scoped_lock lock(m_mutex);
    std::swap(forgotten, m_blocks);
    m_base = head() + 1;
    m_head.store(m_base, std::memory_order_release);
    if (m_commits == Commits::OnAppend)
        m_committed.store(m_base, std::memory_order_release);
    wakeLocked();
}

EventLog::Batch EventLog::read(quint64 after, qsizetype max) const
{
    const std::scoped_lock lock(m_mutex);
    Batch batch;
    batch.last = after;
    if (after >= head())
        return batch;

    if (after < forgottenLocked()) {
        batch.lost = true;
        return batch;
    }
    quint64 last = std::min(head(), after + static_cast<quint64>(std::max<qsizetype>(max, 1)));
    const auto placeOf = [this](quint64 seq) {
        return m_blocks.begin() + static_cast<std::ptrdiff_t>(blockOf(seq) - m_firstBlock);
    };
    const auto isFollowed = [&](quint64 seq) { return (**placeOf(seq))[slotOf(seq)].isFollowed; };
    while (last < head() && isFollowed(last))
        ++last;
    batch.events = Events({placeOf(after + 1), placeOf(last) + 1}, slotOf(after + 1), last - after);
    batch.last = last;
    return batch;
}

void EventLog::makeRoom(quint64 seq)
{
    // Only who appends changes the blocks, and that is the caller.
    const quint64 block = blockOf(seq);
    if (!m_blocks.empty() && block < m_firstBlock + m_blocks.size())
        return;
    auto made = std::make_shared<Events::Block>();
    const std::scoped_lock lock(m_mutex);
    if (m_blocks.empty())
        m_firstBlock = block;
    m_blocks.push_back(std::move(made));
}

/// Takes the event, with which `head` becomes the newest; returns the block of which none is left in the ring then.
std::shared_ptr<Events::Block> EventLog::put(Event &event, quint64 head)
{
    const quint64 seq = event.seq;
    (*m_blocks[blockOf(seq) - m_firstBlock])[slotOf(seq)] = std::move(event);
    if (forgottenBefore(head) < (m_firstBlock + 1) * Events::blockSize)
        return {};
    std::shared_ptr<Events::Block> forgotten = std::move(m_blocks.front());
    m_blocks.pop_front();
    ++m_firstBlock;
    return forgotten;
}

void EventLog::append(Event event)
{
    makeRoom();
    std::shared_ptr<Events::Block> forgotten; // let go of outside the lock: it may be the last that holds a process
    const std::scoped_lock lock(m_mutex);
    Q_ASSERT(event.seq == head() + 1);
    const quint64 seq = event.seq;
    forgotten = put(event, seq);
    m_head.store(seq, std::memory_order_release);
    announceAppended();
}

void EventLog::append(std::vector<Event> events)
{
    if (events.empty())
        return;
    for (const Event &event : events)
        makeRoom(event.seq);
    std::vector<std::shared_ptr<Events::Block>> forgotten; // as above
    forgotten.reserve(events.size() / Events::blockSize + 2);
    const std::scoped_lock lock(m_mutex);
    Q_ASSERT(events.front().seq == head() + 1 && !events.back().isFollowed);
    const quint64 last = events.back().seq;
    for (Event &event : events) {
        const quint64 seq = event.seq;
        if (auto block = put(event, seq))
            forgotten.push_back(std::move(block));
    }
    m_head.store(last, std::memory_order_release);
    announceAppended();
}

/// After the head moved on.
void EventLog::announceAppended()
{
    if (m_commits == Commits::OnAppend)
        m_committed.store(head(), std::memory_order_release);
    if (m_gatherer != std::this_thread::get_id() || head() - m_announced >= maxGathered)
        wakeLocked();
}

void EventLog::gatherWakeUps()
{
    const std::scoped_lock lock(m_mutex);
    m_gatherer = std::this_thread::get_id();
}

void EventLog::wakeReaders()
{
    const std::scoped_lock lock(m_mutex);
    if (m_announced < head())
        wakeLocked();
}

void EventLog::wakeLocked()
{
    m_announced = head();
    for (EventCursor *cursor : m_cursors) {
        if (m_commits == Commits::OnAppend || cursor->m_reads == EventCursor::Reads::Everything)
            cursor->wake();
    }
}

void EventLog::commit(quint64 seq)
{
    const std::scoped_lock lock(m_mutex);
    Q_ASSERT(seq <= head());
    if (seq <= committed())
        return;
    m_committed.store(seq, std::memory_order_release);
    for (EventCursor *cursor : m_cursors) {
        if (cursor->m_reads == EventCursor::Reads::Committed)
            cursor->wake();
    }
}

void EventLog::attach(EventCursor *cursor)
{
    const std::scoped_lock lock(m_mutex);
    cursor->m_position = cursor->m_reads == EventCursor::Reads::Committed ? committed() : head();
    m_cursors.push_back(cursor);
}

void EventLog::detach(EventCursor *cursor)
{
    const std::scoped_lock lock(m_mutex);
    std::erase(m_cursors, cursor);
}

EventCursor::EventCursor(EventLog &log, QObject *parent, Reads reads)
    : QObject(parent)
    , m_log(log)
    , m_reads(reads)
{
    m_log.attach(this);
}

EventCursor::~EventCursor()
{
    m_log.detach(this);
}

void EventCursor::seek(quint64 seq)
{
    m_position = seq;
    if (end() > m_position)
        wake();
}

EventLog::Batch EventCursor::take(qsizetype max)
{
    // Cleared before reading: what comes from here on wakes again.
    m_wakePending.store(false);
    const quint64 last = end();
    if (last <= m_position)
        return {{}, m_position, false};
    EventLog::Batch batch = m_log.read(m_position, std::min(max, static_cast<qsizetype>(last - m_position)));
    if (static_cast<qsizetype>(batch.events.size()) >= max)
        wake();
    if (!batch.lost)
        m_position = batch.last; // last, so that nothing is passed over where there was no memory for a step before
    return batch;
}

quint64 EventCursor::skipToEnd()
{
    m_wakePending.store(false);
    m_position = end();
    return m_position;
}

void EventCursor::wake()
{
    if (!m_wakePending.exchange(true))
        QMetaObject::invokeMethod(this, &EventCursor::available, Qt::QueuedConnection);
}

} // namespace Procession
