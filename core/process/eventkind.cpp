// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventkind.h"

#include "wirenames.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<EventKind, 34> kindNames{{
    {EventKind::Started, "started"_L1},
    {EventKind::Reported, "reported"_L1},
    {EventKind::Cancelled, "cancelled"_L1},
    {EventKind::Retried, "retried"_L1},
    {EventKind::RetryDecided, "retry_decided"_L1},
    {EventKind::TimedOut, "timed_out"_L1},
    {EventKind::FellQuiet, "fell_quiet"_L1},
    {EventKind::Removed, "removed"_L1},
    {EventKind::Archived, "archived"_L1},
    {EventKind::Imported, "imported"_L1},
    {EventKind::Released, "released"_L1},
    {EventKind::WaitsAgain, "waits_again"_L1},
    {EventKind::TypeRegistered, "type_registered"_L1},
    {EventKind::PolicySet, "policy_set"_L1},
    {EventKind::ScheduleSet, "schedule_set"_L1},
    {EventKind::ScheduleRemoved, "schedule_removed"_L1},
    {EventKind::SchedulePaused, "schedule_paused"_L1},
    {EventKind::ScheduleResumed, "schedule_resumed"_L1},
    {EventKind::ScheduleDecided, "schedule_decided"_L1},
    {EventKind::ScheduleRunEnded, "schedule_run_ended"_L1},
    {EventKind::ScheduleMoved, "schedule_moved"_L1},
    {EventKind::QueuePaused, "queue_paused"_L1},
    {EventKind::QueueResumed, "queue_resumed"_L1},
    {EventKind::AlertRuleSet, "alert_rule_set"_L1},
    {EventKind::AlertRuleRemoved, "alert_rule_removed"_L1},
    {EventKind::AlertsChanged, "alerts_changed"_L1},
    {EventKind::ExpectationSet, "expectation_set"_L1},
    {EventKind::ExpectationRemoved, "expectation_removed"_L1},
    {EventKind::ExpectationPaused, "expectation_paused"_L1},
    {EventKind::ExpectationResumed, "expectation_resumed"_L1},
    {EventKind::ExpectationHeard, "expectation_heard"_L1},
    {EventKind::ExpectationLate, "expectation_late"_L1},
    {EventKind::ExpectationMissed, "expectation_missed"_L1},
    {EventKind::ExpectationForgiven, "expectation_forgiven"_L1},
}};

} // namespace

QLatin1StringView wireName(EventKind kind)
{
    return nameIn<kindNames>(kind);
}

std::optional<EventKind> eventKindFromString(QStringView name)
{
    return valueIn<kindNames>(name);
}

} // namespace Procession
