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

} // namespace

// docs/performance.md counts on it.
static_assert(sizeof(Process) <= 192);

QLatin1StringView wireName(RetryState::Status status)
{
    return nameIn<retryNames>(status);
}

std::optional<RetryState::Status> retryStatusFromString(QStringView name)
{
    return valueIn<retryNames>(name);
}

bool isLive(const Process &process)
{
    return !isTerminal(process.status) || (process.retry && process.retry->status == RetryState::Status::Scheduled);
}

bool isOwnWork(const Process &process)
{
    const Work *work = process.dispatch.work();
    return work && work->isHere;
}

} // namespace Procession
