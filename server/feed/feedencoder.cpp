// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedencoder.h"

#include "answer.h"
#include "estimatejson.h"
#include "expectationjson.h"
#include "processjson.h"
#include "schedulejson.h"
#include "serverframes.h"

#include <QHash>

#include <array>

namespace Procession::FeedEncoder {

using namespace Qt::StringLiterals;

namespace {

/// What each message has beside the texts of its process.
constexpr qsizetype fixedSize = 500;

/// What a channel's subscribers are told of an event.
enum class Told : quint8 { Nothing, Update, Removed, Left, Setting, Alert };

/// Whether a list by that filter may hold the process before the event. Where that state isn't known, it may.
bool mayBeListedBefore(const Event &event, const ProcessFilter &filter)
{
    if (event.before)
        return filter.matches(**event.before);
    return event.kind != EventKind::Started && event.kind != EventKind::Imported;
}

/// What is told of the last of a process's events, where `first` was the first of them.
Told toldOf(const Event &first, const Event &last, const Channel &channel)
{
    if (!last.process && last.setting && last.setting->alerts)
        return channel.alerts ? Told::Alert : Told::Nothing;
    if (!last.process)
        return channel.full && last.setting ? Told::Setting : Told::Nothing;
    const bool matches = channel.filter.matches(**last.process);
    if (matches && !endsTracking(last.kind))
        return Told::Update;
    if (matches && channel.full)
        return Told::Removed;
    return channel.left && mayBeListedBefore(first, channel.filter) ? Told::Left : Told::Nothing;
}

void writeNews(ObjectWriter &object, const Event &event)
{
    const AlertNews &news = *event.setting->alerts;
    object.ascii("type", news.rule ? wireName(event.kind) : "alert"_L1);
    object.integer("seq", event.seq);
    object.seconds("timestamp", event.timeMs);
    if (news.rule) {
        ObjectWriter rule = object.object("alert_rule");
        writeKeptAlertRule(rule, *news.rule);
        return;
    }
    object.boolean("all", news.isAll);
    ArrayWriter list = object.array("alerts");
    for (const AlertEpisodePtr &episode : news.episodes) {
        ObjectWriter one = list.object();
        writeAlertEpisode(one, *episode);
    }
}

void writeMessage(ObjectWriter &&object, Told told, const Event &event, bool full, EventEstimates &estimates)
{
    switch (told) {
    case Told::Nothing:
        return;
    case Told::Update:
        writeUpdate(object, **event.process, event.kind, event.timeMs, full);
        if (full)
            writeEstimate(object, estimates.of(**event.process));
        break;
    case Told::Removed:
    case Told::Left:
        object.ascii("type", told == Told::Removed ? "process_removed"_L1 : "process_left"_L1);
        object.ascii("process_id", (*event.process)->id.bytes());
        object.integer("seq", event.seq);
        if (full) {
            object.ascii("event", wireName(event.kind));
            object.seconds("timestamp", event.timeMs);
        }
        break;
    case Told::Setting:
        object.ascii("type", wireName(event.kind));
        object.integer("seq", event.seq);
        object.seconds("timestamp", event.timeMs);
        if (const Schedule *schedule = event.setting->schedule.get()) {
            ObjectWriter written = object.object("schedule");
            writeSchedule(written, *schedule, event.timeMs);
            break;
        }
        if (const Expectation *expectation = event.setting->expectation.get()) {
            ObjectWriter written = object.object("expectation");
            writeExpectation(written, *expectation, event.timeMs);
            break;
        }
        writeQueueType(object, event.setting->type);
        if (event.setting->policy)
            writePolicy(object.object("policy"), *event.setting->policy);
        break;
    case Told::Alert:
        writeNews(object, event);
        break;
    }
    if (full)
        writeOrigin(object, event.origin);
}

void writeRegistry(ObjectWriter &message, const TypeRegistry &registry)
{
    {
        ArrayWriter types = message.array("process_types");
        for (const ProcessType &type : registry.types())
            types.ascii(type.bytes());
    }
    ObjectWriter policies = message.object("retry_policies");
    for (const auto &[type, policy] : registry.policies())
        writePolicy(policies.object(type.bytes()), policy);
    policies.close();
    ArrayWriter pauses = message.array("paused_queues");
    for (const auto &[type, pause] : registry.pauses()) {
        ObjectWriter object = pauses.object();
        writeQueueType(object, type);
        writePause(object, pause);
    }
}

void writeSchedules(ObjectWriter &message, const std::vector<SchedulePtr> &schedules)
{
    ArrayWriter list = message.array("schedules");
    for (const SchedulePtr &schedule : schedules) {
        ObjectWriter object = list.object();
        writeSchedule(object, *schedule, schedule->cursorMs);
    }
}

void writeExpectations(ObjectWriter &message, const std::vector<ExpectationPtr> &expectations)
{
    ArrayWriter list = message.array("expectations");
    for (const ExpectationPtr &expectation : expectations) {
        ObjectWriter object = list.object();
        writeExpectation(object, *expectation, expectation->changedMs);
    }
}

void writeAlerts(ObjectWriter &message, const AlertBoard &board)
{
    {
        ArrayWriter rules = message.array("alert_rules");
        for (const auto &[name, rule] : board.rules()) {
            ObjectWriter object = rules.object();
            writeKeptAlertRule(object, *rule);
        }
    }
    ArrayWriter alerts = message.array("alerts");
    for (const auto &[number, episode] : board.episodes()) {
        ObjectWriter object = alerts.object();
        writeAlertEpisode(object, *episode);
    }
}

void appendMessage(QByteArray &out, Told told, const Event &event, bool full, EventEstimates &estimates)
{
    if (told == Told::Nothing)
        return;
    QByteArray json;
    json.reserve(estimatedSize(event));
    writeMessage(ObjectWriter(json), told, event, full, estimates);
    ServerFrames::appendText(out, json);
}

} // namespace

void appendEvent(QByteArray &out, const Event &event, const Channel &channel, EventEstimates &estimates)
{
    appendMessage(out, toldOf(event, event, channel), event, channel.full, estimates);
}

void appendLeave(QByteArray &out, const Event &event, const Channel &channel, EventEstimates &estimates)
{
    const Told told = toldOf(event, event, channel);
    if (told != Told::Update)
        appendMessage(out, told, event, channel.full, estimates);
}

void appendUpdates(QByteArray &out, const Events &events, quint64 seq, const Channel &channel,
                   EventEstimates &estimates)
{
    // Whoever isn't told of removals gets the state that the process had before.
    const bool hearsOfRemovals = channel.full || channel.left;
    struct Range
    {
        const Event *first = nullptr;
        const Event *last = nullptr;
    };
    QHash<ProcessId, Range> ranges;
    for (const Event &event : events) {
        if (!event.process || (!hearsOfRemovals && endsTracking(event.kind)))
            continue;
        Range &range = ranges[(*event.process)->id];
        if (!range.first)
            range.first = &event;
        range.last = &event;
    }

    QByteArray json;
    ObjectWriter message(json);
    message.ascii("type", "process_updates"_L1);
    message.integer("seq", seq);
    ArrayWriter updates = message.array("updates");
    for (const Event &event : events) {
        const Range range = event.process ? ranges.value((*event.process)->id) : Range{&event, &event};
        const Told told = range.last == &event ? toldOf(*range.first, event, channel) : Told::Nothing;
        if (told != Told::Nothing)
            writeMessage(updates.object(), told, event, channel.full, estimates);
    }
    updates.close();
    message.close();
    if (!updates.isEmpty())
        ServerFrames::appendText(out, json);
}

qsizetype estimatedSize(const ProcessPtr &process)
{
    if (!process)
        return fixedSize;
    const Process &texts = **process;
    return fixedSize + texts.id.bytes().size() + texts.name.size() + texts.description.size() + texts.message.size()
        + texts.errorMessage.size() + texts.metadata.size();
}

qsizetype estimatedSize(const Event &event)
{
    return estimatedSize(event.process);
}

size_t conflatedPortionOf(const Events &events)
{
    constexpr qsizetype most = 1024 * 1024;
    QHash<ProcessId, qsizetype> sizes;
    qsizetype total = 0;
    for (size_t i = 0; i < events.size(); ++i) {
        const qsizetype size = estimatedSize(events[i]);
        total += size;
        if (events[i].process)
            total -= std::exchange(sizes[(*events[i].process)->id], size);
        if (total > most && i > 0)
            return i;
    }
    return events.size();
}

void appendSnapshot(QByteArray &out, const SnapshotPage &page, const Channel &channel, const Estimates &estimates)
{
    QByteArray json;
    ObjectWriter message(json);
    message.ascii("type", "snapshot"_L1);
    message.integer("seq", page.seq);
    message.ascii("epoch", page.epoch);
    message.boolean("more", page.more);
    if (channel.full && page.registry) {
        writeRegistry(message, *page.registry);
        if (page.schedules)
            writeSchedules(message, *page.schedules);
        if (page.expectations)
            writeExpectations(message, *page.expectations);
    }
    if (channel.alerts && page.alerts)
        writeAlerts(message, *page.alerts);
    ArrayWriter processes = message.array("processes");
    for (const ProcessPtr &process : page.processes) {
        if (channel.full)
            estimates.writeFull(processes.object(), **process);
        else
            writeProcess(processes.object(), **process);
    }
    processes.close();
    message.close();
    ServerFrames::appendText(out, json);
}

void appendResumed(QByteArray &out, quint64 seq, const QByteArray &epoch)
{
    QByteArray json;
    ObjectWriter message(json);
    message.ascii("type", "resumed"_L1);
    message.integer("seq", seq);
    message.ascii("epoch", epoch);
    message.close();
    ServerFrames::appendText(out, json);
}

void appendResult(QByteArray &out, const ProcessAnswer &answer)
{
    QByteArray json;
    ObjectWriter message(json);
    message.ascii("type", "result"_L1);
    message.integer("status", answer.status);
    answer.write(message);
    message.close();
    ServerFrames::appendText(out, json);
}

void appendReset(QByteArray &out)
{
    ServerFrames::appendText(out, R"({"type":"reset"})");
}

} // namespace Procession::FeedEncoder
