// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

/// The terms that decide, beside the process itself, whether another attempt follows a failed one. Plain data.
struct RetryTerms
{
    qint64 timeMs = 0;                       ///< wall time of the decision
    std::optional<RetryPolicy> typePolicy{}; ///< of the process's type; its own policy comes first
    double draw = 0;                         ///< an even random number from 0 to 1, for the jitter
    bool isHopeless = false;                 ///< the reporter said that another attempt can't help
    std::chrono::milliseconds leastDelay{0}; ///< the reporter asked to wait at least this long
};

/// The retry policy that holds for the process: its own, or else its type's. Nothing where the process isn't retried by
/// itself, as with another server's work, which this server can't do again.
std::optional<RetryPolicy> retryPolicyOf(const Process &process, const std::optional<RetryPolicy> &typePolicy);

/// Decides what follows an attempt that just ended as `failed` or `timeout`, and sets `process.retry`: `scheduled`,
/// or `exhausted` where no attempt is left. Without a policy the retry of a process that was never retried stays
/// empty; that of a retried one is `failed`. Pure.
void decideRetry(Process &process, const RetryTerms &terms);

} // namespace Procession
