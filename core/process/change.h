// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "dependencyverdict.h"
#include "eventkind.h"
#include "process.h"
#include "result.h"

#include <QJsonObject>
#include <QUuid>

#include <variant>

namespace Procession {

/// Begins to track a process.
struct StartChange
{
    ProcessId id;
    ProcessType type;
    Text name{};
    Text description{};
    QJsonObject metadata{};
    ProcessStatus status = ProcessStatus::Pending; ///< Pending or Running
    std::optional<std::chrono::milliseconds> timeout{};
    std::optional<std::chrono::milliseconds> heartbeatTimeout{};
    std::optional<RetryPolicy> retryPolicy{};
    std::optional<std::chrono::milliseconds> pendingTimeout{};
    AttemptLimits limits{};
    Demand demand{}; ///< of work that this server itself does
    DependencyTerms dependencies{};
    /// The checked request for work that this server itself does, as compact JSON. Only WorkQueue::submit() sets it: the
    /// body of a client never does.
    Text work{};
};

/// A start with its metadata and digest, which are worked out once, before the tracker takes its lock.
class PreparedStart
{
public:
    PreparedStart(StartChange start);

    const StartChange *operator->() const { return &m_start; }
    const Metadata &metadata() const { return m_metadata; }
    const StartDigest &digest() const { return m_digest; }
    /// Notes that the dependency is only in the history.
    void noteArchived(const ProcessId &dependency, ProcessStatus archivedAs);

private:
    StartChange m_start;
    Metadata m_metadata;
    StartDigest m_digest;
};

/// A report of the program that runs a process. Only the fields that are set change.
struct ReportChange
{
    std::optional<ProcessStatus> status{};
    std::optional<double> progress{};
    std::optional<Text> message{};
    std::optional<Text> errorMessage{};
    QJsonObject metadataUpdate{};
    std::optional<int> attempt{}; ///< the attempt that the reporter runs; an older one is refused
    /// With a failure: false where trying again can't help, so that no retry is scheduled.
    std::optional<bool> retryable{};
    /// With a failure: how long the next attempt must wait at least.
    std::optional<std::chrono::milliseconds> retryAfter{};
    SharedOptional<Resources> resources{}; ///< a sample
    /// With the status that ends the attempt. Without one it may come afterwards, from a reporter whose attempt was ended
    /// by somebody else, with the last sample and nothing more.
    SharedOptional<Exit> exit{};

    /// Adds what a later report on the same attempt says, so that one report stands for both. Metadata is merged key by
    /// key; a null stays, and deletes the key once the report is applied.
    void merge(const ReportChange &later);
};

/// Stops a process: a live one becomes `cancelled`, and a scheduled retry is called off.
struct CancelChange
{
};

/// The next attempt begins: back to `pending`.
struct RetryChange
{
    /// Set where the engine retries: holds only if that attempt's retry still is scheduled.
    std::optional<int> scheduledAttempt{};
};

/// The process ran too long, was silent or stood still for too long, or stayed pending for too long.
struct ExpireChange
{
    enum class Cause : quint8 { RunningTime, Heartbeat, Pending, Progress, Output };

    Cause cause = Cause::RunningTime;
    int attempt = 1;       ///< the attempt that was judged
    quint64 reportSeq = 0; ///< the last report that was seen; a newer one saves a process from Heartbeat
    /// With Pending: the limit of a process that has none of its own.
    std::optional<std::chrono::milliseconds> pendingTimeout{};
    /// With Progress: when it last changed, by the process (see progressBase()); a later change saves it.
    qint64 sinceMs = 0;
};

/// No report or output of a running process came for a while, or its progress stood still, or a pending one stayed
/// pending. The process goes on.
struct QuietChange
{
    int attempt = 1;
    quint64 reportSeq = 0; ///< with QuietClock::Report: the last report that was seen; a newer one is a sign of life
    QuietClock clock = QuietClock::Report;
    /// With Output: the last output, as wall time. With Progress: as in ExpireChange.
    qint64 sinceMs = 0;
    /// With Output: it prints again, and is no longer quiet.
    bool isOver = false;
};

/// A dependency of a process stands otherwise than before, and Change::verdict tells the outcome: the process is released,
/// ended as one that can't begin any more, or waits (again).
struct DependencyChange
{
};

/// A finished process is no longer tracked.
struct RemoveChange
{
    bool keepsHistory = false; ///< the store keeps it; otherwise it is forgotten altogether
};

/// A process that another Procession tracked, as it stood there.
struct ImportChange
{
    Process process;
};

/// The time from which the progress clock of a running process counts: when its progress last changed, or when it began to
/// run.
qint64 progressBase(const Process &process);

/// One change, with all that the rule reads.
struct Change
{
    QUuid id;        ///< its own, so that a repeated one is recognised
    quint64 seq = 0; ///< the number that its event gets
    qint64 timeMs = 0;
    qsizetype maxMetadataBytes = 64 * 1024;
    Origin origin; ///< the rule treats all actors alike
    /// The retry policy of the process's type, and an even random number from 0 to 1: they decide the retry of an
    /// attempt that fails. Set for the changes that may need them (mayDecideRetry()).
    std::optional<RetryPolicy> policy;
    double draw = 0;
    /// Whether the condition of a process with dependencies holds. Set for a start, a retry, an import and a
    /// DependencyChange of such a one.
    std::optional<DependencyVerdict> verdict;
    std::variant<ReportChange, PreparedStart, CancelChange, RetryChange, ExpireChange, QuietChange, RemoveChange,
                 ImportChange, DependencyChange>
        payload;
};

/// Whether the outcome may depend on the change's `policy` and `draw`.
bool mayDecideRetry(const Change &change);

struct Outcome
{
    Process process;
    EventKind kind = EventKind::Reported;
    /// False where the change was made before (a repeated start): there is no event then.
    bool changed = true;
};

/// The rule: returns the state that `change` makes of `current` (null where there is no such process), or an error.
///
/// A pure function of its arguments, so that all folds of the same log come to the same state. An error changes
/// nothing. Any thread.
Result<Outcome> apply(const Process *current, const Change &change);

} // namespace Procession
