// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfact.h"

#include "alertdelivery.h"
#include "expectation.h"
#include "schedule.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qint64 newTickMs = 60'000; // a tick that was decided longer before its event was told with an earlier one

bool isOver(const Process &process)
{
    const Resources *resources = resourcesOf(process);
    return resources && resources->overSinceMs;
}

/// Whether the attempt ended by the change that made this event.
bool endedNow(const Event &event)
{
    const Process &process = **event.process;
    if (!isTerminal(process.status) || event.kind == EventKind::Imported || endsTracking(event.kind))
        return false;
    if (event.before)
        return !isTerminal((*event.before)->status) || (*event.before)->attempt != process.attempt;
    return process.completedAt == event.timeMs; // a later report on an attempt that is over leaves the time as it was
}

bool isOtherwise(const Event &event)
{
    if (!event.before)
        return true;
    const Process &before = **event.before;
    const Process &now = **event.process;
    return before.status != now.status || before.attempt != now.attempt || before.quietSince != now.quietSince
        || before.quietClock != now.quietClock || before.retry != now.retry || isOver(before) != isOver(now);
}

void addTicks(AlertFacts &facts, const Schedule &schedule, qint64 atMs)
{
    for (const Tick &tick : schedule.ticks) {
        if (tick.isBackfill || atMs - tick.decidedMs > newTickMs || tick.outcome == TickOutcome::Skipped)
            continue;
        ExpectedFact fact{.name = schedule.definition.name, .dueMs = tick.lastDueMs};
        fact.isMissed = tick.outcome == TickOutcome::Missed;
        fact.count = tick.count;
        fact.firstDueMs = tick.dueMs;
        fact.reason = tick.reason;
        facts.push_back({atMs, fact});
    }
}

AlertFact expectedFact(const Expectation &expectation, qint64 atMs, ExpectedFact::Kind kind,
                       const ExpectationTrouble *trouble)
{
    ExpectedFact fact{.name = expectation.definition.name, .dueMs = expectation.changedMs, .kind = kind};
    fact.isMissed = trouble != nullptr;
    if (trouble)
        fact.reason = trouble->reason;
    return {atMs, fact};
}

/// Whether the change at that time noted such a run.
bool hasNew(const Expectation &expectation, RunOutcome outcome, qint64 atMs)
{
    return std::any_of(expectation.runs.rbegin(), expectation.runs.rend(),
                       [&](const NotedRun &run) { return run.outcome == outcome && run.atMs == atMs; });
}

void addExpectation(AlertFacts &facts, const Expectation &expectation, EventKind kind, qint64 atMs)
{
    using Kind = ExpectedFact::Kind;
    if (expectation.endedStartTrouble)
        facts.push_back(expectedFact(expectation, atMs, Kind::Start, nullptr));
    if (expectation.endedFinishTrouble)
        facts.push_back(expectedFact(expectation, atMs, Kind::Finish, nullptr));
    const bool isMiss = kind == EventKind::ExpectationMissed;
    const bool isFailure = kind == EventKind::ExpectationHeard && expectation.lastPing
        && expectation.lastPing->signal == PingSignal::Failure;
    if (expectation.startTrouble && isMiss && hasNew(expectation, RunOutcome::NotStarted, atMs))
        facts.push_back(expectedFact(expectation, atMs, Kind::Start, &*expectation.startTrouble));
    if (expectation.finishTrouble && (isFailure || (isMiss && hasNew(expectation, RunOutcome::NotFinished, atMs))))
        facts.push_back(expectedFact(expectation, atMs, Kind::Finish, &*expectation.finishTrouble));
}

} // namespace

ProcessFact::End endOf(const Process &process)
{
    switch (process.status) {
    case ProcessStatus::Completed:
        return ProcessFact::End::Completed;
    case ProcessStatus::Failed:
        return ProcessFact::End::Failed;
    case ProcessStatus::Timeout:
        return ProcessFact::End::TimedOut;
    case ProcessStatus::Cancelled:
        return ProcessFact::End::Cancelled;
    case ProcessStatus::Pending:
    case ProcessStatus::Running:
        break;
    }
    return ProcessFact::End::None;
}

AlertFacts factsOf(const Event &event)
{
    AlertFacts facts;
    if (!event.process) {
        if (event.kind == EventKind::ScheduleDecided && event.setting && event.setting->schedule)
            addTicks(facts, *event.setting->schedule, event.timeMs);
        if (event.setting && event.setting->expectation)
            addExpectation(facts, *event.setting->expectation, event.kind, event.timeMs);
        return facts;
    }
    const Process &process = **event.process;
    if (process.type == alertDeliveryType())
        return facts;
    ProcessFact fact{.process = event.process};
    fact.isGone = endsTracking(event.kind);
    fact.isReport = process.reportSeq == process.seq && process.seq == event.seq && !fact.isGone;
    fact.isOtherwise = fact.isGone || isOtherwise(event);
    if (endedNow(event))
        fact.end = endOf(process);
    if (fact.isOtherwise || fact.isReport)
        facts.push_back({event.timeMs, std::move(fact)});
    return facts;
}

AlertFact factOf(const ProcessPtr &process, qint64 nowMs, std::chrono::milliseconds clockMoved)
{
    const Process &state = **process;
    const qint64 since = state.status == ProcessStatus::Running ? state.startedAt.value_or(state.updatedAt)
        : state.attempt > 1                                     ? state.updatedAt
                                                                : state.createdAt;
    ProcessFact fact{.process = process};
    fact.ageMs = std::max<qint64>(0, nowMs - since - clockMoved.count());
    return {state.updatedAt, std::move(fact)};
}

AlertFacts factsOf(const Expectation &expectation)
{
    const auto one = [&expectation](ExpectedFact::Kind kind, const std::optional<ExpectationTrouble> &trouble) {
        return expectedFact(expectation, trouble ? trouble->sinceMs : expectation.stateSinceMs, kind,
                            trouble ? &*trouble : nullptr);
    };
    return {one(ExpectedFact::Kind::Start, expectation.startTrouble),
            one(ExpectedFact::Kind::Finish, expectation.finishTrouble)};
}

} // namespace Procession
