// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Procession {

/// The kind of change that an event tells: a process came to the state that the event carries, or a setting changed.
enum class EventKind : quint8 {
    Started,
    Reported,
    Cancelled,
    Retried,      ///< pending again, with the next attempt
    RetryDecided, ///< only `retry` changed. Read from stores of earlier versions; no longer made
    TimedOut,
    FellQuiet,
    Removed,  ///< forgotten; carries the last state
    Archived, ///< no longer tracked, but kept in the history; carries the last state
    Imported,
    Released,       ///< its dependencies stand so that it may begin
    WaitsAgain,     ///< it wasn't begun yet, and a dependency is to run once more
    TypeRegistered, ///< carries a setting, and no process
    PolicySet,      ///< likewise
    // These carry a schedule, as a setting.
    ScheduleSet,     ///< made, or defined anew
    ScheduleRemoved, ///< carries its last state
    SchedulePaused,
    ScheduleResumed,
    ScheduleDecided,  ///< due times were decided
    ScheduleRunEnded, ///< a run of it is over
    ScheduleMoved,    ///< its cursor was set, or a backfill was asked for
    // These carry a setting: the pause of the work of a type, or of all of it.
    QueuePaused,
    QueueResumed,
    // These carry news of alerts.
    AlertRuleSet, ///< made, or defined anew
    AlertRuleRemoved,
    AlertsChanged, ///< episodes of trouble began, changed or ended
    // These carry an expectation, as a setting.
    ExpectationSet,     ///< made, defined anew, or given another key
    ExpectationRemoved, ///< carries its last state
    ExpectationPaused,
    ExpectationResumed,
    ExpectationHeard,    ///< a ping of its job, or of a process that is its run
    ExpectationLate,     ///< a run is due
    ExpectationMissed,   ///< a run didn't begin, or didn't end, in time
    ExpectationForgiven, ///< what should have come by now gets its grace once more
};

/// The wire name, such as `started`.
QLatin1StringView wireName(EventKind kind);
/// The kind of that wire name, or nothing where there is none.
std::optional<EventKind> eventKindFromString(QStringView name);
/// Whether the process is no longer tracked after such an event.
constexpr bool endsTracking(EventKind kind)
{
    return kind == EventKind::Removed || kind == EventKind::Archived;
}

} // namespace Procession
