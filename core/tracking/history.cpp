// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "history.h"

namespace Procession {

HistoryEvent historyEventOf(const Event &event)
{
    static const SharedOptional<Actor> thisServer{Actor{}};
    const Process &process = **event.process;
    HistoryEvent kept{.seq = process.seq,
                      .timeMs = event.timeMs,
                      .kind = event.kind,
                      .status = process.status,
                      .attempt = process.attempt,
                      .progress = process.progress,
                      .message = process.message,
                      .errorMessage = process.errorMessage,
                      .origin = event.origin,
                      .retry = {}};
    if (!kept.origin.actor)
        kept.origin.actor = thisServer;
    const bool endsAttempt = event.kind == EventKind::Reported || event.kind == EventKind::TimedOut;
    if (endsAttempt && process.retry
        && (process.retry->status == RetryState::Status::Scheduled
            || process.retry->status == RetryState::Status::Exhausted))
        kept.retry = process.retry;
    return kept;
}

} // namespace Procession
