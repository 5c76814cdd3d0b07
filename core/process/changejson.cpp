// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changejson.h"

#include "attemptjson.h"
#include "demandjson.h"
#include "dependencyjson.h"
#include "jsonreader.h"
#include "processjson.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxNameLength = 512;
constexpr qsizetype maxTextLength = 8192;
constexpr qsizetype maxErrorLength = 65536;
constexpr std::chrono::milliseconds maxTimeout = 24h * 366;

/// The work of a server is asked for over routes of its own, whose workers check it.
void refuseWork(JsonReader &reader)
{
    if (reader.has("work"_L1)) {
        reader.fail("work"_L1,
                    u"work is set by the server alone; POST /ai/tasks, /documents and /rag/training ask it to "
                    "do something itself."_s);
    }
}

/// A server makes room for its own work alone.
void refuseDemand(JsonReader &reader)
{
    for (const QLatin1StringView key : {"priority"_L1, "uses"_L1}) {
        if (reader.has(key)) {
            reader.fail(
                key,
                u"%1 is for work that this server runs itself, such as POST /tools/NAME; this one is started by "
                "whoever runs it."_s.arg(key));
        }
    }
}

/// What a start says; `reader` may have refused other keys before.
Result<StartChange> readStart(JsonReader &reader, qint64 wallMs, bool mayBeNameless = false)
{
    StartChange start;

    if (const auto text = reader.text("process_id"_L1, maxTextLength)) {
        if (const auto id = ProcessId::fromString(*text))
            start.id = *id;
        else
            reader.fail("process_id"_L1, u"process_id must be %1."_s.arg(ProcessId::rule()));
    } else {
        start.id = ProcessId::generate(wallMs);
    }

    if (const auto text = reader.text("process_type"_L1, maxTextLength)) {
        if (const auto type = ProcessType::fromString(*text))
            start.type = *type;
        else
            reader.fail("process_type"_L1, u"process_type must be %1, such as ai_task."_s.arg(ProcessType::rule()));
    } else {
        reader.fail("process_type"_L1, u"process_type is missing; GET /processes/types lists those that exist."_s);
    }

    start.name = reader.text("name"_L1, maxNameLength).value_or(QString());
    if (start.name.isEmpty() && !mayBeNameless)
        reader.fail("name"_L1, u"name is missing: say in a few words what the process does."_s);
    start.description = reader.text("description"_L1, maxTextLength).value_or(QString());
    start.metadata = reader.object("metadata"_L1).value_or(QJsonObject());

    if (const auto text = reader.text("status"_L1, maxTextLength)) {
        const auto status = statusFromString(*text);
        if (status == ProcessStatus::Pending || status == ProcessStatus::Running)
            start.status = *status;
        else
            reader.fail("status"_L1, u"A process starts as pending or running."_s);
    }
    start.timeout = reader.seconds("timeout"_L1, 1ms, maxTimeout);
    start.heartbeatTimeout = reader.seconds("heartbeat_timeout"_L1, 1ms, maxTimeout);
    start.pendingTimeout = reader.seconds("pending_timeout"_L1, 1ms, maxTimeout);
    start.limits = limitsFromJson(reader);
    start.dependencies = dependenciesFromStart(reader);
    if (const auto object = reader.object("retry_policy"_L1)) {
        const auto policy = retryPolicyFromJson(*object, RetryPolicy{});
        if (policy)
            start.retryPolicy = *policy;
        else
            reader.fail("retry_policy"_L1, u"retry_policy: "_s + policy.error().message);
    }
    refuseWork(reader);

    if (reader.error())
        return *reader.error();
    return start;
}

} // namespace

std::optional<RetryState> retryFromJson(JsonReader &outer)
{
    const auto object = outer.object("retry"_L1);
    if (!object)
        return std::nullopt;
    JsonReader reader(*object);
    reader.onlyKeys({"status"_L1, "attempt"_L1, "max_attempts"_L1, "delay"_L1, "next_at"_L1, "last_error"_L1});
    RetryState state;
    const auto status = retryStatusFromString(reader.text("status"_L1, maxTextLength).value_or(QString()));
    if (!status)
        reader.fail("status"_L1, u"There is no such status of a retry."_s);
    state.status = status.value_or(state.status);
    state.attempt = reader.integer("attempt"_L1, 1, 1'000'000).value_or(1);
    state.maxAttempts = reader.integer("max_attempts"_L1, 1, 1'000'000).value_or(1);
    state.delay = reader.seconds("delay"_L1, 0ms, RetryPolicy::longestDelay).value_or(std::chrono::milliseconds(0));
    state.nextAt = reader.moment("next_at"_L1);
    state.lastError = reader.text("last_error"_L1, maxErrorLength).value_or(QString());
    outer.failWithin("retry"_L1, reader);
    return state;
}

Result<StartChange> startFromJson(const QJsonObject &body, qint64 wallMs)
{
    JsonReader reader(body);
    reader.onlyKeys({"process_id"_L1,
                     "process_type"_L1,
                     "name"_L1,
                     "description"_L1,
                     "metadata"_L1,
                     "status"_L1,
                     "timeout"_L1,
                     "heartbeat_timeout"_L1,
                     "pending_timeout"_L1,
                     "progress_timeout"_L1,
                     "output_timeout"_L1,
                     "max_memory"_L1,
                     "max_cpu_time"_L1,
                     "limit_sustain"_L1,
                     "retry_on_limit"_L1,
                     "retry_policy"_L1,
                     "work"_L1,
                     "depends_on"_L1,
                     "dependency_rule"_L1,
                     "allow_missing_dependencies"_L1,
                     "priority"_L1,
                     "uses"_L1});
    refuseDemand(reader);
    return readStart(reader, wallMs);
}

Result<ReportChange> reportFromJson(const QJsonObject &body)
{
    JsonReader reader(body);
    // Those that most reports have come first.
    reader.onlyKeys({"progress"_L1, "message"_L1, "status"_L1, "process_id"_L1, "error_message"_L1,
                     "metadata_update"_L1, "attempt"_L1, "retryable"_L1, "retry_after"_L1, "resources"_L1, "exit"_L1,
                     "work"_L1});
    ReportChange report;

    if (const auto text = reader.text("status"_L1, maxTextLength)) {
        report.status = statusFromString(*text);
        if (!report.status)
            reader.fail("status"_L1, u"There is no status \"%1\"; GET /processes/statuses lists them."_s.arg(*text));
    }
    report.progress = reader.number("progress"_L1, 0.0, 100.0);
    report.message = reader.text("message"_L1, maxTextLength);
    report.errorMessage = reader.text("error_message"_L1, maxErrorLength);
    report.metadataUpdate = reader.object("metadata_update"_L1).value_or(QJsonObject());
    report.attempt = reader.integer("attempt"_L1, 1, 1'000'000);
    report.retryable = reader.boolean("retryable"_L1);
    report.retryAfter = reader.seconds("retry_after"_L1, 0ms, RetryPolicy::longestDelay);
    report.resources = sampleFromJson(reader);
    report.exit = exitFromJson(reader);
    refuseWork(reader);

    if (reader.error())
        return *reader.error();
    return report;
}

namespace {

/// Everything but what a server numbers; `reader` may have refused other keys before.
Result<Process> readProcess(JsonReader &reader, const QJsonObject &object, bool isFromServer)
{
    if (reader.error())
        return *reader.error();
    // What a start may say is read as in a start; the rest says how the process went on.
    QJsonObject begin = object;
    begin.remove(u"status"_s);
    begin.remove(u"work"_s);
    JsonReader beginning(begin);
    const auto start = readStart(beginning, 0, isFromServer); // a program that links the core may leave the name out
    if (!start)
        return start.error();
    for (const QLatin1StringView key : {"process_id"_L1, "created_at"_L1}) {
        if (!reader.has(key))
            reader.fail(key, u"%1 is missing."_s.arg(key));
    }

    Process process;
    process.id = start->id;
    process.type = start->type;
    process.name = start->name;
    process.description = start->description;
    process.metadata = Metadata(start->metadata);
    process.timeout = start->timeout;
    process.heartbeatTimeout = start->heartbeatTimeout;
    process.retryPolicy = start->retryPolicy;
    process.dispatch.setPendingTimeout(start->pendingTimeout);
    process.dispatch.setLimits(start->limits);
    process.dispatch.setDemand(demandFromJson(reader));
    process.dispatch.setDependencies(dependenciesFromJson(reader));
    if (const auto work = reader.object("work"_L1)) {
        JsonReader workReader(*work);
        const QJsonObject request = workReader.object("request"_L1).value_or(QJsonObject());
        if (!workReader.has("request"_L1))
            workReader.fail("request"_L1, u"it must have a request."_s);
        reader.failWithin("work"_L1, workReader);
        // What another server was asked isn't asked of this one, whatever the body says.
        const bool isHere = isFromServer && workReader.boolean("here"_L1).value_or(false);
        process.dispatch.setWork({compactText(request), isHere});
    }

    const QString status = reader.text("status"_L1, maxTextLength).value_or(QString());
    if (const auto known = statusFromString(status))
        process.status = *known;
    else
        reader.fail("status"_L1, u"There is no status \"%1\"."_s.arg(status));
    process.progress = reader.number("progress"_L1, 0.0, 100.0);
    process.message = reader.text("message"_L1, maxTextLength).value_or(QString());
    process.errorMessage = reader.text("error_message"_L1, maxErrorLength).value_or(QString());
    process.attempt = reader.integer("attempt"_L1, 1, 1'000'000).value_or(1);
    process.createdAt = reader.moment("created_at"_L1).value_or(0);
    process.updatedAt = reader.moment("updated_at"_L1).value_or(process.createdAt);
    process.startedAt = reader.moment("started_at"_L1);
    process.completedAt = reader.moment("completed_at"_L1);
    process.quietSince = reader.moment("quiet_since"_L1);
    if (const auto clock = reader.text("quiet_clock"_L1, maxTextLength)) {
        const auto known = quietClockFromString(*clock);
        if (!known || !process.quietSince)
            reader.fail("quiet_clock"_L1, u"quiet_clock must be report, output or progress, beside quiet_since."_s);
        process.quietClock = known.value_or(process.quietClock);
    }
    process.progressedAt = reader.moment("last_progress_at"_L1);
    takeAttempts(process, reader);
    process.retry = retryFromJson(reader);
    if (reader.error())
        return *reader.error();
    return process;
}

quint64 numberFrom(const QJsonObject &object, QLatin1StringView key)
{
    return static_cast<quint64>(std::max<qint64>(0, object.value(key).toInteger()));
}

} // namespace

Result<Process> processFromJson(const QJsonObject &object)
{
    JsonReader reader(object);
    // All that a process is printed with.
    reader.onlyKeys({"process_id"_L1,
                     "process_type"_L1,
                     "status"_L1,
                     "name"_L1,
                     "description"_L1,
                     "progress"_L1,
                     "message"_L1,
                     "created_at"_L1,
                     "started_at"_L1,
                     "updated_at"_L1,
                     "completed_at"_L1,
                     "error_message"_L1,
                     "metadata"_L1,
                     "attempt"_L1,
                     "retry"_L1,
                     "seq"_L1,
                     "timeout"_L1,
                     "heartbeat_timeout"_L1,
                     "retry_policy"_L1,
                     "quiet_since"_L1,
                     "pending_timeout"_L1,
                     "work"_L1,
                     "quiet_clock"_L1,
                     "last_progress_at"_L1,
                     "progress_timeout"_L1,
                     "output_timeout"_L1,
                     "max_memory"_L1,
                     "max_cpu_time"_L1,
                     "limit_sustain"_L1,
                     "retry_on_limit"_L1,
                     "priority"_L1,
                     "uses"_L1,
                     "resources"_L1,
                     "exit"_L1,
                     "created_seq"_L1,
                     "report_seq"_L1,
                     "cancelled_by"_L1,
                     "cancel_reason"_L1,
                     "earlier_attempts"_L1,
                     "depends_on"_L1,
                     "dependency"_L1,
                     "estimate"_L1, // which isn't read: it was made for that moment
                     "queue"_L1});  // likewise
    return readProcess(reader, object, false);
}

Result<Process> processFromServer(const QJsonObject &object)
{
    JsonReader reader(object);
    auto process = readProcess(reader, object, true);
    if (process) {
        process->seq = numberFrom(object, "seq"_L1);
        process->createdSeq = numberFrom(object, "created_seq"_L1);
        process->reportSeq = numberFrom(object, "report_seq"_L1);
    }
    return process;
}

Result<RetryPolicy> retryPolicyFromJson(const QJsonObject &body, const RetryPolicy &defaults)
{
    JsonReader reader(body);
    reader.onlyKeys({"max_attempts"_L1, "initial_delay"_L1, "max_delay"_L1, "exponential_base"_L1, "jitter"_L1});
    RetryPolicy policy = defaults;
    policy.maxAttempts = reader.integer("max_attempts"_L1).value_or(policy.maxAttempts);
    policy.initialDelay = reader.seconds("initial_delay"_L1).value_or(policy.initialDelay);
    policy.maxDelay = reader.seconds("max_delay"_L1).value_or(std::max(policy.maxDelay, policy.initialDelay));
    policy.exponentialBase = reader.number("exponential_base"_L1).value_or(policy.exponentialBase);
    policy.jitter = reader.boolean("jitter"_L1).value_or(policy.jitter);
    if (reader.error())
        return *reader.error();
    if (const auto valid = validate(policy); !valid)
        return valid.error();
    return policy;
}

QByteArray canonicalStart(const StartChange &start)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        object.ascii("process_type", start.type.bytes());
        object.text("name", start.name);
        object.text("description", start.description);
        object.raw("metadata", QJsonDocument(start.metadata).toJson(QJsonDocument::Compact));
        object.ascii("status", wireName(start.status));
        object.secondsOrNull("timeout", start.timeout);
        object.secondsOrNull("heartbeat_timeout", start.heartbeatTimeout);
        if (start.retryPolicy)
            writePolicy(object.object("retry_policy"), *start.retryPolicy);
        else
            object.null("retry_policy");
        // A later field is printed only where it is set: starts of earlier versions keep their digest.
        if (start.pendingTimeout)
            object.seconds("pending_timeout", *start.pendingTimeout);
        if (!start.work.isEmpty())
            object.raw("work", start.work.utf8());
        if (start.limits != AttemptLimits{})
            writeLimits(object, &start.limits);
        writeDemand(object, start.demand);
        writeDependencyTerms(object, start.dependencies);
    }
    return out;
}

} // namespace Procession
