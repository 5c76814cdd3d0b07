// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feedclient.h"
#include "processreplica.h"

namespace Procession {

/// The processes of a remote server, which its live feed keeps up to date.
///
/// Until the first snapshot came there are none. While the server is away they stay as they were last; state() says
/// since when. Threads: the one that it lives in, which needs an event loop; processes() can be read from any.
/// Owner: the caller. `clock` must outlive it.
class RemoteSource : public QObject
{
    Q_OBJECT

public:
    /// `logCapacity` is the number of events that processes().log() holds.
    RemoteSource(const ApiEndpoint &endpoint, const Clock &clock, const FeedClientOptions &options = {},
                 qsizetype logCapacity = EventLog::defaultCapacity, QObject *parent = nullptr);

    /// Connects, and keeps connected. Once.
    void open() { m_feed.open(); }
    const ProcessSource &processes() const { return m_replica; }
    const FeedState &state() const { return m_feed.state(); }

Q_SIGNALS:
    void stateChanged(const Procession::FeedState &state);

private:
    void reset(const FeedSnapshot &snapshot);

    ProcessReplica m_replica;
    FeedClient m_feed;
};

} // namespace Procession
