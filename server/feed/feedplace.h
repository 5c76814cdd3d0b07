// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "event.h"
#include "expectation.h"
#include "schedule.h"
#include "typeregistry.h"

#include <optional>
#include <span>
#include <vector>

namespace Procession {

/// The processes that a subscriber is sent before the log goes on for it: a snapshot, or after a loss the processes that
/// changed meanwhile. Plain data.
struct FeedBacklog
{
    std::vector<ProcessPtr> processes;
    quint64 seq = 0;                            ///< the last event that they include: the log goes on behind it
    bool isSnapshot = false;                    ///< sent as pages of a snapshot; otherwise as updates
    std::optional<TypeRegistry> registry{};     ///< told with the first page, to a full channel
    std::vector<SchedulePtr> schedules{};       ///< likewise
    std::vector<ExpectationPtr> expectations{}; ///< likewise
    std::optional<AlertBoard> alerts{};         ///< told with the first page, to a channel of alerts
};

/// Where a subscriber stands in the log.
///
/// A place is live, and then gets each event as soon as it is committed; or it is behind, and is brought up to date as
/// its socket drains: first with its backlog, where it has one, then from the log. A live place has no backlog.
/// A value; threads: the feed's.
class FeedPlace
{
public:
    /// The last event that was written, or skipped because a later one of the same process follows.
    quint64 position() const { return m_position; }
    bool isLive() const { return m_isLive; }
    /// Whether it gets only the latest state of each process until it has caught up.
    bool isConflated() const { return m_isConflated; }
    /// Null where there is none.
    const FeedBacklog *backlog() const { return m_backlog ? &*m_backlog : nullptr; }
    /// The processes of the backlog that aren't sent yet.
    std::span<const ProcessPtr> unsentBacklog() const { return std::span(m_backlog->processes).subspan(m_sent); }
    bool isFirstOfBacklog() const { return m_sent == 0; }

    /// Everything up to that event is written.
    void moveTo(quint64 position) { m_position = position; }
    /// All that came so far is written.
    void goLive()
    {
        Q_ASSERT(!m_backlog);
        m_isLive = true;
        m_isConflated = false;
    }
    void fallBehind() { m_isLive = false; }
    /// Falls behind because its client reads too slowly.
    void conflate()
    {
        m_isLive = false;
        m_isConflated = true;
    }
    /// Falls behind: the log goes on for it when the backlog is sent.
    void fallBehind(FeedBacklog backlog)
    {
        m_isLive = false;
        m_backlog = std::move(backlog);
        m_sent = 0;
    }
    /// The next processes of the backlog are written. With the last of them the backlog ends.
    void sentOfBacklog(size_t count)
    {
        m_sent += count;
        if (m_sent < m_backlog->processes.size())
            return;
        m_position = m_backlog->seq;
        m_backlog.reset();
    }

private:
    quint64 m_position = 0;
    bool m_isLive = false;
    bool m_isConflated = false;
    std::optional<FeedBacklog> m_backlog;
    size_t m_sent = 0; // of its processes
};

} // namespace Procession
