// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "awaitedtimes.h"

#include <algorithm>

namespace Procession::AwaitedTimes {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostEarlyMs = 60'000;
/// A clock that is put back by more than this was wrong; times that it passed come again. As in Debian's cron.
constexpr qint64 longestShiftMs = 3 * 3'600'000;

void await(Expectation &expectation, std::optional<qint64> dueMs)
{
    expectation.dueMs = dueMs;
    expectation.startByMs = dueMs ? std::optional(*dueMs + expectation.definition.graceStart.count()) : std::nullopt;
    expectation.isLate = false;
}

bool hasPeriod(const ExpectationDefinition &definition)
{
    return definition.every.count() > 0;
}

/// The first time after `nowMs`; nothing where there is none, or this machine can't read the rule.
std::optional<qint64> nextAfter(const ExpectationDefinition &definition, qint64 nowMs)
{
    if (hasPeriod(definition))
        return nowMs + definition.every.count();
    const auto rule = ruleOf(definition);
    return rule ? rule->nextAfter(nowMs) : std::nullopt;
}

/// How long before the time `dueMs` a run may begin and still meet it.
qint64 earlyMs(const ScheduleRule &rule, qint64 dueMs)
{
    const auto following = rule.nextAfter(dueMs);
    return following ? std::min(mostEarlyMs, (*following - dueMs) / 4) : mostEarlyMs;
}

} // namespace

Result<ScheduleRule> ruleOf(const ExpectationDefinition &definition)
{
    const auto zone = timeZoneFrom(definition.timeZone);
    if (!zone)
        return Error{zone.error().code, zone.error().message, u"time_zone"_s};
    auto rule = ScheduleRule::parse(definition.cron, *zone);
    if (!rule)
        return Error{rule.error().code, rule.error().message, u"cron"_s};
    return rule;
}

Result<void> check(const ExpectationDefinition &definition)
{
    if (hasPeriod(definition))
        return {};
    const auto rule = ruleOf(definition);
    return rule ? Result<void>() : rule.error();
}

QString words(const ExpectationDefinition &definition)
{
    const qint64 every = definition.every.count();
    const auto rule =
        every > 0 ? ScheduleRule::parse(u"@every %1ms"_s.arg(every), QTimeZone::utc()) : ruleOf(definition);
    return rule ? rule->words() : QString();
}

void awaitFrom(Expectation &expectation, qint64 nowMs)
{
    expectation.anchorMs = nowMs;
    await(expectation, nextAfter(expectation.definition, nowMs));
}

void meet(Expectation &expectation, qint64 atMs)
{
    const ExpectationDefinition &definition = expectation.definition;
    if (hasPeriod(definition)) {
        await(expectation, atMs + definition.every.count());
        return;
    }
    const auto rule = ruleOf(definition);
    if (!rule)
        return;
    // The time that it may meet early: that which is awaited, or where that was given up the one that follows.
    std::optional<qint64> ahead = expectation.dueMs;
    if (!ahead || *ahead <= atMs) {
        const bool isGivenUp = !expectation.startByMs;
        ahead = rule->nextAfter(atMs);
        if (!isGivenUp) {
            await(expectation, ahead);
            return;
        }
    }
    if (ahead && *ahead - atMs <= earlyMs(*rule, *ahead))
        ahead = rule->nextAfter(*ahead);
    await(expectation, ahead);
}

void redefine(Expectation &expectation, const ExpectationDefinition &before, qint64 nowMs)
{
    const ExpectationDefinition &now = expectation.definition;
    if (now.every != before.every || now.cron != before.cron || now.timeZone != before.timeZone) {
        std::optional<qint64> due = nextAfter(now, hasPeriod(now) ? expectation.anchorMs : nowMs);
        if (due && *due <= nowMs)
            due = nextAfter(now, nowMs);
        await(expectation, due);
    } else if (now.graceStart != before.graceStart && expectation.startByMs) {
        expectation.startByMs = std::max(*expectation.dueMs + now.graceStart.count(), nowMs);
    }
    if (now.graceFinish == before.graceFinish)
        return;
    for (ExpectedRun &run : expectation.running) {
        const bool wasTold = before.graceFinish && !run.finishByMs;
        if (!now.graceFinish)
            run.finishByMs.reset();
        else if (!wasTold)
            run.finishByMs = std::max(run.startedMs + now.graceFinish->count(), nowMs);
    }
}

void shift(Expectation &expectation, qint64 byMs)
{
    if (byMs == 0)
        return;
    for (ExpectedRun &run : expectation.running) {
        run.startedMs += byMs;
        if (run.finishByMs)
            *run.finishByMs += byMs;
    }
    if (!hasPeriod(expectation.definition))
        return;
    expectation.anchorMs += byMs;
    if (expectation.dueMs)
        *expectation.dueMs += byMs;
    if (expectation.startByMs)
        *expectation.startByMs += byMs;
}

void forgiveStart(Expectation &expectation, qint64 nowMs)
{
    const qint64 trusted = hasPeriod(expectation.definition) ? 0 : longestShiftMs;
    if (!expectation.startByMs)
        return;
    if (expectation.anchorMs - nowMs > trusted)
        awaitFrom(expectation, nowMs); // the clock was ahead when the last run came
    else if (*expectation.dueMs <= nowMs)
        expectation.startByMs = std::max(*expectation.startByMs, nowMs + expectation.definition.graceStart.count());
}

void forgiveFinish(Expectation &expectation, qint64 nowMs)
{
    for (ExpectedRun &run : expectation.running) {
        run.startedMs = std::min(run.startedMs, nowMs);
        if (run.finishByMs && expectation.definition.graceFinish)
            run.finishByMs = nowMs + expectation.definition.graceFinish->count();
    }
}

} // namespace Procession::AwaitedTimes
