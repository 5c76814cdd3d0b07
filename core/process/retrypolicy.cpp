// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrypolicy.h"

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace std::chrono_literals;

namespace {

Error outOfRange(const char *field, const char *range)
{
    return {ErrorCode::InvalidField, QStringLiteral("%1 must be %2.").arg(QLatin1String(field), QLatin1String(range)),
            QLatin1String(field)};
}

} // namespace

Result<void> validate(const RetryPolicy &policy)
{
    if (policy.maxAttempts < 1 || policy.maxAttempts > 1000)
        return outOfRange("max_attempts", "a whole number from 1 to 1000");
    if (policy.initialDelay < 0ms || policy.initialDelay > RetryPolicy::longestDelay)
        return outOfRange("initial_delay", "a number of seconds from 0 to 2592000 (30 days)");
    if (policy.maxDelay < policy.initialDelay || policy.maxDelay > RetryPolicy::longestDelay)
        return outOfRange("max_delay", "a number of seconds from initial_delay to 2592000 (30 days)");
    if (!(policy.exponentialBase >= 1.0 && policy.exponentialBase <= 100.0))
        return outOfRange("exponential_base", "a number from 1 to 100");
    return {};
}

std::chrono::milliseconds retryDelay(const RetryPolicy &policy, int retry, double draw)
{
    const auto initial = static_cast<double>(policy.initialDelay.count());
    const auto longest = static_cast<double>(policy.maxDelay.count());
    // Where the power overflows to infinity, the smaller of the two still is the longest delay.
    const double backoff = initial > 0.0 ? initial * std::pow(policy.exponentialBase, std::max(0, retry - 1)) : 0.0;
    const double delay = std::min(backoff, longest) * (policy.jitter ? 0.5 + draw / 2.0 : 1.0);
    return std::chrono::milliseconds(std::llround(delay));
}

} // namespace Procession
