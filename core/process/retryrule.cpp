// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryrule.h"

#include <algorithm>

namespace Procession {

std::optional<RetryPolicy> retryPolicyOf(const Process &process, const std::optional<RetryPolicy> &typePolicy)
{
    if (process.dispatch.work() && !isOwnWork(process))
        return std::nullopt;
    std::optional<RetryPolicy> policy = process.retryPolicy;
    if (!policy)
        policy = typePolicy;
    return policy && policy->maxAttempts > 1 ? policy : std::nullopt;
}

void decideRetry(Process &process, const RetryTerms &terms)
{
    using Status = RetryState::Status;
    const std::optional<RetryPolicy> policy = retryPolicyOf(process, terms.typePolicy);
    if (!policy && !process.retry)
        return;

    RetryState state;
    state.status = policy || terms.isHopeless ? Status::Exhausted : Status::Failed;
    state.attempt = process.attempt;
    state.maxAttempts = std::max(policy ? policy->maxAttempts : process.retry->maxAttempts, process.attempt);
    state.lastError = process.errorMessage;
    if (policy && !terms.isHopeless && process.attempt < policy->maxAttempts) {
        state.status = Status::Scheduled;
        state.attempt = process.attempt + 1;
        state.delay = std::max(retryDelay(*policy, process.attempt, terms.draw), terms.leastDelay);
        state.nextAt = terms.timeMs + state.delay.count();
    }
    process.retry = state;
}

} // namespace Procession
