// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "history.h"

#include <algorithm>

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

Process stateAfter(const HistoryEvent &event, const Process &process)
{
    Process then;
    then.id = process.id;
    then.type = process.type;
    then.name = process.name;
    then.description = process.description;
    then.createdAt = process.createdAt;
    then.createdSeq = process.createdSeq;
    then.status = event.status;
    then.attempt = event.attempt;
    then.progress = event.progress;
    then.message = event.message;
    then.errorMessage = event.errorMessage;
    then.retry = event.retry;
    then.updatedAt = event.timeMs;
    then.seq = event.seq;
    const std::vector<Attempt> attempts = attemptsOf(process);
    const auto attempt = std::find_if(attempts.begin(), attempts.end(),
                                      [&event](const Attempt &each) { return each.number == event.attempt; });
    const bool isKept = attempt != attempts.end();
    if (isKept && event.status != ProcessStatus::Pending
        && attempt->startedAt.value_or(event.timeMs + 1) <= event.timeMs)
        then.startedAt = attempt->startedAt;
    if (isTerminal(event.status))
        then.completedAt = isKept ? std::min(attempt->endedAt.value_or(event.timeMs), event.timeMs) : event.timeMs;
    return then;
}

} // namespace Procession
