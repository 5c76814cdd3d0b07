// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectation.h"

#include "process.h"
#include "textpattern.h"
#include "wirenames.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<ExpectationState, 6> stateNames{{
    {ExpectationState::New, "new"_L1},
    {ExpectationState::Up, "up"_L1},
    {ExpectationState::Started, "started"_L1},
    {ExpectationState::Late, "late"_L1},
    {ExpectationState::Down, "down"_L1},
    {ExpectationState::Paused, "paused"_L1},
}};

constexpr WireNames<PingSignal, 5> signalNames{{
    {PingSignal::Success, "success"_L1},
    {PingSignal::Start, "start"_L1},
    {PingSignal::Failure, "fail"_L1},
    {PingSignal::Log, "log"_L1},
    {PingSignal::Cancel, "cancel"_L1},
}};

constexpr WireNames<RunOutcome, 5> outcomeNames{{
    {RunOutcome::Succeeded, "succeeded"_L1},
    {RunOutcome::Failed, "failed"_L1},
    {RunOutcome::Cancelled, "cancelled"_L1},
    {RunOutcome::NotStarted, "not_started"_L1},
    {RunOutcome::NotFinished, "not_finished"_L1},
}};

} // namespace

QLatin1StringView wireName(ExpectationState state)
{
    return nameIn<stateNames>(state);
}

QLatin1StringView wireName(PingSignal signal)
{
    return nameIn<signalNames>(signal);
}

std::optional<PingSignal> pingSignalFromString(QStringView name)
{
    return valueIn<signalNames>(name);
}

QLatin1StringView wireName(RunOutcome outcome)
{
    return nameIn<outcomeNames>(outcome);
}

std::optional<RunOutcome> runOutcomeFromString(QStringView name)
{
    return valueIn<outcomeNames>(name);
}

bool ExpectationScope::matches(const Process &process) const
{
    if (!isSet() || (!types.empty() && std::find(types.begin(), types.end(), process.type) == types.end()))
        return false;
    return name.isEmpty() || matchesPattern(name.toString(), process.name.toString());
}

ExpectationState stateOf(const Expectation &expectation)
{
    if (expectation.pause)
        return ExpectationState::Paused;
    if (expectation.startTrouble || expectation.finishTrouble)
        return ExpectationState::Down;
    if (expectation.isLate)
        return ExpectationState::Late;
    if (!expectation.running.empty())
        return ExpectationState::Started;
    return expectation.runs.empty() ? ExpectationState::New : ExpectationState::Up;
}

std::optional<qint64> nextChangeMs(const Expectation &expectation)
{
    if (expectation.pause)
        return std::nullopt;
    std::optional<qint64> next;
    const auto take = [&next](const std::optional<qint64> &ms) {
        if (ms && (!next || *ms < *next))
            next = ms;
    };
    take(expectation.startByMs);
    if (expectation.startByMs && !expectation.isLate)
        take(expectation.dueMs);
    for (const ExpectedRun &run : expectation.running)
        take(run.finishByMs);
    return next;
}

QString localTimeText(const ExpectationDefinition &definition, qint64 wallMs)
{
    const QTimeZone zone(definition.timeZone.toString().toUtf8());
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC);
    return zone.isValid() ? utc.toOffsetFromUtc(zone.offsetFromUtc(utc)).toString(Qt::ISODate)
                          : utc.toString(Qt::ISODate);
}

} // namespace Procession
