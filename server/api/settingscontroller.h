// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

namespace Procession {

class EventLog;
class ProcessTracker;
struct ServerParts;

/// Answers requests about what holds for many processes: their types, and the retry policies of types.
///
/// A change of these passes the door like every other, and is answered once it is committed.
///
/// Threads: any. Owner: HttpApi; the parts must outlive it.
class SettingsController
{
public:
    /// Types are never forgotten, so a client that makes one up for each process must be stopped.
    static constexpr qsizetype maxTypes = 1000;

    explicit SettingsController(const ServerParts &parts);

    Answer types(const Call &call) const;
    Answer registerType(const Call &call) const;
    Answer policies(const Call &call) const;
    Answer setPolicy(const Call &call) const;

private:
    ProcessTracker &m_tracker;
    const EventLog &m_log;
};

} // namespace Procession
