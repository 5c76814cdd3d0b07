// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "process.h"

#include "wirenames.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<RetryState::Status, 6> retryNames{{
    {RetryState::Status::Scheduled, "scheduled"_L1},
    {RetryState::Status::Executing, "executing"_L1},
    {RetryState::Status::Success, "success"_L1},
    {RetryState::Status::Failed, "failed"_L1},
    {RetryState::Status::Exhausted, "exhausted"_L1},
    {RetryState::Status::Cancelled, "cancelled"_L1},
}};

constexpr WireNames<QuietClock, 3> clockNames{{
    {QuietClock::Report, "report"_L1},
    {QuietClock::Output, "output"_L1},
    {QuietClock::Progress, "progress"_L1},
}};

} // namespace

// docs/performance.md counts on it.
static_assert(sizeof(Process) <= 216);

QLatin1StringView wireName(RetryState::Status status)
{
    return nameIn<retryNames>(status);
}

std::optional<RetryState::Status> retryStatusFromString(QStringView name)
{
    return valueIn<retryNames>(name);
}

QLatin1StringView wireName(QuietClock clock)
{
    return nameIn<clockNames>(clock);
}

std::optional<QuietClock> quietClockFromString(QStringView name)
{
    return valueIn<clockNames>(name);
}

bool isLive(const Process &process)
{
    return !isTerminal(process.status) || (process.retry && process.retry->status == RetryState::Status::Scheduled);
}

bool isWaiting(const Process &process)
{
    return process.status == ProcessStatus::Pending && process.dispatch.dependencies().isWaiting();
}

bool isOwnWork(const Process &process)
{
    const Work *work = process.dispatch.work();
    return work && work->isHere;
}

Attempt currentAttempt(const Process &process)
{
    return {.number = process.attempt,
            .status = process.status,
            .progress = process.progress,
            .startedAt = process.startedAt,
            .endedAt = process.completedAt,
            .errorMessage = process.errorMessage,
            .details = process.details};
}

std::vector<Attempt> attemptsOf(const Process &process)
{
    std::vector<Attempt> attempts{currentAttempt(process)};
    if (process.earlierAttempts) {
        const std::vector<Attempt> &earlier = process.earlierAttempts->list();
        attempts.insert(attempts.end(), earlier.rbegin(), earlier.rend());
    }
    return attempts;
}

const Resources *resourcesOf(const Process &process)
{
    return process.details && process.details->resources ? &*process.details->resources : nullptr;
}

} // namespace Procession
