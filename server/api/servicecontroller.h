// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"
#include "serverinfo.h"

namespace Procession {

class Authenticator;
class Clock;
class ProcessTracker;
class Store;
struct ServerParts;

/// Answers requests about the server itself: its health, its vocabulary, and tickets for the feed.
///
/// Threads: the server's. Owner: HttpApi; parts and authenticator must outlive it.
class ServiceController
{
public:
    ServiceController(const ServerParts &parts, Authenticator &authenticator, ServerInfo info);

    Answer health(const Call &call) const;
    Answer statuses(const Call &call) const;
    Answer ticket(const Call &call) const;
    /// Answers a request for the feed that isn't a WebSocket handshake.
    Answer feed(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Store *m_store; // null where nothing is kept
    Authenticator &m_authenticator;
    const ServerInfo m_info;
};

} // namespace Procession
