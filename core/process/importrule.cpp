// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "importrule.h"

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayMs = 24LL * 3600 * 1000;
/// What the clock of another machine may be ahead by.
constexpr qint64 clockSkewMs = dayMs;
/// The longest delay that a retry policy may have.
constexpr qint64 longestDelayMs = 30 * dayMs;

Error invalid(QLatin1StringView field, const QString &message)
{
    return {ErrorCode::InvalidField, message, field};
}

std::optional<Error> problemOfTimes(const Process &process, qint64 nowMs)
{
    const Resources *resources = resourcesOf(process);
    const std::array<std::pair<QLatin1StringView, std::optional<qint64>>, 8> moments{{
        {"created_at"_L1, process.createdAt},
        {"updated_at"_L1, process.updatedAt},
        {"started_at"_L1, process.startedAt},
        {"completed_at"_L1, process.completedAt},
        {"quiet_since"_L1, process.quietSince},
        {"last_progress_at"_L1, process.progressedAt},
        {"resources"_L1, resources ? std::optional<qint64>(resources->atMs) : std::nullopt},
        {"resources"_L1, resources ? std::optional<qint64>(resources->overSinceMs) : std::nullopt},
    }};
    for (const auto &[field, moment] : moments) {
        if (moment && *moment <= 0)
            return invalid(field, u"%1 must be a number of seconds after 1970."_s.arg(field));
        if (moment && *moment > nowMs + clockSkewMs)
            return invalid(field, u"%1 lies more than a day in the future."_s.arg(field));
    }
    if (process.completedAt.has_value() != isTerminal(process.status))
        return invalid("completed_at"_L1, u"completed_at belongs to a finished process, and only to one."_s);
    if (process.startedAt && process.status == ProcessStatus::Pending)
        return invalid("started_at"_L1, u"started_at belongs to a process that runs or ran; this one is pending."_s);
    if (!process.startedAt && process.status == ProcessStatus::Running)
        return invalid("started_at"_L1, u"started_at is missing: the process is running."_s);
    return std::nullopt;
}

/// Whether a process of that status can have such a retry.
bool belongTogether(RetryState::Status retry, ProcessStatus status)
{
    const bool failed = status == ProcessStatus::Failed || status == ProcessStatus::Timeout;
    switch (retry) {
    case RetryState::Status::Scheduled:
        return failed;
    case RetryState::Status::Executing:
        return !isTerminal(status);
    case RetryState::Status::Success:
        return status == ProcessStatus::Completed;
    case RetryState::Status::Failed:
    case RetryState::Status::Exhausted:
    case RetryState::Status::Cancelled:
        return isRetryable(status);
    }
    Q_UNREACHABLE();
}

std::optional<Error> problemOfRetry(const Process &process, qint64 nowMs)
{
    if (!process.retry)
        return std::nullopt;
    const RetryState &retry = *process.retry;
    if (!belongTogether(retry.status, process.status)) {
        return invalid("retry"_L1,
                       u"retry: a process that is %1 can't have a retry that is %2."_s.arg(wireName(process.status),
                                                                                           wireName(retry.status)));
    }
    const bool isScheduled = retry.status == RetryState::Status::Scheduled;
    if (isScheduled && !retry.nextAt)
        return invalid("retry"_L1, u"retry: next_at is missing: the retry is scheduled."_s);
    if (isScheduled && retry.attempt != process.attempt + 1)
        return invalid("retry"_L1,
                       u"retry: attempt %1 can't follow attempt %2."_s.arg(retry.attempt).arg(process.attempt));
    if (retry.attempt > process.attempt + 1) // the one that was called off, at most
        return invalid("retry"_L1, u"retry: there was no attempt %1 yet."_s.arg(retry.attempt));
    if (retry.nextAt && (*retry.nextAt <= 0 || *retry.nextAt > nowMs + longestDelayMs + clockSkewMs))
        return invalid("retry"_L1, u"retry: next_at must be a time within the next 30 days."_s);
    return std::nullopt;
}

std::optional<Error> problemOfAttempts(const Process &process, qint64 nowMs)
{
    if (process.details && process.details->exit && !isTerminal(process.status))
        return invalid("exit"_L1,
                       u"exit belongs to a finished process; this one is %1."_s.arg(wireName(process.status)));
    if (!process.earlierAttempts)
        return std::nullopt;
    for (const Attempt &attempt : process.earlierAttempts->list()) {
        if (attempt.number >= process.attempt) {
            return invalid("earlier_attempts"_L1,
                           u"earlier_attempts: attempt %1 isn't before the current one."_s.arg(attempt.number));
        }
        const Resources *resources =
            attempt.details && attempt.details->resources ? &*attempt.details->resources : nullptr;
        for (const std::optional<qint64> moment :
             {std::optional<qint64>(attempt.startedAt), std::optional<qint64>(attempt.endedAt),
              resources ? std::optional<qint64>(resources->atMs) : std::nullopt}) {
            if (moment && (*moment <= 0 || *moment > nowMs + clockSkewMs)) {
                return invalid(
                    "earlier_attempts"_L1,
                    u"earlier_attempts: a time of attempt %1 is before 1970 or in the future."_s.arg(attempt.number));
            }
        }
    }
    return std::nullopt;
}

} // namespace

Result<void> checkImport(const Process &process, qint64 nowMs)
{
    if (const auto problem = problemOfTimes(process, nowMs))
        return *problem;
    if (const auto problem = problemOfRetry(process, nowMs))
        return *problem;
    if (const auto problem = problemOfAttempts(process, nowMs))
        return *problem;
    return {};
}

} // namespace Procession
