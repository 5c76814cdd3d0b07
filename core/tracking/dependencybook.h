// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dependencyverdict.h"
#include "process.h"

#include <QHash>

namespace Procession {

class ProcessIndex;

/// How the dependencies of each tracked process stand, so that the end of one costs those that depend on it a look-up each,
/// however many others wait.
///
/// A dependency that is archived or forgotten keeps the standing that it had. Not thread-safe: the tracker's lock guards it.
class DependencyBook
{
public:
    /// Takes up a process, where it has dependencies. The index has those of them that are tracked.
    void add(const Process &process, const ProcessIndex &index);
    void remove(const ProcessId &id) { m_entries.remove(id); }
    /// One dependency of the process stands otherwise than before.
    void move(const ProcessId &process, Standing from, Standing to);

    /// Whether the condition of a process that was added holds.
    DependencyVerdict::Kind verdict(const ProcessId &id) const;
    /// Whether the condition of a process that isn't there yet would hold.
    static DependencyVerdict verdictOf(const DependencyTerms &terms, const ProcessIndex &index);

private:
    struct Entry
    {
        DependencyRule rule = DependencyRule::AllCompleted;
        StandingCounts counts;
    };

    QHash<ProcessId, Entry> m_entries;
};

/// The way from a process over those that it depends on back to it, where a start with these terms would close one: first
/// and last are `id`. Empty where there is none. Cost: those above it, and only where something waits for `id` already.
std::vector<ProcessId> cycleThrough(const ProcessId &id, const DependencyTerms &terms, const ProcessIndex &index);

} // namespace Procession
