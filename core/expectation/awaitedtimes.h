// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expectation.h"
#include "schedulerule.h"

namespace Procession {

/// When runs of an expectation are awaited. Changes `dueMs`, `startByMs` and `isLate` of it, and by when its runs have to
/// end. Pure; any thread. Times are wall times in ms.
///
/// By a period the next run is awaited that long after the last one began. By a cron expression it is awaited at its next
/// time: a run meets all times up to its begin. One that begins a little early meets the time that follows, since no two
/// machines agree on the time: by a minute at most, and by a quarter of the time to the one after it.
namespace AwaitedTimes {

/// The rule of a definition with a cron expression. Errors: InvalidField (`cron`, `time_zone`).
Result<ScheduleRule> ruleOf(const ExpectationDefinition &definition);
/// Whether the definition's times can be read. Errors: as above.
Result<void> check(const ExpectationDefinition &definition);
/// The definition's times in words, such as "every day at 03:00"; empty where they can't be read.
QString words(const ExpectationDefinition &definition);

/// The next run is the first one since then.
void awaitFrom(Expectation &expectation, qint64 nowMs);
/// A run began.
void meet(Expectation &expectation, qint64 atMs);
/// Its definition is another one than before. Times that were passed by the new one alone aren't missed.
void redefine(Expectation &expectation, const ExpectationDefinition &before, qint64 nowMs);
/// The clock was set by so much: periods and graces go by the time that passes.
void shift(Expectation &expectation, qint64 byMs);
/// A run that should have begun by now gets its grace once more.
void forgiveStart(Expectation &expectation, qint64 nowMs);
/// Runs that are under way get the whole time for their end once more.
void forgiveFinish(Expectation &expectation, qint64 nowMs);

} // namespace AwaitedTimes

} // namespace Procession
