// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Procession {

class Archive;
class Clock;
class EventLog;
class ProcessTracker;
class RetryPolicies;
class Store;

/// What the server stands on. All must outlive it.
struct ServerParts
{
    ProcessTracker &tracker;
    EventLog &log;
    RetryPolicies &policies;
    const Clock &clock;
    const Store *store = nullptr;     ///< null where nothing is kept (durability = memory)
    const Archive *archive = nullptr; ///< likewise
};

} // namespace Procession
