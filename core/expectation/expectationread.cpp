// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

// Reading what this program wrote: a value that is missing is that of a new expectation.

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

qint64 msOf(const QJsonValue &seconds)
{
    return std::llround(seconds.toDouble() * 1000);
}

std::optional<qint64> msOrNothing(const QJsonValue &seconds)
{
    return seconds.isDouble() ? std::optional(msOf(seconds)) : std::nullopt;
}

std::optional<std::chrono::milliseconds> durationOrNothing(const QJsonValue &seconds)
{
    const auto ms = msOrNothing(seconds);
    return ms ? std::optional(std::chrono::milliseconds(*ms)) : std::nullopt;
}

std::optional<int> numberOrNothing(const QJsonValue &number)
{
    return number.isDouble() ? std::optional(number.toInt()) : std::nullopt;
}

ProcessId idOf(const QJsonValue &text)
{
    return ProcessId::fromString(text.toString()).value_or(ProcessId());
}

ExpectationDefinition definitionFrom(const QJsonObject &json)
{
    ExpectationDefinition definition;
    definition.name = json["name"_L1].toString();
    definition.description = json["description"_L1].toString();
    definition.every = durationOrNothing(json["every"_L1]).value_or(std::chrono::milliseconds(0));
    definition.cron = json["cron"_L1].toString();
    definition.timeZone = json["time_zone"_L1].toString();
    definition.graceStart = durationOrNothing(json["grace_start"_L1]).value_or(ExpectationDefinition::usualGrace);
    definition.graceFinish = durationOrNothing(json["grace_finish"_L1]);
    const QJsonObject scope = json["scope"_L1].toObject();
    const QJsonArray types = scope["types"_L1].toArray();
    for (const QJsonValue &value : types) {
        if (const auto type = ProcessType::fromString(value.toString()))
            definition.scope.types.push_back(*type);
    }
    definition.scope.name = scope["name"_L1].toString();
    const QJsonArray tags = json["tags"_L1].toArray();
    for (const QJsonValue &tag : tags)
        definition.tags.emplace_back(tag.toString());
    return definition;
}

Ping pingFrom(const QJsonObject &json)
{
    Ping ping;
    ping.signal = pingSignalFromString(json["signal"_L1].toString()).value_or(PingSignal::Log);
    ping.exitCode = numberOrNothing(json["exit_code"_L1]);
    ping.rid = QUuid::fromString(json["rid"_L1].toString());
    ping.text = json["text"_L1].toString();
    ping.process = idOf(json["process_id"_L1]);
    ping.atMs = msOrNothing(json["at"_L1]);
    return ping;
}

void readRuns(const QJsonObject &json, Expectation &expectation)
{
    const QJsonArray running = json["running"_L1].toArray();
    for (const QJsonValue &run : running) {
        expectation.running.push_back({QUuid::fromString(run["rid"_L1].toString()), idOf(run["process_id"_L1]),
                                       msOf(run["started_at"_L1]), msOrNothing(run["finish_by"_L1])});
    }
    const QJsonArray runs = json["runs"_L1].toArray();
    for (const QJsonValue &run : runs) {
        expectation.runs.push_back(
            {.atMs = msOf(run["at"_L1]),
             .outcome = runOutcomeFromString(run["outcome"_L1].toString()).value_or(RunOutcome::NotStarted),
             .durationMs = msOrNothing(run["duration"_L1]),
             .exitCode = numberOrNothing(run["exit_code"_L1]),
             .process = idOf(run["process_id"_L1]),
             .reason = run["reason"_L1].toString()});
    }
}

void readTroubles(const QJsonObject &json, Expectation &expectation)
{
    const QJsonArray troubles = json["troubles"_L1].toArray();
    for (const QJsonValue &value : troubles) {
        ExpectationTrouble trouble{
            .kind = runOutcomeFromString(value["kind"_L1].toString()).value_or(RunOutcome::NotStarted),
            .sinceMs = msOf(value["since"_L1]),
            .count = value["count"_L1].toInteger(1),
            .reason = value["reason"_L1].toString()};
        (trouble.kind == RunOutcome::NotStarted ? expectation.startTrouble : expectation.finishTrouble) =
            std::move(trouble);
    }
}

} // namespace

std::optional<Expectation> expectationFromBytes(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    auto expectation = expectationFromWritten(json);
    if (!expectation)
        return std::nullopt;
    expectation->id = QUuid::fromString(json["id"_L1].toString());
    expectation->key = json["key"_L1].toString().toLatin1();
    if (expectation->id.isNull() || expectation->key.isEmpty())
        return std::nullopt;
    expectation->changedMs = msOf(json["changed"_L1]);
    expectation->isLate = json["late"_L1].toBool();
    expectation->anchorMs = msOf(json["anchor"_L1]);
    expectation->processSeq = static_cast<quint64>(json["process_seq"_L1].toInteger());
    return expectation;
}

std::optional<Expectation> expectationFromWritten(const QJsonObject &json)
{
    Expectation expectation;
    expectation.definition = definitionFrom(json);
    if (expectation.definition.name.isEmpty())
        return std::nullopt;
    expectation.createdAt = msOf(json["created_at"_L1]);
    expectation.updatedAt = msOf(json["updated_at"_L1]);
    expectation.stateSinceMs = msOf(json["state_since"_L1]);
    expectation.seq = static_cast<quint64>(json["seq"_L1].toInteger());
    expectation.dueMs = msOrNothing(json["due_at"_L1]);
    expectation.startByMs = msOrNothing(json["start_by"_L1]);
    expectation.isLate = json["state"_L1].toString() == wireName(ExpectationState::Late);
    if (const QJsonObject pause = json["paused"_L1].toObject(); !pause.isEmpty())
        expectation.pause = ExpectationPause{msOf(pause["since"_L1]), pause["note"_L1].toString()};
    expectation.pings = json["pings"_L1].toInteger();
    if (const QJsonObject ping = json["last_ping"_L1].toObject(); !ping.isEmpty())
        expectation.lastPing = pingFrom(ping);
    expectation.lastSuccessMs = msOrNothing(json["last_success_at"_L1]);
    readRuns(json, expectation);
    readTroubles(json, expectation);
    return expectation;
}

} // namespace Procession
