// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollup.h"

#include <algorithm>

namespace Procession {

void Rollup::add(const EndedRun &run)
{
    ++runs;
    const bool isRetry = run.attempt > 1;
    retries += isRetry ? 1 : 0;
    const bool isFailure = run.outcome == ProcessStatus::Failed || run.outcome == ProcessStatus::Timeout;
    givenUp += isFailure && run.isFinal ? 1 : 0;
    switch (run.outcome) {
    case ProcessStatus::Completed:
        ++completed;
        recovered += isRetry ? 1 : 0;
        if (run.durationMs)
            durations.add(static_cast<double>(*run.durationMs));
        break;
    case ProcessStatus::Failed:
        ++failed;
        break;
    case ProcessStatus::Timeout:
        ++timedOut;
        break;
    case ProcessStatus::Cancelled:
        ++cancelled;
        break;
    case ProcessStatus::Pending:
    case ProcessStatus::Running:
        break;
    }
    busyMs += run.durationMs.value_or(0);
    if (run.waitMs)
        waits.add(static_cast<double>(*run.waitMs));
    memoryPeak = std::max(memoryPeak, run.memoryPeak.value_or(0));
}

void Rollup::merge(const Rollup &other)
{
    runs += other.runs;
    completed += other.completed;
    failed += other.failed;
    timedOut += other.timedOut;
    cancelled += other.cancelled;
    givenUp += other.givenUp;
    retries += other.retries;
    recovered += other.recovered;
    busyMs += other.busyMs;
    memoryPeak = std::max(memoryPeak, other.memoryPeak);
    durations.merge(other.durations);
    waits.merge(other.waits);
}

std::optional<double> Rollup::successRate() const
{
    const quint64 counted = completed + failures();
    return counted == 0 ? std::nullopt : std::optional(static_cast<double>(completed) / static_cast<double>(counted));
}

} // namespace Procession
