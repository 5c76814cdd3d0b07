// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "processindex.h"

#include <QList>

namespace Procession {

/// The interface by which models and followers read processes and their changes.
///
/// The tracker is one, for the processes of this program; a replica is one, for those of another server. A reader takes
/// snapshot(), follows log() from its `seq` on, and starts again from a snapshot when the log reports a loss.
/// Threads: any. Owner: app/; outlives its readers.
class ProcessSource
{
public:
    struct Snapshot
    {
        quint64 seq = 0;                   ///< of the last event in log() that it includes
        std::vector<ProcessPtr> processes; ///< oldest first
        TypeRegistry registry;             ///< the types and the retry policies
    };

    /// The process's current state, or null.
    virtual ProcessPtr find(const ProcessId &id) const = 0;
    virtual StatusCounts counts() const = 0;
    /// Everything at one moment. Cost: one pass over all processes.
    virtual Snapshot snapshot() const = 0;
    /// The types that processes may have: the six built-in ones, then those that were registered, in that order.
    virtual QList<ProcessType> types() const = 0;
    /// The events that led from one snapshot to the next.
    virtual EventLog &log() const = 0;

protected:
    ~ProcessSource() = default;
};

} // namespace Procession
