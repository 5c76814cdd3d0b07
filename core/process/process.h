// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.h"
#include "compactoptional.h"
#include "dispatch.h"
#include "metadata.h"
#include "processid.h"
#include "processstatus.h"
#include "processtype.h"
#include "retrypolicy.h"
#include "sharedoptional.h"
#include "startdigest.h"
#include "text.h"

#include <chrono>
#include <optional>

namespace Procession {

/// The state of the next attempt of a process that failed, or of the retried attempt.
struct RetryState
{
    enum class Status : quint8 {
        Scheduled, ///< waits for `nextAt`
        Executing, ///< the retried attempt is pending or running
        Success,   ///< the retried attempt completed
        Failed,    ///< the retried attempt failed, and no policy asks for another one
        Exhausted, ///< no attempt is left
        Cancelled, ///< the scheduled retry was cancelled
    };

    Status status = Status::Scheduled;
    int attempt = 2; ///< the number of the attempt that the retry is, or is to be
    int maxAttempts = 3;
    std::chrono::milliseconds delay{0};
    std::optional<qint64> nextAt; ///< wall time in ms; set while scheduled
    Text lastError;

    friend bool operator==(const RetryState &a, const RetryState &b) = default;
};

/// The wire name, such as `scheduled`.
QLatin1StringView wireName(RetryState::Status status);
/// The status of that wire name, or nothing where there is none.
std::optional<RetryState::Status> retryStatusFromString(QStringView name);

/// The clock by which a live process fell quiet. An earlier one of these counts for more.
enum class QuietClock : quint8 {
    Report,   ///< nothing is reported of it
    Output,   ///< it prints nothing
    Progress, ///< its progress doesn't change
};

/// The wire name, such as `report`.
QLatin1StringView wireName(QuietClock clock);
/// The clock of that wire name, or nothing where there is none.
std::optional<QuietClock> quietClockFromString(QStringView name);

/// One operation that some program runs and reports. Plain data; all times are wall time in ms.
///
/// A server holds a million of them: a field that few processes have takes a pointer at most.
///
/// Adding a field: here; in the rule (change.h, change.cpp) where a start, a report or an import sets it; where it is
/// printed (processjson.cpp: writeProcess, writeUpdate) and read (changejson.cpp: startFromJson, reportFromJson,
/// processFromJson, and canonicalStart, which prints a new field only where it is set; attemptjson.cpp has the facts of
/// attempts); in core/store/processrow.cpp as a
/// column, which is bound and read, with its migration in sqliteschema.cpp; and in tests/support/fullprocess.h, by which
/// tests send every field through the wire, the store and an import.
struct Process
{
    ProcessId id;
    ProcessType type;
    ProcessStatus status = ProcessStatus::Pending;
    QuietClock quietClock = QuietClock::Report; ///< of quietSince; Report where that is empty
    int attempt = 1;
    Text name;
    Text description;
    CompactOptional<double> progress; ///< 0 to 100; empty where none was reported
    Text message;
    Text errorMessage;
    Metadata metadata;

    qint64 createdAt = 0;
    qint64 updatedAt = 0;                 ///< the last change that the reporter or an operator made
    CompactOptional<qint64> startedAt;    ///< when this attempt began to run
    CompactOptional<qint64> completedAt;  ///< when this attempt ended
    CompactOptional<qint64> progressedAt; ///< when the progress of this attempt last changed
    /// The time of the last report, output or progress before it fell quiet; of a pending process, the time since it is
    /// pending.
    CompactOptional<qint64> quietSince;

    SharedOptional<AttemptDetails> details; ///< of this attempt
    SharedOptional<EarlierAttempts> earlierAttempts;

    Dispatch dispatch; ///< the work that this server does itself, how long it may wait as pending, and further limits
    SharedOptional<RetryState> retry;
    SharedOptional<RetryPolicy> retryPolicy;                     ///< its own, in place of its type's
    CompactOptional<std::chrono::milliseconds> timeout;          ///< longest time of running, for each attempt
    CompactOptional<std::chrono::milliseconds> heartbeatTimeout; ///< longest time without a report while it runs

    quint64 seq = 0;         ///< of its last event
    quint64 createdSeq = 0;  ///< of its first event: orders processes by age
    quint64 reportSeq = 0;   ///< of the last event that its reporter caused: a sign of life
    StartDigest startDigest; ///< of the body that started it, so that a repeated start is recognised

    friend bool operator==(const Process &a, const Process &b) = default;
};

/// Whether the process still counts as live: it is not over, or a scheduled retry will revive it.
bool isLive(const Process &process);
/// Whether it waits for its dependencies: nobody may begin it yet.
bool isWaiting(const Process &process);
/// Whether this server itself runs the process, by a worker of its own.
bool isOwnWork(const Process &process);

/// The current attempt.
Attempt currentAttempt(const Process &process);
/// The attempts that are known, newest first: the current one, then the earlier ones. Those between the first one and the
/// newest are missing where there were more than EarlierAttempts::maxCount.
std::vector<Attempt> attemptsOf(const Process &process);
/// The latest figures of the current attempt; null where none were reported.
const Resources *resourcesOf(const Process &process);

} // namespace Procession
