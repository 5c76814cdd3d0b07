// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "process.h"

namespace Procession {

// docs/performance.md counts on it.
static_assert(sizeof(Process) <= 192);

QLatin1StringView wireName(RetryState::Status status)
{
    switch (status) {
    case RetryState::Status::Scheduled:
        return QLatin1StringView("scheduled");
    case RetryState::Status::Executing:
        return QLatin1StringView("executing");
    case RetryState::Status::Success:
        return QLatin1StringView("success");
    case RetryState::Status::Failed:
        return QLatin1StringView("failed");
    case RetryState::Status::Exhausted:
        return QLatin1StringView("exhausted");
    case RetryState::Status::Cancelled:
        return QLatin1StringView("cancelled");
    }
    Q_UNREACHABLE();
}

std::optional<RetryState::Status> retryStatusFromString(QStringView name)
{
    using Status = RetryState::Status;
    for (const Status status : {Status::Scheduled, Status::Executing, Status::Success, Status::Failed,
                                Status::Exhausted, Status::Cancelled}) {
        if (name == wireName(status))
            return status;
    }
    return std::nullopt;
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
