// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventlog.h"

#include <algorithm>

namespace Procession {

EventLog::EventLog(qsizetype capacity)
    : m_capacity(static_cast<size_t>(std::max<qsizetype>(capacity, 1)))
{
}

EventLog::~EventLog()
{
    Q_ASSERT_X(m_cursors.empty(), "EventLog", "a cursor outlived its log");
}

quint64 EventLog::head() const
{
    const std::scoped_lock lock(m_mutex);
    return m_head;
}

EventLog::Batch EventLog::read(quint64 after, qsizetype max) const
{
    const std::scoped_lock lock(m_mutex);
    Batch batch;
    batch.last = after;
    if (after >= m_head)
        return batch;

    if (m_head - after > m_capacity) {
        batch.lost = true;
        return batch;
    }
    const quint64 last = std::min(m_head, after + static_cast<quint64>(std::max<qsizetype>(max, 1)));
    batch.events.reserve(last - after);
    for (quint64 seq = after + 1; seq <= last; ++seq)
        batch.events.push_back(m_ring[slotOf(seq)]);
    batch.last = last;
    return batch;
}

void EventLog::append(Event event)
{
    Event evicted; // let go of outside the lock: it may be the last that holds a process
    {
        const std::scoped_lock lock(m_mutex);
        Q_ASSERT(event.seq == m_head + 1);
        m_head = event.seq;
        const size_t slot = slotOf(event.seq);
        if (slot >= m_ring.size())
            m_ring.resize(slot + 1);
        evicted = std::exchange(m_ring[slot], std::move(event));
        for (EventCursor *cursor : m_cursors)
            cursor->wake();
    }
}

void EventLog::attach(EventCursor *cursor)
{
    const std::scoped_lock lock(m_mutex);
    cursor->m_position = m_head;
    m_cursors.push_back(cursor);
}

void EventLog::detach(EventCursor *cursor)
{
    const std::scoped_lock lock(m_mutex);
    std::erase(m_cursors, cursor);
}

EventCursor::EventCursor(EventLog &log, QObject *parent)
    : QObject(parent)
    , m_log(log)
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
    if (m_log.head() > m_position)
        wake();
}

EventLog::Batch EventCursor::take(qsizetype max)
{
    // Cleared before reading: what comes from here on wakes again.
    m_wakePending.store(false);
    EventLog::Batch batch = m_log.read(m_position, max);
    if (!batch.lost)
        m_position = batch.last;
    if (static_cast<qsizetype>(batch.events.size()) == max)
        wake();
    return batch;
}

void EventCursor::wake()
{
    if (!m_wakePending.exchange(true))
        QMetaObject::invokeMethod(this, &EventCursor::available, Qt::QueuedConnection);
}

} // namespace Procession
