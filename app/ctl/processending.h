// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <chrono>

namespace Procession {

/// Whether a process that the server tells of will go on.
enum class ProcessEnding : quint8 {
    Live,      ///< it waits, runs, or will be tried again
    Undecided, ///< it failed, and the server hasn't told yet whether it will be tried again
    Over,
};

/// The server decides on a retry within moments, where the policy asks for one at all; who hears nothing for so long
/// may take an undecided process for over.
inline constexpr std::chrono::seconds retryDecisionTime{3};

inline ProcessEnding endingOf(const Process &process)
{
    if (isLive(process))
        return ProcessEnding::Live;
    const bool isDecided = process.retry
        && (process.retry->status == RetryState::Status::Exhausted
            || process.retry->status == RetryState::Status::Cancelled);
    const bool mayBeTriedAgain = process.status == ProcessStatus::Failed || process.status == ProcessStatus::Timeout;
    return isDecided || !mayBeTriedAgain ? ProcessEnding::Over : ProcessEnding::Undecided;
}

} // namespace Procession
