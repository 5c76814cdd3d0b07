// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjson.h"

#include "attemptjson.h"
#include "demandjson.h"
#include "dependencyjson.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

void writePolicyOrNull(ObjectWriter &object, const SharedOptional<RetryPolicy> &policy)
{
    if (policy)
        writePolicy(object.object("retry_policy"), *policy);
    else
        object.null("retry_policy");
}

void writeWork(ObjectWriter &process, const Work *work)
{
    if (!work)
        return process.null("work");
    ObjectWriter object = process.object("work");
    object.raw("request", work->request.utf8());
    object.boolean("here", work->isHere);
}

/// The first members of writeExtras() and its last ones where they say nothing, as those of most processes: printed in one
/// go they cost a tenth.
constexpr QByteArrayView noTerms =
    R"("timeout":null,"heartbeat_timeout":null,"pending_timeout":null,"retry_policy":null,)"
    R"("quiet_since":null,"work":null,"quiet_clock":null)";
constexpr QByteArrayView noDetails = R"("resources":null,"exit":null)";

void writeTerms(ObjectWriter &object, const Process &process)
{
    const Dispatch &dispatch = process.dispatch;
    const bool hasSome = process.timeout || process.heartbeatTimeout || process.retryPolicy || process.quietSince
        || dispatch.pendingTimeout() || dispatch.work();
    if (!hasSome)
        return object.members(noTerms);
    object.secondsOrNull("timeout", process.timeout);
    object.secondsOrNull("heartbeat_timeout", process.heartbeatTimeout);
    object.secondsOrNull("pending_timeout", dispatch.pendingTimeout());
    writePolicyOrNull(object, process.retryPolicy);
    object.secondsOrNull("quiet_since", process.quietSince);
    writeWork(object, dispatch.work());
    if (process.quietSince)
        object.ascii("quiet_clock", wireName(process.quietClock));
    else
        object.null("quiet_clock");
}

/// The fields that the original did not have.
void writeExtras(ObjectWriter &object, const Process &process, const std::vector<ProcessId> *waitingFor = nullptr)
{
    writeTerms(object, process);
    object.secondsOrNull("last_progress_at", process.progressedAt);
    writeLimits(object, process.dispatch.limits());
    if (const Demand *demand = process.dispatch.demand())
        writeDemand(object, *demand);
    writeDependencies(object, process.dispatch.dependencies(), waitingFor);
    if (!process.details)
        return object.members(noDetails);
    writeResources(object, process.details);
    writeExit(object, process.details);
}

/// What a copy of the process needs beyond that, such as the numbers of its first event and of its last report.
void writeRest(ObjectWriter &object, const Process &process)
{
    object.integer("created_seq", process.createdSeq);
    object.integer("report_seq", process.reportSeq);
    writeCanceller(object, process.details, "cancel_reason");
    writeEarlierAttempts(object, process.earlierAttempts);
}

QLatin1StringView defaultMessage(EventKind kind)
{
    switch (kind) {
    case EventKind::Started:
        return "Process started"_L1;
    case EventKind::Cancelled:
        return "Process cancelled"_L1;
    default:
        return "Process updated"_L1;
    }
}

} // namespace

Text compactText(const QJsonObject &object)
{
    return Text::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void writeRetry(ObjectWriter &process, const SharedOptional<RetryState> &retry)
{
    if (!retry)
        return process.null("retry");
    ObjectWriter object = process.object("retry");
    object.ascii("status", wireName(retry->status));
    object.integer("attempt", retry->attempt);
    object.integer("max_attempts", retry->maxAttempts);
    object.seconds("delay", retry->delay);
    object.secondsOrNull("next_at", retry->nextAt);
    object.textOrNull("last_error", retry->lastError);
}

void writeProcess(ObjectWriter &object, const Process &process, bool full, const std::vector<ProcessId> *waitingFor)
{
    object.ascii("process_id", process.id.bytes());
    object.ascii("process_type", process.type.bytes());
    object.ascii("status", wireName(process.status));
    object.text("name", process.name);
    object.textOrNull("description", process.description);
    object.numberOrNull("progress", process.progress);
    object.textOrNull("message", process.message);
    object.seconds("created_at", process.createdAt);
    object.secondsOrNull("started_at", process.startedAt);
    object.seconds("updated_at", process.updatedAt);
    object.secondsOrNull("completed_at", process.completedAt);
    object.textOrNull("error_message", process.errorMessage);
    object.raw("metadata", process.metadata.json());
    object.integer("attempt", process.attempt);
    writeRetry(object, process.retry);
    object.integer("seq", process.seq);
    writeExtras(object, process, waitingFor);
    if (full)
        writeRest(object, process);
}

void appendJson(QByteArray &out, const Process &process, bool full)
{
    writeProcess(ObjectWriter(out), process, full);
}

QByteArray toJson(const Process &process, bool full)
{
    constexpr qsizetype withoutTexts = 768;
    QByteArray out;
    out.reserve(withoutTexts + process.metadata.size() + process.name.size() + process.description.size()
                + process.message.size() + process.errorMessage.size()
                + (process.dispatch.work() ? process.dispatch.work()->request.size() : 0));
    appendJson(out, process, full);
    return out;
}

void writeUpdate(ObjectWriter &object, const Process &process, EventKind kind, qint64 timeMs, bool full)
{
    object.ascii("type", "process_update");
    object.ascii("process_id", process.id.bytes());
    object.ascii("process_type", process.type.bytes());
    object.ascii("status", wireName(process.status));
    object.text("name", process.name);
    object.numberOrNull("progress", process.progress);
    if (process.message.isEmpty() && !full)
        object.ascii("message", defaultMessage(kind));
    else
        object.textOrNull("message", process.message);
    object.seconds("timestamp", timeMs);
    object.raw("metadata", process.metadata.json());
    if (full || !process.errorMessage.isEmpty())
        object.textOrNull("error_message", process.errorMessage);
    object.integer("seq", process.seq);
    if (full) {
        object.textOrNull("description", process.description);
        object.seconds("created_at", process.createdAt);
        object.secondsOrNull("started_at", process.startedAt);
        object.seconds("updated_at", process.updatedAt);
        object.secondsOrNull("completed_at", process.completedAt);
        object.integer("attempt", process.attempt);
        writeRetry(object, process.retry);
        writeExtras(object, process);
        writeRest(object, process);
        object.ascii("event", wireName(kind));
    }
}

void writePolicy(ObjectWriter &&object, const RetryPolicy &policy)
{
    object.integer("max_attempts", policy.maxAttempts);
    object.seconds("initial_delay", policy.initialDelay);
    object.seconds("max_delay", policy.maxDelay);
    object.number("exponential_base", policy.exponentialBase);
    object.boolean("jitter", policy.jitter);
}

QByteArray toJson(const RetryPolicy &policy)
{
    QByteArray out;
    writePolicy(ObjectWriter(out), policy);
    return out;
}

void writeQueueType(ObjectWriter &object, const ProcessType &type)
{
    if (type == ProcessType())
        object.null("process_type");
    else
        object.ascii("process_type", type.bytes());
}

void writePause(ObjectWriter &object, const QueuePause &pause)
{
    object.seconds("since", pause.sinceMs);
    writeOrigin(object, pause.origin);
}

void writeActor(ObjectWriter &&object, const Origin &origin)
{
    const Actor who = origin.actor ? *origin.actor : Actor();
    object.ascii("kind", wireName(who.kind));
    object.textOrNull("name", who.name);
    object.textOrNull("client", who.client);
    object.textOrNull("address", who.address);
}

void writeOrigin(ObjectWriter &object, const Origin &origin)
{
    writeActor(object.object("actor"), origin);
    object.textOrNull("reason", origin.reason);
}

} // namespace Procession
