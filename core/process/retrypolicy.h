// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QtGlobal>

#include <chrono>

namespace Procession {

/// How often, and how long apart, a process that ended in `failed` or `timeout` is tried again.
struct RetryPolicy
{
    /// The longest that any retry may be put off: 30 days.
    static constexpr std::chrono::milliseconds longestDelay = std::chrono::hours(24 * 30);

    /// Attempts in all, the first one included: 1 to 1,000. 1 means no automatic retry.
    int maxAttempts = 3;
    /// The delay before the first retry: 0 to longestDelay.
    std::chrono::milliseconds initialDelay{1000};
    /// No delay is longer than this: initialDelay to longestDelay.
    std::chrono::milliseconds maxDelay{60000};
    /// Each further delay is this many times the one before: 1 to 100.
    double exponentialBase = 2.0;
    /// Whether each delay is drawn evenly from its second half, so that processes which failed together aren't retried
    /// together.
    bool jitter = true;

    friend bool operator==(const RetryPolicy &a, const RetryPolicy &b) = default;
};

/// Whether every value is in the range that its field states; the error names the first that isn't. All readers of
/// policies leave these ranges to it.
Result<void> validate(const RetryPolicy &policy);

/// The delay before retry number `retry` (1 is the first one).
///
/// min(initialDelay * exponentialBase^(retry - 1), maxDelay), and with jitter that times (0.5 + draw / 2),
/// where `draw` is an even random number from 0 to 1.
std::chrono::milliseconds retryDelay(const RetryPolicy &policy, int retry, double draw);

} // namespace Procession
