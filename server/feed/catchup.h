// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimates.h"
#include "eventlog.h"
#include "feedplace.h"
#include "loglineage.h"
#include "subscription.h"

namespace Procession {

class ProcessTracker;

/// Brings subscribers up to date that are behind: prints what each has missed, and moves its place. It knows no socket.
/// Threads: the feed's. Owner: LiveFeed; tracker and log must outlive it.
class CatchUp
{
public:
    CatchUp(const ProcessTracker &tracker, const EventLog &log, const Estimates &estimates, LogLineage lineage);

    /// Puts a new subscriber where it wants to begin. The frames that it has to be sent at once.
    QByteArray begin(FeedPlace &place, const Subscription &wanted) const;
    /// The next frames of a place that has a backlog, or stands before the event `end` of the log. There may be none,
    /// though the place has moved.
    QByteArray next(FeedPlace &place, const Subscription &wanted, quint64 end) const;
    /// Events that the place has missed are no longer in the log: it gets the state of all that changed. The frames that
    /// come before that.
    QByteArray reset(FeedPlace &place, const Subscription &wanted) const;

private:
    void startSnapshot(FeedPlace &place, const Channel &channel) const;
    QByteArray nextOfBacklog(FeedPlace &place, const Subscription &wanted) const;

    const ProcessTracker &m_tracker;
    const EventLog &m_log;
    const Estimates m_estimates;
    const LogLineage m_lineage;
};

} // namespace Procession
