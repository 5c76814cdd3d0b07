// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include "attemptrule.h"
#include "changejson.h"
#include "processjson.h"
#include "retryrule.h"

namespace Procession {

namespace {

Error illegalTransition(const Process &process, ProcessStatus wanted)
{
    const QString from = wireName(process.status);
    if (isTerminal(process.status)) {
        return {ErrorCode::IllegalTransition,
                QStringLiteral("Process %1 is already %2; only a retry leads out of that.")
                    .arg(process.id.toString(), from),
                QStringLiteral("status")};
    }
    return {ErrorCode::IllegalTransition,
            QStringLiteral("Process %1 is %2 and can't become %3.").arg(process.id.toString(), from, wireName(wanted)),
            QStringLiteral("status")};
}

Error metadataTooLarge(qsizetype size, qsizetype limit, const char *field)
{
    return {ErrorCode::TooLarge,
            QStringLiteral("The metadata would take %1 bytes; at most %2 are kept for a process.").arg(size).arg(limit),
            QLatin1String(field)};
}

Error workTooLarge(qsizetype size, qsizetype limit)
{
    return {ErrorCode::TooLarge,
            QStringLiteral("The request would take %1 bytes; at most %2 are kept with a process.").arg(size).arg(limit),
            {}};
}

void endQuiet(Process &process)
{
    process.quietSince.reset();
    process.quietClock = QuietClock::Report;
}

/// Ends the attempt, whoever ended it, and decides whether another one follows. `report` is the report that ended it.
void finish(Process &process, ProcessStatus status, const Change &change, const ReportChange *report = nullptr,
            bool isHopeless = false)
{
    process.status = status;
    process.completedAt = change.timeMs;
    endQuiet(process);
    if (status == ProcessStatus::Cancelled)
        takeCanceller(process, change.origin);
    if (status == ProcessStatus::Failed || status == ProcessStatus::Timeout) {
        decideRetry(process,
                    {.timeMs = change.timeMs,
                     .typePolicy = change.policy,
                     .draw = change.draw,
                     .isHopeless = isHopeless || (report && report->retryable == false),
                     .leastDelay = report ? report->retryAfter.value_or(std::chrono::milliseconds(0))
                                          : std::chrono::milliseconds(0)});
    } else if (process.retry && process.retry->status == RetryState::Status::Executing) {
        process.retry->status =
            status == ProcessStatus::Completed ? RetryState::Status::Success : RetryState::Status::Cancelled;
    }
}

/// The next attempt begins, as `pending`.
void beginNextAttempt(Process &process, const Change &change)
{
    RetryState state = process.retry.value_or(RetryState{});
    state.status = RetryState::Status::Executing;
    state.attempt = process.attempt + 1;
    if (!process.retry) {
        const auto policy = retryPolicyOf(process, change.policy);
        state.maxAttempts = policy ? policy->maxAttempts : 1;
    }
    state.maxAttempts = std::max(state.maxAttempts, state.attempt);
    state.lastError = process.errorMessage;
    state.nextAt.reset();

    putAttemptAside(process);
    process.attempt = state.attempt;
    process.retry = state;
    process.status = ProcessStatus::Pending;
}

/// How the dependencies of an attempt that begins stand, by a condition that can still hold.
Dependencies::State stateBy(const DependencyVerdict &verdict)
{
    return verdict.kind == DependencyVerdict::Kind::Holds ? Dependencies::State::Released
                                                          : Dependencies::State::Waiting;
}

/// Takes over what the plain form of a process leaves out.
void takeUntold(Process &process, const Process &known)
{
    if (!process.earlierAttempts)
        process.earlierAttempts = known.earlierAttempts;
    const bool isToldWho = process.details && process.details->cancelledBy;
    if (!isToldWho && known.details && known.details->cancelledBy)
        takeCanceller(process, *known.details->cancelledBy);
}

/// Whether the report only tells how an attempt went that may be over already.
bool isPostscript(const ReportChange &report)
{
    return report.exit && !report.status && !report.progress && !report.message && !report.errorMessage
        && report.metadataUpdate.isEmpty();
}

class Rule
{
public:
    Rule(const Process *current, const Change &change)
        : m_current(current)
        , m_change(change)
    {
    }

    Result<Outcome> operator()(const PreparedStart &start) const
    {
        if (m_current) {
            if (m_current->startDigest == start.digest())
                return Outcome{*m_current, EventKind::Started, false};
            return Error{ErrorCode::ProcessExists,
                         QStringLiteral("Process %1 already exists and was started with another body; choose another "
                                        "process_id, or report to this one with PATCH.")
                             .arg(start->id.toString()),
                         QStringLiteral("process_id")};
        }

        Process process;
        process.id = start->id;
        process.type = start->type;
        process.status = start->status;
        process.name = start->name;
        process.description = start->description;
        process.metadata = start.metadata();
        if (process.metadata.size() > m_change.maxMetadataBytes)
            return metadataTooLarge(process.metadata.size(), m_change.maxMetadataBytes, "metadata");
        if (start->work.size() > m_change.maxMetadataBytes)
            return workTooLarge(start->work.size(), m_change.maxMetadataBytes);
        process.dispatch.setWork({start->work, true});
        process.dispatch.setPendingTimeout(start->pendingTimeout);
        process.dispatch.setLimits(start->limits);
        process.dispatch.setDemand(start->demand);
        process.timeout = start->timeout;
        process.heartbeatTimeout = start->heartbeatTimeout;
        process.retryPolicy = start->retryPolicy;
        process.dispatch.setDependencies(Dependencies(start->dependencies));
        if (m_change.verdict && !process.dispatch.dependencies().isEmpty()) {
            // Where it can't hold the process is there first, and ends by a change of its own.
            process.dispatch.setDependencyState(stateBy(*m_change.verdict));
            if (start->status == ProcessStatus::Running && process.dispatch.dependencies().isWaiting())
                return stillWaiting(process);
        }
        process.createdAt = m_change.timeMs;
        if (start->status == ProcessStatus::Running)
            process.startedAt = m_change.timeMs;
        process.createdSeq = m_change.seq;
        process.startDigest = start.digest();
        return reported(std::move(process), EventKind::Started);
    }

    Result<Outcome> operator()(const ReportChange &report) const
    {
        Process process = current();
        if (isPostscript(report)) {
            if (auto added = addPostscript(process, report))
                return *std::move(added);
        }
        if (auto problem = problemOfAttempt(process, report))
            return *std::move(problem);
        const ProcessStatus wanted = report.status.value_or(process.status);
        if (!isLegalTransition(process.status, wanted))
            return illegalTransition(process, wanted);
        if (isWaiting(process) && wanted != ProcessStatus::Pending && wanted != ProcessStatus::Cancelled)
            return stillWaiting(process);
        if (report.exit && !isTerminal(wanted)) {
            return Error{ErrorCode::InvalidField, QStringLiteral("exit belongs to the status that ends the attempt."),
                         QStringLiteral("exit")};
        }

        if (!report.metadataUpdate.isEmpty()) {
            process.metadata = process.metadata.merged(report.metadataUpdate);
            if (process.metadata.size() > m_change.maxMetadataBytes)
                return metadataTooLarge(process.metadata.size(), m_change.maxMetadataBytes, "metadata_update");
        }
        const bool moved = report.progress && process.progress != report.progress;
        if (moved) {
            process.progress = report.progress;
            process.progressedAt = m_change.timeMs;
        }
        if (report.message)
            process.message = *report.message;
        if (report.errorMessage)
            process.errorMessage = *report.errorMessage;

        if (process.quietClock == QuietClock::Report || (process.quietClock == QuietClock::Progress && moved))
            endQuiet(process);
        if (wanted == ProcessStatus::Running && process.status == ProcessStatus::Pending)
            process.startedAt = m_change.timeMs;
        if (report.resources)
            takeResources(process, *report.resources, m_change.timeMs);
        if (report.exit)
            takeExit(process, *report.exit);
        if (isTerminal(wanted)) {
            finish(process, wanted, m_change, &report);
        } else {
            process.status = wanted;
            if (report.resources)
                enforceLimits(process);
        }
        return reported(std::move(process), EventKind::Reported);
    }

    Result<Outcome> operator()(const CancelChange &) const
    {
        Process process = current();
        if (!isTerminal(process.status)) {
            finish(process, ProcessStatus::Cancelled, m_change);
        } else if (process.retry && process.retry->status == RetryState::Status::Scheduled) {
            // It stays what it ended as; what is called off is the attempt that was to come.
            process.retry->status = RetryState::Status::Cancelled;
            process.retry->nextAt.reset();
        } else {
            return Error{ErrorCode::AlreadyFinished,
                         QStringLiteral("Process %1 is already %2 and can't be cancelled.")
                             .arg(process.id.toString(), wireName(process.status)),
                         {}};
        }
        return updated(std::move(process), EventKind::Cancelled);
    }

    Result<Outcome> operator()(const RetryChange &retry) const
    {
        Process process = current();
        const bool scheduled = process.retry && process.retry->status == RetryState::Status::Scheduled;
        if (!isRetryable(process.status)) {
            return Error{ErrorCode::NotRetryable,
                         QStringLiteral("Process %1 is %2; only a failed, timed out or cancelled one can be retried.")
                             .arg(process.id.toString(), wireName(process.status)),
                         {}};
        }
        if (process.dispatch.work() && !isOwnWork(process)) {
            return Error{ErrorCode::NotRetryable,
                         QStringLiteral("Process %1 is work of another server, or of an earlier version: this server "
                                        "can't do it again. Ask for it anew.")
                             .arg(process.id.toString()),
                         {}};
        }
        if (retry.scheduledAttempt && (!scheduled || process.retry->attempt != *retry.scheduledAttempt)) {
            return Error{ErrorCode::NotRetryable,
                         QStringLiteral("The scheduled retry of process %1 was called off.").arg(process.id.toString()),
                         {}};
        }

        if (m_change.verdict && !process.dispatch.dependencies().isEmpty()) {
            const bool cannotHold = m_change.verdict->kind == DependencyVerdict::Kind::CannotHold;
            if (cannotHold && !retry.scheduledAttempt) {
                return Error{
                    ErrorCode::NotRetryable,
                    QStringLiteral("Process %1 depends on %2, which didn't end as it must: retry that one first.")
                        .arg(process.id.toString(), m_change.verdict->failedId.toString()),
                    {}};
            }
            // A scheduled one ends by a change of its own, as the condition says.
            process.dispatch.setDependencyState(stateBy(*m_change.verdict));
        }
        beginNextAttempt(process, m_change);
        if (!retry.scheduledAttempt)
            process.retry->delay = std::chrono::milliseconds(0);
        return updated(std::move(process), EventKind::Retried);
    }

    Result<Outcome> operator()(const ExpireChange &expiry) const
    {
        Process process = current();
        using Cause = ExpireChange::Cause;
        const bool isPending = expiry.cause == Cause::Pending;
        if (process.status != (isPending ? ProcessStatus::Pending : ProcessStatus::Running)
            || process.attempt != expiry.attempt
            || (expiry.cause == Cause::Heartbeat && process.reportSeq != expiry.reportSeq)
            || (expiry.cause == Cause::Progress && progressBase(process) != expiry.sinceMs))
            return notDue(process);

        const Limit limit = limitOf(process, expiry);
        if (!limit.time)
            return notDue(process);
        process.errorMessage =
            QString::fromLatin1(limit.sentence).arg(static_cast<double>(limit.time->count()) / 1000.0);
        finish(process, ProcessStatus::Timeout, m_change);
        return updated(std::move(process), EventKind::TimedOut);
    }

    Result<Outcome> operator()(const QuietChange &quiet) const
    {
        Process process = current();
        if (isTerminal(process.status) || process.attempt != quiet.attempt || !mayFallQuiet(process, quiet))
            return notDue(process);
        process.seq = m_change.seq;
        if (quiet.isOver) {
            endQuiet(process);
            return Outcome{std::move(process), EventKind::Reported};
        }
        // Silence is no news of the reporter's: updatedAt stays the moment it is measured from.
        process.quietSince = quiet.clock == QuietClock::Report ? process.updatedAt : quiet.sinceMs;
        process.quietClock = quiet.clock;
        return Outcome{std::move(process), EventKind::FellQuiet};
    }

    Result<Outcome> operator()(const DependencyChange &) const
    {
        using Kind = DependencyVerdict::Kind;
        Process process = current();
        if (!m_change.verdict || !isChangedBy(process, m_change.verdict->kind))
            return notDue(process);
        const DependencyVerdict &verdict = *m_change.verdict;
        if (verdict.kind == Kind::CannotHold) {
            process.dispatch.setDependencyState(Dependencies::State::Failed, verdict.failedId);
            process.errorMessage =
                QStringLiteral("It depends on process %1, which didn't end as it must (dependency_failed)")
                    .arg(verdict.failedId.toString());
            finish(process, ProcessStatus::Cancelled, m_change);
            return updated(std::move(process), EventKind::Cancelled);
        }
        process.dispatch.setDependencyState(stateBy(verdict));
        if (process.status == ProcessStatus::Pending)
            return updated(std::move(process), isWaiting(process) ? EventKind::WaitsAgain : EventKind::Released);
        beginNextAttempt(process, m_change);
        return updated(std::move(process), EventKind::Retried);
    }

    Result<Outcome> operator()(const RemoveChange &remove) const
    {
        if (isLive(current())) {
            return Error{ErrorCode::NotFinished,
                         QStringLiteral("Process %1 is still %2; cancel it before it is deleted.")
                             .arg(current().id.toString(),
                                  isTerminal(current().status) ? QStringLiteral("waiting for its retry")
                                                               : QString(wireName(current().status))),
                         {}};
        }
        Process process = current();
        process.seq = m_change.seq;
        return Outcome{std::move(process), remove.keepsHistory ? EventKind::Archived : EventKind::Removed};
    }

    Result<Outcome> operator()(const ImportChange &import) const
    {
        if (m_current) {
            Process same = import.process;
            same.seq = m_current->seq;
            same.createdSeq = m_current->createdSeq;
            same.reportSeq = m_current->reportSeq;
            same.startDigest = m_current->startDigest;
            const Work *ours = m_current->dispatch.work();
            if (const Work *theirs = same.dispatch.work(); ours && theirs && ours->request == theirs->request)
                same.dispatch.setWork(*ours); // the same work, whoever does it
            takeUntold(same, *m_current);
            if (same == *m_current)
                return Outcome{*m_current, EventKind::Imported, false};
            return Error{ErrorCode::ProcessExists,
                         QStringLiteral("Process %1 is tracked here already and stands otherwise.")
                             .arg(import.process.id.toString()),
                         QStringLiteral("process_id")};
        }
        Process process = import.process;
        if (process.metadata.size() > m_change.maxMetadataBytes)
            return metadataTooLarge(process.metadata.size(), m_change.maxMetadataBytes, "metadata");
        if (const Work *work = process.dispatch.work()) {
            if (work->request.size() > m_change.maxMetadataBytes)
                return workTooLarge(work->request.size(), m_change.maxMetadataBytes);
            if (isLive(process)) {
                return Error{
                    ErrorCode::InvalidField,
                    QStringLiteral("Process %1 is work that its own server hasn't finished, and no other server "
                                   "goes on with it. Let it finish there, or cancel it, and import it then.")
                        .arg(process.id.toString()),
                    QStringLiteral("work")};
            }
            // Whoever wrote this body never makes this server do something.
            process.dispatch.setWork({work->request, false});
        }
        if (m_change.verdict && isWaiting(process))
            process.dispatch.setDependencyState(stateBy(*m_change.verdict));
        process.seq = m_change.seq;
        process.createdSeq = m_change.seq;
        process.reportSeq = m_change.seq;
        return Outcome{std::move(process), EventKind::Imported};
    }

private:
    /// For all changes but a start: apply() refuses the others where there is no process.
    const Process &current() const
    {
        Q_ASSUME(m_current);
        return *m_current;
    }

    static std::optional<Error> problemOfAttempt(const Process &process, const ReportChange &report)
    {
        if (report.attempt && *report.attempt < process.attempt) {
            return Error{ErrorCode::StaleAttempt,
                         QStringLiteral("Attempt %1 of process %2 was given up; attempt %3 is the current one.")
                             .arg(*report.attempt)
                             .arg(process.id.toString())
                             .arg(process.attempt),
                         QStringLiteral("attempt")};
        }
        if (report.attempt && *report.attempt > process.attempt) {
            return Error{ErrorCode::InvalidField,
                         QStringLiteral("Process %1 is at attempt %2; there is no attempt %3 yet.")
                             .arg(process.id.toString())
                             .arg(process.attempt)
                             .arg(*report.attempt),
                         QStringLiteral("attempt")};
        }
        return std::nullopt;
    }

    /// Adds what a reporter tells of an attempt that somebody else ended, once. Nothing where the report isn't of such a
    /// one.
    std::optional<Outcome> addPostscript(Process process, const ReportChange &report) const
    {
        const int attempt = report.attempt.value_or(process.attempt);
        if (attempt == process.attempt) {
            if (!isTerminal(process.status) || (process.details && process.details->exit))
                return std::nullopt;
            if (report.resources)
                takeResources(process, *report.resources, m_change.timeMs);
            takeExit(process, *report.exit);
        } else {
            Attempt *earlier = process.earlierAttempts ? process.earlierAttempts->find(attempt) : nullptr;
            if (!earlier || (earlier->details && earlier->details->exit))
                return std::nullopt;
            AttemptDetails details = earlier->details.value_or({});
            details.exit = report.exit;
            earlier->details = std::move(details);
        }
        // It is no sign of life of the current attempt.
        process.seq = m_change.seq;
        return Outcome{std::move(process), EventKind::Reported};
    }

    /// Ends the attempt where its figures are over a limit for too long.
    void enforceLimits(Process &process) const
    {
        if (auto problem = noteOverLimit(process, m_change.timeMs)) {
            process.errorMessage = *std::move(problem);
            finish(process, ProcessStatus::Failed, m_change, nullptr, process.dispatch.limits()->retriesOver == false);
        }
    }

    struct Limit
    {
        std::optional<std::chrono::milliseconds> time;
        const char *sentence;
    };
    static Limit limitOf(const Process &process, const ExpireChange &expiry)
    {
        const AttemptLimits *limits = process.dispatch.limits();
        switch (expiry.cause) {
        case ExpireChange::Cause::RunningTime:
            return {process.timeout, "Still running after %1 s (timeout)"};
        case ExpireChange::Cause::Heartbeat:
            return {process.heartbeatTimeout, "No report for %1 s (heartbeat_timeout)"};
        case ExpireChange::Cause::Pending:
            return {process.dispatch.pendingTimeout() ? process.dispatch.pendingTimeout() : expiry.pendingTimeout,
                    "No worker took it up within %1 s (pending_timeout)"};
        case ExpireChange::Cause::Progress:
            return {limits ? limits->progressTimeout : std::nullopt, "No progress for %1 s (progress_timeout)"};
        case ExpireChange::Cause::Output:
            return {limits ? limits->outputTimeout : std::nullopt, "No output for %1 s (output_timeout)"};
        }
        Q_UNREACHABLE();
    }

    /// Whether the silence still holds and is news: the process isn't quiet already by the same clock, or by a graver one.
    static bool mayFallQuiet(const Process &process, const QuietChange &quiet)
    {
        if (quiet.isOver)
            return process.quietSince && process.quietClock == quiet.clock;
        if (process.quietSince && process.quietClock <= quiet.clock)
            return false;
        switch (quiet.clock) {
        case QuietClock::Report:
            return process.reportSeq == quiet.reportSeq;
        case QuietClock::Output:
            return process.status == ProcessStatus::Running;
        case QuietClock::Progress:
            return process.status == ProcessStatus::Running && progressBase(process) == quiet.sinceMs;
        }
        Q_UNREACHABLE();
    }

    Result<Outcome> reported(Process process, EventKind kind) const
    {
        process.reportSeq = m_change.seq;
        return updated(std::move(process), kind);
    }

    Result<Outcome> updated(Process process, EventKind kind) const
    {
        process.updatedAt = m_change.timeMs;
        process.seq = m_change.seq;
        return Outcome{std::move(process), kind};
    }

    static Error stillWaiting(const Process &process)
    {
        return {
            ErrorCode::IllegalTransition,
            QStringLiteral("Process %1 waits for those that it depends on, and is released once they stand as \"%2\" "
                           "says.")
                .arg(process.id.toString(), wireName(process.dispatch.dependencies().terms()->rule)),
            QStringLiteral("status")};
    }

    static Error notDue(const Process &process)
    {
        return {ErrorCode::Conflict,
                QStringLiteral("Process %1 went on while it was judged.").arg(process.id.toString()),
                {}};
    }

    const Process *m_current;
    const Change &m_change;
};

} // namespace

qint64 progressBase(const Process &process)
{
    return process.progressedAt.value_or(process.startedAt.value_or(process.updatedAt));
}

PreparedStart::PreparedStart(StartChange start)
    : m_start(std::move(start))
    , m_metadata(m_start.metadata)
    , m_digest(StartDigest::of(canonicalStart(m_start)))
{
}

void PreparedStart::noteArchived(const ProcessId &dependency, ProcessStatus archivedAs)
{
    for (Dependency &known : m_start.dependencies.on) {
        if (known.id == dependency)
            known.archivedAs = archivedAs;
    }
}

void ReportChange::merge(const ReportChange &later)
{
    const auto take = [](auto &into, const auto &from) {
        if (from)
            into = from;
    };
    take(status, later.status);
    take(progress, later.progress);
    take(message, later.message);
    take(errorMessage, later.errorMessage);
    take(retryable, later.retryable);
    take(retryAfter, later.retryAfter);
    if (resources && later.resources)
        resources->take(*later.resources);
    else
        take(resources, later.resources);
    take(exit, later.exit);
    for (auto it = later.metadataUpdate.begin(); it != later.metadataUpdate.end(); ++it)
        metadataUpdate.insert(it.key(), it.value());
}

bool mayDecideRetry(const Change &change)
{
    if (const auto *report = std::get_if<ReportChange>(&change.payload)) {
        return report->status == ProcessStatus::Failed || report->status == ProcessStatus::Timeout
            || report->resources; // which may be over a limit
    }
    return std::holds_alternative<RetryChange>(change.payload)
        || std::holds_alternative<DependencyChange>(change.payload)
        || std::holds_alternative<ExpireChange>(change.payload);
}

Result<Outcome> apply(const Process *current, const Change &change)
{
    const bool begins =
        std::holds_alternative<PreparedStart>(change.payload) || std::holds_alternative<ImportChange>(change.payload);
    if (!current && !begins)
        return Error{ErrorCode::UnknownProcess, QStringLiteral("There is no such process."),
                     QStringLiteral("process_id")};
    return std::visit(Rule(current, change), change.payload);
}

} // namespace Procession
