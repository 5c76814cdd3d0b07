// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinequeue.h"

#include <algorithm>

namespace Procession {

DeadlineQueue::DeadlineQueue(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &DeadlineQueue::checkNow);
}

void DeadlineQueue::add(const ProcessId &id, qint64 dueMs)
{
    const bool earliest = m_entries.empty() || dueMs < m_entries.front().dueMs;
    m_entries.push_back({dueMs, id});
    std::push_heap(m_entries.begin(), m_entries.end(), std::greater<>());
    if (earliest)
        arm();
}

void DeadlineQueue::clear()
{
    m_entries.clear();
    m_timer.stop();
}

void DeadlineQueue::checkNow()
{
    const qint64 now = m_clock.steadyMs();
    while (!m_entries.empty() && m_entries.front().dueMs <= now) {
        std::pop_heap(m_entries.begin(), m_entries.end(), std::greater<>());
        const ProcessId id = std::move(m_entries.back().id);
        m_entries.pop_back();
        Q_EMIT due(id);
    }
    arm();
}

void DeadlineQueue::trim(qsizetype holding, const Holds &holds)
{
    constexpr qsizetype slack = 1000;
    if (size() <= 2 * holding + slack)
        return;
    std::erase_if(m_entries, [&holds](const Entry &entry) { return !holds(entry.id, entry.dueMs); });
    std::make_heap(m_entries.begin(), m_entries.end(), std::greater<>());
    m_entries.shrink_to_fit();
}

void DeadlineQueue::arm()
{
    if (m_entries.empty())
        return;
    // A wait is cut at a day, since QTimer counts in int milliseconds.
    constexpr qint64 longestWait = 24 * 3600 * 1000;
    const qint64 wait = std::clamp<qint64>(m_entries.front().dueMs - m_clock.steadyMs(), 0, longestWait);
    m_timer.start(static_cast<int>(wait));
}

} // namespace Procession
