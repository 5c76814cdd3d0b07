// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationjson.h"

#include "awaitedtimes.h"
#include "jsonreader.h"
#include "quantityparser.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxDescription = 2000;
constexpr qsizetype maxPattern = 200;
constexpr int shownTimes = 5;
constexpr auto longest = std::chrono::hours(24 * 366);

bool isName(const QString &name)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"_s);
    return name.size() <= ExpectationDefinition::maxNameLength && form.match(name).hasMatch();
}

/// A number of seconds, or a text such as `1d`.
std::optional<std::chrono::milliseconds> readDuration(JsonReader &reader, const QJsonObject &body,
                                                      QLatin1StringView key, std::chrono::milliseconds from)
{
    if (!body[key].isString())
        return reader.seconds(key, from, longest);
    const auto duration = durationFrom(body[key].toString());
    if (duration && *duration >= from && *duration <= longest)
        return duration;
    reader.fail(
        key,
        u"%1 is a number of seconds, or a text such as \"90s\", \"30m\" or \"1d\", of %2 s to 366 days."_s.arg(key).arg(
            from.count() / 1000));
    return std::nullopt;
}

void readScope(JsonReader &outer, ExpectationScope &scope)
{
    const auto object = outer.object("scope"_L1);
    if (!object)
        return;
    JsonReader reader(*object);
    reader.onlyKeys({"types"_L1, "name"_L1});
    const QJsonArray types = reader.array("types"_L1).value_or(QJsonArray());
    for (const QJsonValue &value : types) {
        const auto type = ProcessType::fromString(value.toString());
        if (!type || scope.types.size() >= ExpectationScope::mostTypes) {
            reader.fail("types"_L1,
                        u"A scope has up to %1 process types; each is %2"_s.arg(ExpectationScope::mostTypes)
                            .arg(ProcessType::rule()));
            break;
        }
        scope.types.push_back(*type);
    }
    scope.name = reader.text("name"_L1, maxPattern).value_or(QString());
    if (!scope.isSet())
        reader.fail("name"_L1,
                    u"A scope says which processes are meant: by their types, a pattern of their names, or both."_s);
    outer.failWithin("scope"_L1, reader);
}

void readTags(JsonReader &reader, std::vector<Text> &tags)
{
    const QJsonArray given = reader.array("tags"_L1).value_or(QJsonArray());
    for (const QJsonValue &value : given) {
        const QString tag = value.toString();
        if (tag.isEmpty() || tag.size() > ExpectationDefinition::maxTagLength
            || tags.size() >= ExpectationDefinition::mostTags) {
            reader.fail(
                "tags"_L1,
                u"Up to %1 tags are taken, each a text of 1 to %2 characters."_s.arg(ExpectationDefinition::mostTags)
                    .arg(ExpectationDefinition::maxTagLength));
            return;
        }
        tags.emplace_back(tag);
    }
}

void readTimes(JsonReader &reader, const QJsonObject &body, ExpectationDefinition &definition)
{
    definition.every = readDuration(reader, body, "every"_L1, 1s).value_or(0ms);
    definition.cron = reader.text("cron"_L1, CronExpression::maxLength).value_or(QString());
    definition.timeZone = reader.text("time_zone"_L1, 100).value_or(u"UTC"_s);
    if ((definition.every > 0ms) == !definition.cron.isEmpty()) {
        reader.fail(
            definition.cron.isEmpty() ? "every"_L1 : "cron"_L1,
            u"Say either how often a run is expected (\"every\": \"1d\"), or when (\"cron\": \"0 3 * * *\")."_s);
    }
    definition.graceStart =
        readDuration(reader, body, "grace_start"_L1, 0ms).value_or(ExpectationDefinition::usualGrace);
    // One that isn't given is the same; null is none.
    definition.graceFinish = body.contains("grace_finish"_L1)
        ? readDuration(reader, body, "grace_finish"_L1, 1s)
        : std::optional(std::max<std::chrono::milliseconds>(definition.graceStart, 1s));
}

} // namespace

Result<ExpectationDefinition> expectationFromJson(const QString &name, const QJsonObject &body)
{
    if (!isName(name)) {
        return Error{
            ErrorCode::InvalidField,
            u"The name of an expectation has 1 to %1 of A-Z a-z 0-9 . _ -, of which the first is a letter or a "
            "digit."_s.arg(ExpectationDefinition::maxNameLength),
            u"name"_s};
    }
    JsonReader reader(body);
    reader.onlyKeys({"description"_L1, "every"_L1, "cron"_L1, "time_zone"_L1, "grace_start"_L1, "grace_finish"_L1,
                     "scope"_L1, "tags"_L1});
    ExpectationDefinition definition;
    definition.name = name;
    definition.description = reader.text("description"_L1, maxDescription).value_or(QString());
    readTimes(reader, body, definition);
    readScope(reader, definition.scope);
    readTags(reader, definition.tags);
    if (reader.error())
        return *reader.error();
    if (const auto read = AwaitedTimes::check(definition); !read)
        return read.error();
    return definition;
}

namespace {

void writeDefinition(ObjectWriter &object, const ExpectationDefinition &definition)
{
    const bool hasPeriod = definition.every.count() > 0;
    object.text("description", definition.description);
    object.secondsOrNull("every", hasPeriod ? std::optional(definition.every) : std::nullopt);
    object.textOrNull("cron", definition.cron);
    object.text("time_zone", definition.timeZone);
    object.seconds("grace_start", definition.graceStart);
    object.secondsOrNull("grace_finish", definition.graceFinish);
    if (definition.scope.isSet()) {
        ObjectWriter scope = object.object("scope");
        {
            ArrayWriter types = scope.array("types");
            for (const ProcessType &type : definition.scope.types)
                types.ascii(type.bytes());
        }
        scope.text("name", definition.scope.name);
    } else {
        object.null("scope");
    }
    ArrayWriter tags = object.array("tags");
    for (const Text &tag : definition.tags)
        tags.text(tag);
}

void writePing(ObjectWriter &object, const Expectation &expectation, bool withText)
{
    if (!expectation.lastPing) {
        object.null("last_ping");
        return;
    }
    const Ping &ping = *expectation.lastPing;
    ObjectWriter written = object.object("last_ping");
    written.secondsOrNull("at", ping.atMs);
    written.ascii("signal", wireName(ping.signal));
    written.integerOrNull("exit_code", ping.exitCode);
    if (!ping.rid.isNull())
        written.ascii("rid", ping.rid.toByteArray(QUuid::WithoutBraces));
    if (!ping.process.isNull())
        written.ascii("process_id", ping.process.bytes());
    written.integer("text_bytes", ping.text.size());
    if (withText)
        written.text("text", ping.text);
}

void writeRuns(ObjectWriter &object, const Expectation &expectation)
{
    {
        ArrayWriter running = object.array("running");
        for (const ExpectedRun &run : expectation.running) {
            ObjectWriter written = running.object();
            if (!run.rid.isNull())
                written.ascii("rid", run.rid.toByteArray(QUuid::WithoutBraces));
            if (!run.process.isNull())
                written.ascii("process_id", run.process.bytes());
            written.seconds("started_at", run.startedMs);
            written.secondsOrNull("finish_by", run.finishByMs);
        }
    }
    ArrayWriter runs = object.array("runs");
    for (const NotedRun &run : expectation.runs) {
        ObjectWriter written = runs.object();
        written.seconds("at", run.atMs);
        written.ascii("outcome", wireName(run.outcome));
        written.secondsOrNull("duration", run.durationMs);
        if (run.exitCode)
            written.integer("exit_code", *run.exitCode);
        if (!run.process.isNull())
            written.ascii("process_id", run.process.bytes());
        if (!run.reason.isEmpty())
            written.text("reason", run.reason);
    }
}

void writeTroubles(ObjectWriter &object, const Expectation &expectation)
{
    ArrayWriter troubles = object.array("troubles");
    for (const auto *trouble : {&expectation.startTrouble, &expectation.finishTrouble}) {
        if (!*trouble)
            continue;
        ObjectWriter written = troubles.object();
        written.ascii("kind", wireName((*trouble)->kind));
        written.seconds("since", (*trouble)->sinceMs);
        written.integer("count", (*trouble)->count);
        written.text("reason", (*trouble)->reason);
    }
}

void writeState(ObjectWriter &object, const Expectation &expectation, bool withText)
{
    object.seconds("created_at", expectation.createdAt);
    object.seconds("updated_at", expectation.updatedAt);
    object.integer("seq", expectation.seq);
    object.seconds("state_since", expectation.stateSinceMs);
    object.secondsOrNull("due_at", expectation.dueMs);
    object.secondsOrNull("start_by", expectation.startByMs);
    if (expectation.pause) {
        ObjectWriter pause = object.object("paused");
        pause.seconds("since", expectation.pause->sinceMs);
        pause.text("note", expectation.pause->note);
    } else {
        object.null("paused");
    }
    writeTroubles(object, expectation);
    object.integer("pings", expectation.pings);
    writePing(object, expectation, withText);
    object.secondsOrNull("last_success_at", expectation.lastSuccessMs);
    writeRuns(object, expectation);
}

void writeTimes(ObjectWriter &object, const Expectation &expectation, qint64 nowMs)
{
    const ExpectationDefinition &definition = expectation.definition;
    const bool hasPeriod = definition.every.count() > 0;
    object.text("words", AwaitedTimes::words(definition));
    const auto rule = AwaitedTimes::ruleOf(definition);
    ArrayWriter next = object.array("next");
    auto due = expectation.dueMs;
    for (int count = 0; count < shownTimes && due; ++count) {
        next.seconds(*due);
        const qint64 from = std::max(*due, nowMs);
        if (hasPeriod)
            due = *due + definition.every.count();
        else
            due = rule ? rule->nextAfter(from) : std::nullopt;
    }
}

} // namespace

void writeExpectation(ObjectWriter &object, const Expectation &expectation, qint64 nowMs, bool withText)
{
    object.text("name", expectation.definition.name);
    object.ascii("state", wireName(stateOf(expectation)));
    writeDefinition(object, expectation.definition);
    writeState(object, expectation, withText);
    writeTimes(object, expectation, nowMs);
}

QByteArray expectationToBytes(const Expectation &expectation)
{
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        object.ascii("id", expectation.id.toByteArray(QUuid::WithoutBraces));
        object.text("name", expectation.definition.name);
        object.ascii("key", expectation.key);
        writeDefinition(object, expectation.definition);
        writeState(object, expectation, true);
        object.boolean("late", expectation.isLate);
        object.seconds("anchor", expectation.anchorMs);
        object.seconds("changed", expectation.changedMs);
        object.integer("process_seq", expectation.processSeq);
    }
    return bytes;
}

} // namespace Procession
