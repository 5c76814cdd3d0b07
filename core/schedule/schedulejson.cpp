// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulejson.h"

#include "jsonreader.h"
#include "nearestname.h"
#include "processjson.h"
#include "scheduletimes.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxDescription = 2000;
constexpr int shownTimes = 10;
constexpr auto longestWindow = std::chrono::hours(24 * 366);

bool isName(const QString &name)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"_s);
    return name.size() <= ScheduleDefinition::maxNameLength && form.match(name).hasMatch();
}

/// `{"tool": …, "parameters": …}`, or `{"process_type": …, "request": …}` for any other work of this server.
void readRun(JsonReader &outer, ScheduleDefinition &definition)
{
    const auto run = outer.object("run"_L1);
    if (!run) {
        outer.fail("run"_L1,
                   u"Say what to run: {\"tool\": …, \"parameters\": {…}}, or {\"process_type\": …, "
                   "\"request\": {…}}."_s);
        return;
    }
    JsonReader reader(*run);
    if (reader.has("tool"_L1)) {
        reader.onlyKeys({"tool"_L1, "parameters"_L1, "priority"_L1, "uses"_L1, "depends_on"_L1, "dependency_rule"_L1,
                         "allow_missing_dependencies"_L1});
        QJsonObject request{{u"tool"_s, reader.text("tool"_L1, ScheduleDefinition::maxNameLength).value_or(QString())}};
        if (const auto parameters = reader.object("parameters"_L1))
            request.insert("parameters"_L1, *parameters);
        for (const QLatin1StringView key :
             {"priority"_L1, "uses"_L1, "depends_on"_L1, "dependency_rule"_L1, "allow_missing_dependencies"_L1}) {
            if (reader.has(key)) // who runs it checks them, as the rest
                request.insert(key, run->value(key));
        }
        definition.workType = ProcessType::scheduledTask();
        definition.request = compactText(request);
    } else {
        reader.onlyKeys({"process_type"_L1, "request"_L1, "tool"_L1, "parameters"_L1});
        const auto type = ProcessType::fromString(reader.text("process_type"_L1, 64).value_or(QString()));
        if (!type)
            reader.fail("process_type"_L1, u"A process type is %1."_s.arg(ProcessType::rule()));
        definition.workType = type.value_or(ProcessType());
        definition.request = compactText(reader.object("request"_L1).value_or(QJsonObject()));
    }
    outer.failWithin("run"_L1, reader);
}

void readExclusions(JsonReader &reader, ScheduleDefinition &definition)
{
    const auto exclusions = reader.array("exclude"_L1);
    if (!exclusions)
        return;
    if (exclusions->size() > ScheduleDefinition::maxExclusions) {
        reader.fail("exclude"_L1, u"At most %1 exclusions are taken."_s.arg(ScheduleDefinition::maxExclusions));
        return;
    }
    for (const QJsonValue &value : *exclusions) {
        if (!value.isString()) {
            reader.fail("exclude"_L1, u"An exclusion is a day such as \"2026-12-25\", or a cron expression."_s);
            return;
        }
        definition.exclusions.emplace_back(value.toString());
    }
}

/// Seconds since 1970, or a text such as `2026-12-01T03:00:00Z`.
std::optional<qint64> readMoment(JsonReader &reader, const QJsonObject &body, QLatin1StringView key)
{
    if (!body[key].isString())
        return reader.moment(key);
    const QDateTime moment = QDateTime::fromString(body[key].toString(), Qt::ISODateWithMs);
    if (moment.isValid() && moment.timeSpec() != Qt::LocalTime)
        return moment.toMSecsSinceEpoch();
    reader.fail(key,
                u"%1 is a number of seconds since 1970, or a time such as \"2026-12-01T03:00:00Z\", with Z or an "
                "offset behind it."_s.arg(key));
    return std::nullopt;
}

/// All but the rule and the time zone, which ScheduleTimes reads.
Result<ScheduleDefinition> readDefinition(const QString &name, const QJsonObject &body, JsonReader &reader)
{
    ScheduleDefinition definition;
    definition.name = name;
    definition.rule = reader.text("rule"_L1, CronExpression::maxLength).value_or(QString());
    if (definition.rule.isEmpty())
        reader.fail("rule"_L1,
                    u"A schedule needs a rule, such as \"0 3 * * *\", \"@every 90s\" or \"@at 2026-12-01T03:00\"."_s);
    definition.timeZone = reader.text("time_zone"_L1, 100).value_or(u"UTC"_s);
    definition.description = reader.text("description"_L1, maxDescription).value_or(QString());
    readRun(reader, definition);
    definition.overlap = readOverlap(reader).value_or(definition.overlap);
    definition.catchUpWindow =
        reader.seconds("catch_up_window"_L1, 0ms, longestWindow).value_or(definition.catchUpWindow);
    definition.catchUpLimit =
        reader.integer("catch_up_limit"_L1, 0, ScheduleDefinition::mostCatchUps).value_or(definition.catchUpLimit);
    definition.jitter = reader.seconds("jitter"_L1, 0ms, std::chrono::hours(24)).value_or(0ms);
    definition.startsAt = readMoment(reader, body, "starts_at"_L1);
    definition.endsAt = readMoment(reader, body, "ends_at"_L1);
    readExclusions(reader, definition);
    definition.pauseAfterFailures = reader.integer("pause_after_failures"_L1, 0, 1'000'000).value_or(0);
    if (reader.error())
        return *reader.error();
    return definition;
}

void writeDefinition(ObjectWriter &object, const ScheduleDefinition &definition)
{
    object.text("rule", definition.rule);
    object.text("time_zone", definition.timeZone);
    object.text("description", definition.description);
    {
        ObjectWriter run = object.object("run");
        run.ascii("process_type", definition.workType.bytes());
        run.raw("request", definition.request.utf8());
    }
    object.ascii("overlap", wireName(definition.overlap));
    object.seconds("catch_up_window", definition.catchUpWindow);
    object.integer("catch_up_limit", definition.catchUpLimit);
    object.seconds("jitter", definition.jitter);
    object.secondsOrNull("starts_at", definition.startsAt);
    object.secondsOrNull("ends_at", definition.endsAt);
    {
        ArrayWriter exclusions = object.array("exclude");
        for (const Text &exclusion : definition.exclusions)
            exclusions.text(exclusion);
    }
    object.integer("pause_after_failures", definition.pauseAfterFailures);
}

void writePause(ObjectWriter &object, const Schedule &schedule)
{
    if (!schedule.pause) {
        object.null("paused");
        return;
    }
    ObjectWriter pause = object.object("paused");
    pause.seconds("since", schedule.pause->sinceMs);
    pause.text("note", schedule.pause->note);
    pause.boolean("by_failures", schedule.pause->isByFailures);
}

void writeBackfill(ObjectWriter &object, const Schedule &schedule)
{
    if (!schedule.backfill) {
        object.null("backfill");
        return;
    }
    ObjectWriter backfill = object.object("backfill");
    backfill.integer("number", schedule.backfill->number);
    backfill.seconds("cursor", schedule.backfill->cursorMs);
    backfill.seconds("until", schedule.backfill->untilMs);
    backfill.ascii("overlap", wireName(schedule.backfill->overlap));
}

void writeState(ObjectWriter &object, const Schedule &schedule)
{
    object.boolean("configured", schedule.isConfigured);
    object.seconds("created_at", schedule.createdAt);
    object.seconds("updated_at", schedule.updatedAt);
    object.integer("seq", schedule.seq);
    object.seconds("cursor", schedule.cursorMs);
    writePause(object, schedule);
    writeBackfill(object, schedule);
    object.integer("failures", schedule.failures);
    {
        ArrayWriter waiting = object.array("waiting");
        for (const qint64 due : schedule.buffered)
            waiting.seconds(due);
    }
    {
        ArrayWriter running = object.array("running");
        for (const ProcessId &id : schedule.running)
            running.ascii(id.bytes());
    }
    ArrayWriter ticks = object.array("ticks");
    for (const Tick &tick : schedule.ticks)
        writeTick(ticks.object(), tick);
}

// Reading what this program wrote: a value that is missing is that of a new schedule.

qint64 msOf(const QJsonValue &seconds)
{
    return std::llround(seconds.toDouble() * 1000);
}

std::optional<qint64> msOrNothing(const QJsonValue &seconds)
{
    return seconds.isDouble() ? std::optional(msOf(seconds)) : std::nullopt;
}

ProcessId idOf(const QJsonValue &text)
{
    return ProcessId::fromString(text.toString()).value_or(ProcessId());
}

Tick tickFrom(const QJsonObject &json)
{
    Tick tick;
    tick.dueMs = msOf(json["due_at"_L1]);
    tick.lastDueMs = json.contains("last_due_at"_L1) ? msOf(json["last_due_at"_L1]) : tick.dueMs;
    tick.count = json["count"_L1].toInteger(1);
    tick.outcome = tickOutcomeFromString(json["outcome"_L1].toString()).value_or(TickOutcome::Missed);
    tick.reason = json["reason"_L1].toString();
    tick.process = idOf(json["process_id"_L1]);
    tick.decidedMs = msOf(json["decided_at"_L1]);
    tick.isBackfill = json["backfill"_L1].toBool();
    return tick;
}

} // namespace

std::optional<OverlapPolicy> readOverlap(JsonReader &reader)
{
    const auto name = reader.text("overlap"_L1, 64);
    if (!name)
        return std::nullopt;
    const auto policy = overlapPolicyFromString(*name);
    if (!policy)
        reader.fail("overlap"_L1,
                    u"There is no overlap policy \"%1\"%2"_s.arg(*name, suggestion(*name, overlapPolicyNames())));
    return policy;
}

Result<ScheduleDefinition> scheduleFromJson(const QString &name, const QJsonObject &body)
{
    if (!isName(name)) {
        return Error{
            ErrorCode::InvalidField,
            u"The name of a schedule has 1 to %1 of A-Z a-z 0-9 . _ -, of which the first is a letter or a digit."_s
                .arg(ScheduleDefinition::maxNameLength),
            u"name"_s};
    }
    JsonReader reader(body);
    reader.onlyKeys({"rule"_L1, "time_zone"_L1, "description"_L1, "run"_L1, "overlap"_L1, "catch_up_window"_L1,
                     "catch_up_limit"_L1, "jitter"_L1, "starts_at"_L1, "ends_at"_L1, "exclude"_L1,
                     "pause_after_failures"_L1});
    auto definition = readDefinition(name, body, reader);
    if (!definition)
        return definition;
    if (const auto times = ScheduleTimes::of(*definition); !times)
        return times.error();
    return definition;
}

void writeTick(ObjectWriter &&object, const Tick &tick)
{
    object.seconds("due_at", tick.dueMs);
    if (tick.count > 1) {
        object.seconds("last_due_at", tick.lastDueMs);
        object.integer("count", tick.count);
    }
    object.ascii("outcome", wireName(tick.outcome));
    if (!tick.reason.isEmpty())
        object.text("reason", tick.reason);
    if (!tick.process.isNull())
        object.ascii("process_id", tick.process.bytes());
    object.seconds("decided_at", tick.decidedMs);
    if (tick.isBackfill)
        object.boolean("backfill", true);
}

void writeSchedule(ObjectWriter &object, const Schedule &schedule, qint64 nowMs)
{
    object.text("name", schedule.definition.name);
    writeDefinition(object, schedule.definition);
    writeState(object, schedule);
    const auto times = ScheduleTimes::of(schedule.definition);
    object.text("words", times ? times->rule().words() : QString());
    ArrayWriter next = object.array("next");
    if (!times)
        return; // a time zone that this machine doesn't know any more
    const auto due = times->next(std::max(nowMs, schedule.cursorMs), shownTimes);
    for (const qint64 ms : due)
        next.seconds(ms);
}

QByteArray scheduleToBytes(const Schedule &schedule)
{
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        object.ascii("id", schedule.id.toByteArray(QUuid::WithoutBraces));
        object.text("name", schedule.definition.name);
        writeDefinition(object, schedule.definition);
        writeState(object, schedule);
        object.integer("backfills", schedule.backfills);
        object.secondsOrNull("skip_until", schedule.skipUntilMs);
    }
    return bytes;
}

std::optional<Schedule> scheduleFromBytes(const QByteArray &bytes)
{
    auto schedule = scheduleFromWritten(QJsonDocument::fromJson(bytes).object());
    return schedule && !schedule->id.isNull() ? std::move(schedule) : std::nullopt;
}

std::optional<Schedule> scheduleFromWritten(const QJsonObject &json)
{
    QJsonObject body;
    for (const QString &key :
         {u"rule"_s, u"time_zone"_s, u"description"_s, u"run"_s, u"overlap"_s, u"catch_up_window"_s,
          u"catch_up_limit"_s, u"jitter"_s, u"starts_at"_s, u"ends_at"_s, u"exclude"_s, u"pause_after_failures"_s})
        body.insert(key, json[key]);
    JsonReader reader(body);
    // A time zone that this machine doesn't know any more is no reason to lose the schedule.
    const auto definition = readDefinition(json["name"_L1].toString(), body, reader);
    const QUuid id = QUuid::fromString(json["id"_L1].toString());
    if (!definition)
        return std::nullopt;

    Schedule schedule;
    schedule.id = id;
    schedule.definition = *definition;
    schedule.isConfigured = json["configured"_L1].toBool();
    schedule.createdAt = msOf(json["created_at"_L1]);
    schedule.updatedAt = msOf(json["updated_at"_L1]);
    schedule.seq = static_cast<quint64>(json["seq"_L1].toInteger());
    schedule.cursorMs = msOf(json["cursor"_L1]);
    if (const QJsonObject pause = json["paused"_L1].toObject(); !pause.isEmpty())
        schedule.pause =
            SchedulePause{msOf(pause["since"_L1]), pause["note"_L1].toString(), pause["by_failures"_L1].toBool()};
    schedule.skipUntilMs = msOrNothing(json["skip_until"_L1]);
    if (const QJsonObject fill = json["backfill"_L1].toObject(); !fill.isEmpty()) {
        schedule.backfill =
            Backfill{fill["number"_L1].toInt(1), msOf(fill["cursor"_L1]), msOf(fill["until"_L1]),
                     overlapPolicyFromString(fill["overlap"_L1].toString()).value_or(OverlapPolicy::BufferAll)};
    }
    schedule.backfills = json["backfills"_L1].toInt();
    schedule.failures = json["failures"_L1].toInt();
    const QJsonArray waiting = json["waiting"_L1].toArray();
    for (const QJsonValue &due : waiting)
        schedule.buffered.push_back(msOf(due));
    const QJsonArray running = json["running"_L1].toArray();
    for (const QJsonValue &run : running)
        schedule.running.push_back(idOf(run));
    const QJsonArray ticks = json["ticks"_L1].toArray();
    for (const QJsonValue &tick : ticks)
        schedule.ticks.push_back(tickFrom(tick.toObject()));
    return schedule;
}

} // namespace Procession
