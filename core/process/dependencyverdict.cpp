// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencyverdict.h"

#include "process.h"

namespace Procession {

Standing standingOf(const Process *process)
{
    if (!process || isLive(*process))
        return Standing::Open;
    return process->dispatch.dependencies().hasFailed() ? Standing::Failed : standingOf(process->status);
}

Standing standingOf(ProcessStatus archivedAs)
{
    switch (archivedAs) {
    case ProcessStatus::Completed:
        return Standing::Completed;
    case ProcessStatus::Failed:
    case ProcessStatus::Timeout:
        return Standing::Failed;
    case ProcessStatus::Cancelled:
        return Standing::Cancelled;
    case ProcessStatus::Pending:
    case ProcessStatus::Running:
        return Standing::Open;
    }
    Q_UNREACHABLE();
}

qsizetype &StandingCounts::of(Standing standing)
{
    switch (standing) {
    case Standing::Open:
        return open;
    case Standing::Completed:
        return completed;
    case Standing::Failed:
        return failed;
    case Standing::Cancelled:
        return cancelled;
    }
    Q_UNREACHABLE();
}

DependencyVerdict::Kind judge(DependencyRule rule, const StandingCounts &counts)
{
    using Kind = DependencyVerdict::Kind;
    const auto unless = [](bool canHold) { return canHold ? Kind::Waits : Kind::CannotHold; };
    switch (rule) {
    case DependencyRule::AllCompleted:
        if (counts.failed + counts.cancelled > 0)
            return Kind::CannotHold;
        return counts.open > 0 ? Kind::Waits : Kind::Holds;
    case DependencyRule::AllFinished:
        return counts.open > 0 ? Kind::Waits : Kind::Holds;
    case DependencyRule::AnyCompleted:
        return counts.completed > 0 ? Kind::Holds : unless(counts.open > 0);
    case DependencyRule::AnyFailed:
        return counts.failed > 0 ? Kind::Holds : unless(counts.open > 0);
    }
    Q_UNREACHABLE();
}

bool isChangedBy(const Process &process, DependencyVerdict::Kind verdict)
{
    using Kind = DependencyVerdict::Kind;
    if (process.dispatch.dependencies().isEmpty())
        return false;
    if (process.status == ProcessStatus::Pending)
        return process.dispatch.dependencies().isWaiting() ? verdict != Kind::Waits : verdict != Kind::Holds;
    return process.status == ProcessStatus::Cancelled && process.dispatch.dependencies().hasFailed()
        && verdict != Kind::CannotHold;
}

} // namespace Procession
