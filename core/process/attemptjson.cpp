// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptjson.h"

#include "processjson.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longestLimit = 24h * 366;

std::optional<qint64> bytesFrom(JsonReader &reader, QLatin1StringView key, double from = 0)
{
    const auto bytes = reader.number(key, from, static_cast<double>(Resources::maxBytes));
    return bytes ? std::optional<qint64>(std::llround(*bytes)) : std::nullopt;
}

std::optional<qint64> durationFrom(JsonReader &reader, QLatin1StringView key)
{
    const auto time = reader.seconds(key, 0ms, std::chrono::milliseconds(Resources::maxCpuTimeMs));
    return time ? std::optional<qint64>(time->count()) : std::nullopt;
}

/// The values of a sample; `reader` may have refused other keys before.
Resources readSample(JsonReader &reader)
{
    Resources sample;
    sample.cpuTimeMs = durationFrom(reader, "cpu_time"_L1);
    sample.cpuPercent = reader.number("cpu_percent"_L1, 0, Resources::maxCpuPercent);
    sample.memory = bytesFrom(reader, "memory"_L1);
    sample.memoryPeak = bytesFrom(reader, "memory_peak"_L1);
    sample.readBytes = bytesFrom(reader, "read_bytes"_L1);
    sample.writtenBytes = bytesFrom(reader, "written_bytes"_L1);
    sample.threads = reader.integer("threads"_L1, 0, Resources::maxCount);
    sample.processes = reader.integer("processes"_L1, 0, Resources::maxCount);
    if (const auto text = reader.text("source"_L1, 64)) {
        const auto source = resourceSourceFromString(*text);
        if (!source)
            reader.fail("source"_L1, u"source must be reporter, proc or cgroup."_s);
        sample.source = source.value_or(sample.source);
    }
    return sample;
}

void writeSample(ObjectWriter &object, const Resources &sample)
{
    object.secondsOrNull("cpu_time", sample.cpuTimeMs);
    object.numberOrNull("cpu_percent", sample.cpuPercent);
    object.integerOrNull("memory", sample.memory);
    object.integerOrNull("memory_peak", sample.memoryPeak);
    object.integerOrNull("read_bytes", sample.readBytes);
    object.integerOrNull("written_bytes", sample.writtenBytes);
    object.integerOrNull("threads", sample.threads);
    object.integerOrNull("processes", sample.processes);
    object.ascii("source", wireName(sample.source));
}

void readExitInto(JsonReader &reader, Exit &exit)
{
    reader.onlyKeys({"code"_L1, "signal"_L1, "out_of_memory"_L1, "reason"_L1});
    // Unix has 0 to 255, Windows 32 bits with or without a sign.
    if (const auto code = reader.number("code"_L1, -2147483648.0, 4294967295.0)) {
        if (std::floor(*code) < *code)
            reader.fail("code"_L1, u"code must be a whole number."_s);
        exit.code = std::llround(*code);
    }
    if (const auto signal = reader.text("signal"_L1, 64)) {
        if (!isSignalName(*signal))
            reader.fail("signal"_L1, u"signal must be the name of a signal, such as SIGKILL."_s);
        else if (exit.code)
            reader.fail("signal"_L1, u"a program ends with a code or by a signal, not by both."_s);
        exit.signal = *signal;
    }
    exit.outOfMemory = reader.boolean("out_of_memory"_L1).value_or(false);
    exit.reason = reader.text("reason"_L1, Exit::maxReasonLength).value_or(QString());
}

void writeExitMembers(ObjectWriter &&object, const Exit &exit)
{
    object.integerOrNull("code", exit.code);
    object.textOrNull("signal", exit.signal);
    object.boolean("out_of_memory", exit.outOfMemory);
    object.textOrNull("reason", exit.reason);
}

/// Reads an actor; nothing where it is absent.
std::optional<Actor> actorFromJson(JsonReader &outer, QLatin1StringView key)
{
    const auto object = outer.object(key);
    if (!object)
        return std::nullopt;
    JsonReader reader(*object);
    reader.onlyKeys({"kind"_L1, "name"_L1, "client"_L1, "address"_L1});
    constexpr qsizetype maxLength = 512;
    Actor actor;
    const auto kind = actorKindFromString(reader.text("kind"_L1, maxLength).value_or(QString()));
    if (!kind)
        reader.fail("kind"_L1, u"there is no such kind of an actor."_s);
    actor.kind = kind.value_or(actor.kind);
    actor.name = reader.text("name"_L1, maxLength).value_or(QString());
    actor.client = reader.text("client"_L1, Actor::maxClientLength).value_or(QString());
    actor.address = reader.text("address"_L1, maxLength).value_or(QString());
    outer.failWithin(key, reader);
    return actor;
}

AttemptDetails readDetails(JsonReader &reader, QLatin1StringView reasonKey)
{
    AttemptDetails details;
    if (const auto object = reader.object("resources"_L1)) {
        JsonReader inner(*object);
        inner.onlyKeys({"at"_L1, "cpu_time"_L1, "cpu_percent"_L1, "cpu_percent_peak"_L1, "memory"_L1, "memory_peak"_L1,
                        "read_bytes"_L1, "written_bytes"_L1, "threads"_L1, "threads_peak"_L1, "processes"_L1,
                        "processes_peak"_L1, "source"_L1, "over_since"_L1});
        Resources resources = readSample(inner);
        resources.atMs = inner.moment("at"_L1).value_or(0);
        resources.cpuPercentPeak = inner.number("cpu_percent_peak"_L1, 0, Resources::maxCpuPercent);
        resources.threadsPeak = inner.integer("threads_peak"_L1, 0, Resources::maxCount);
        resources.processesPeak = inner.integer("processes_peak"_L1, 0, Resources::maxCount);
        resources.overSinceMs = inner.moment("over_since"_L1);
        reader.failWithin("resources"_L1, inner);
        details.resources = resources;
    }
    details.exit = exitFromJson(reader);
    if (auto actor = actorFromJson(reader, "cancelled_by"_L1)) {
        Origin origin{*std::move(actor), reader.text(reasonKey, Origin::maxReasonLength).value_or(QString())};
        if (*origin.actor == Actor{})
            origin.actor.reset(); // as the server writes an origin that names nobody
        details.cancelledBy = std::move(origin);
    }
    return details;
}

std::optional<Attempt> readAttempt(JsonReader &reader)
{
    reader.onlyKeys({"attempt"_L1, "status"_L1, "started_at"_L1, "ended_at"_L1, "duration"_L1, "progress"_L1,
                     "error_message"_L1, "exit"_L1, "cancelled_by"_L1, "reason"_L1, "resources"_L1});
    Attempt attempt;
    attempt.number = reader.integer("attempt"_L1, 1, 1'000'000).value_or(1);
    const auto status = statusFromString(reader.text("status"_L1, 64).value_or(QString()));
    if (!status)
        reader.fail("status"_L1, u"there is no such status."_s);
    attempt.status = status.value_or(attempt.status);
    attempt.startedAt = reader.moment("started_at"_L1);
    attempt.endedAt = reader.moment("ended_at"_L1);
    attempt.progress = reader.number("progress"_L1, 0.0, 100.0);
    attempt.errorMessage = reader.text("error_message"_L1, Attempt::maxErrorBytes).value_or(QString());
    if (AttemptDetails details = readDetails(reader, "reason"_L1); details != AttemptDetails{})
        attempt.details = std::move(details);
    return reader.error() ? std::nullopt : std::optional(std::move(attempt));
}

SharedOptional<EarlierAttempts> readEarlierAttempts(JsonReader &process)
{
    const auto list = process.array("earlier_attempts"_L1);
    if (!list || list->isEmpty())
        return {};
    EarlierAttempts earlier;
    if (list->size() > static_cast<qsizetype>(EarlierAttempts::maxCount)) {
        process.fail("earlier_attempts"_L1, u"earlier_attempts: at most %1 are kept."_s.arg(EarlierAttempts::maxCount));
        return {};
    }
    for (const QJsonValue &value : *list) {
        const QJsonObject object = value.toObject();
        JsonReader reader(object);
        auto attempt = readAttempt(reader);
        if (!attempt)
            process.failWithin("earlier_attempts"_L1, reader);
        else if (!earlier.append(*std::move(attempt)))
            process.fail("earlier_attempts"_L1, u"earlier_attempts: they are over, and stand in their order."_s);
    }
    return earlier;
}

} // namespace

void writeLimits(ObjectWriter &object, const AttemptLimits *limits)
{
    if (!limits)
        return;
    object.secondsOrNull("progress_timeout", limits->progressTimeout);
    object.secondsOrNull("output_timeout", limits->outputTimeout);
    object.integerOrNull("max_memory", limits->maxMemory);
    object.secondsOrNull("max_cpu_time", limits->maxCpuTime);
    object.secondsOrNull("limit_sustain", limits->sustain);
    if (limits->retriesOver)
        object.boolean("retry_on_limit", *limits->retriesOver);
    else
        object.null("retry_on_limit");
}

AttemptLimits limitsFromJson(JsonReader &reader)
{
    AttemptLimits limits;
    limits.progressTimeout = reader.seconds("progress_timeout"_L1, 1ms, longestLimit);
    limits.outputTimeout = reader.seconds("output_timeout"_L1, 1ms, longestLimit);
    limits.maxMemory = bytesFrom(reader, "max_memory"_L1, 1);
    limits.maxCpuTime = reader.seconds("max_cpu_time"_L1, 1ms, std::chrono::milliseconds(Resources::maxCpuTimeMs));
    limits.sustain = reader.seconds("limit_sustain"_L1, 0ms, longestLimit);
    limits.retriesOver = reader.boolean("retry_on_limit"_L1);
    return limits;
}

void writeResources(ObjectWriter &outer, const SharedOptional<AttemptDetails> &details)
{
    if (!details || !details->resources)
        return outer.null("resources");
    const Resources &resources = *details->resources;
    ObjectWriter object = outer.object("resources");
    object.seconds("at", resources.atMs);
    writeSample(object, resources);
    object.numberOrNull("cpu_percent_peak", resources.cpuPercentPeak);
    object.integerOrNull("threads_peak", resources.threadsPeak);
    object.integerOrNull("processes_peak", resources.processesPeak);
    object.secondsOrNull("over_since", resources.overSinceMs);
}

SharedOptional<Resources> sampleFromJson(JsonReader &outer)
{
    const auto object = outer.object("resources"_L1);
    if (!object)
        return {};
    JsonReader reader(*object);
    reader.onlyKeys({"cpu_time"_L1, "cpu_percent"_L1, "memory"_L1, "memory_peak"_L1, "read_bytes"_L1,
                     "written_bytes"_L1, "threads"_L1, "processes"_L1, "source"_L1});
    const Resources sample = readSample(reader);
    outer.failWithin("resources"_L1, reader);
    return sample;
}

QByteArray sampleToJson(const Resources &sample)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        writeSample(object, sample);
    }
    return out;
}

void writeExit(ObjectWriter &object, const SharedOptional<AttemptDetails> &details)
{
    if (details && details->exit)
        writeExitMembers(object.object("exit"), *details->exit);
    else
        object.null("exit");
}

SharedOptional<Exit> exitFromJson(JsonReader &outer)
{
    const auto object = outer.object("exit"_L1);
    if (!object)
        return {};
    JsonReader reader(*object);
    Exit exit;
    readExitInto(reader, exit);
    outer.failWithin("exit"_L1, reader);
    return exit;
}

QByteArray toJson(const Exit &exit)
{
    QByteArray out;
    writeExitMembers(ObjectWriter(out), exit);
    return out;
}

void writeCanceller(ObjectWriter &object, const SharedOptional<AttemptDetails> &details, QByteArrayView reasonKey)
{
    if (!details || !details->cancelledBy) {
        object.null("cancelled_by");
        object.null(reasonKey);
        return;
    }
    writeActor(object.object("cancelled_by"), *details->cancelledBy);
    object.textOrNull(reasonKey, details->cancelledBy->reason);
}

void writeAttempt(ObjectWriter &object, const Attempt &attempt)
{
    object.integer("attempt", attempt.number);
    object.ascii("status", wireName(attempt.status));
    object.secondsOrNull("started_at", attempt.startedAt);
    object.secondsOrNull("ended_at", attempt.endedAt);
    const bool isOver = attempt.startedAt && attempt.endedAt;
    object.secondsOrNull("duration",
                         isOver ? std::optional<qint64>(*attempt.endedAt - *attempt.startedAt) : std::nullopt);
    object.numberOrNull("progress", attempt.progress);
    object.textOrNull("error_message", attempt.errorMessage);
    writeExit(object, attempt.details);
    writeCanceller(object, attempt.details, "reason");
    writeResources(object, attempt.details);
}

void writeEarlierAttempts(ObjectWriter &object, const SharedOptional<EarlierAttempts> &earlier)
{
    if (!earlier)
        return object.null("earlier_attempts");
    ArrayWriter list = object.array("earlier_attempts");
    for (const Attempt &attempt : earlier->list()) {
        ObjectWriter one = list.object();
        writeAttempt(one, attempt);
    }
}

void takeAttempts(Process &process, JsonReader &reader)
{
    if (AttemptDetails details = readDetails(reader, "cancel_reason"_L1); details != AttemptDetails{})
        process.details = std::move(details);
    process.earlierAttempts = readEarlierAttempts(reader);
}

QByteArray attemptsToJson(const Process &process)
{
    if (!process.details && !process.earlierAttempts)
        return {};
    QByteArray out;
    {
        ObjectWriter object(out);
        writeResources(object, process.details);
        writeExit(object, process.details);
        writeCanceller(object, process.details, "cancel_reason");
        writeEarlierAttempts(object, process.earlierAttempts);
    }
    return out;
}

} // namespace Procession
