// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dependencies.h"

namespace Procession {

struct Process;

/// How a dependency counts for those that depend on it.
enum class Standing : quint8 {
    Open, ///< it isn't over, will be retried, or isn't there yet
    Completed,
    Failed,    ///< it failed or timed out for good, or couldn't begin since a dependency failed
    Cancelled, ///< somebody cancelled it
};

/// `process` is null where there is none yet.
Standing standingOf(const Process *process);
/// Of one that is in the history, by its last status.
Standing standingOf(ProcessStatus archivedAs);

/// The number of dependencies of one process in each standing.
struct StandingCounts
{
    qsizetype open = 0;
    qsizetype completed = 0;
    qsizetype failed = 0;
    qsizetype cancelled = 0;

    qsizetype &of(Standing standing);
};

/// Whether the condition of a process holds.
struct DependencyVerdict
{
    enum class Kind : quint8 {
        Waits,
        Holds,
        CannotHold,
    };

    Kind kind = Kind::Waits;
    ProcessId failedId{}; ///< with CannotHold: the dependency that decided it

    friend bool operator==(const DependencyVerdict &a, const DependencyVerdict &b) = default;
};

/// Pure.
DependencyVerdict::Kind judge(DependencyRule rule, const StandingCounts &counts);

/// Whether a process that stands so becomes another one by that verdict: it is released, ended, or waits (again). Pure.
bool isChangedBy(const Process &process, DependencyVerdict::Kind verdict);

} // namespace Procession
