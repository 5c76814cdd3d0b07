// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventkind.h"
#include "result.h"
#include "schedule.h"

#include <variant>

namespace Procession {

/// One change of a schedule, with all that its outcome depends on. Plain data.
struct ScheduleChange
{
    /// Makes the schedule, or gives it another definition. Its cursor stays where the grid does.
    struct Put
    {
        ScheduleDefinition definition;
        bool isConfigured = false; ///< by the configuration file
    };
    struct Remove
    {
        bool isConfigured = false; ///< it no longer stands in the configuration file
    };
    struct Pause
    {
        Text note;
    };
    struct Resume
    {
    };
    /// What was due is decided: the schedule as it stands then. It holds only where nothing came in between.
    struct Decide
    {
        Schedule next;
        quint64 expectedSeq = 0;
    };
    /// A run is over, and won't be retried.
    struct End
    {
        ProcessId process;
        bool isFailure = false;
    };
    /// Puts the cursor to a time: the due times after it are decided, those up to it aren't any more.
    struct Move
    {
        qint64 toMs = 0;
    };
    struct FillBack
    {
        qint64 fromMs = 0;  ///< the first time that belongs to it
        qint64 untilMs = 0; ///< the last one; in the past
        OverlapPolicy overlap = OverlapPolicy::BufferAll;
    };
    /// A run was started beside the grid.
    struct RunNow
    {
        ProcessId process;
    };

    quint64 seq = 0;   ///< the number that its event gets
    qint64 timeMs = 0; ///< wall time
    QUuid id;          ///< of a schedule that is new
    std::variant<Put, Remove, Pause, Resume, Decide, End, Move, FillBack, RunNow> payload;
};

/// The kind of event that tells of the change. Any thread.
EventKind eventKindOf(const ScheduleChange &change);

/// The rule: the schedule that the change makes of `current` (null where there is none), or an error. Nothing where it
/// changes nothing. A schedule that was removed has isRemoved. Pure. Any thread.
/// Errors: UnknownSchedule; Conflict where the configuration file has the schedule, and the change comes from outside, or
/// where something came in between; InvalidField.
Result<std::optional<Schedule>> apply(const Schedule *current, const ScheduleChange &change);

} // namespace Procession
