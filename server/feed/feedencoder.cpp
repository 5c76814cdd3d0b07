// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedencoder.h"

#include "processjson.h"
#include "websocketframe.h"

#include <QHash>

namespace Procession::FeedEncoder {

namespace {

/// What each message has beside the texts of its process.
constexpr qsizetype fixedSize = 500;

QByteArray shortMessage(const char *type, const Event &event)
{
    QByteArray json = QByteArray("{\"type\":\"") + type + "\",\"process_id\":";
    appendJsonString(json, (*event.process)->id.toString());
    json += ",\"seq\":" + QByteArray::number(event.seq) + '}';
    return json;
}

/// Whether a list by that filter may hold the process before the event. Where that state isn't known, it may.
bool mayBeListedBefore(const Event &event, const ProcessFilter &filter)
{
    if (event.before)
        return filter.matches(**event.before);
    return event.kind != EventKind::Started && event.kind != EventKind::Imported;
}

/// The message for the last of a process's events, where `first` was the first of them; empty where nothing is told.
QByteArray message(const Event &first, const Event &last, const Channel &channel)
{
    if (!last.process)
        return {};
    const bool matches = channel.filter.matches(**last.process);
    if (matches && !endsTracking(last.kind))
        return toUpdateJson(**last.process, last.kind, last.timeMs, channel.full);
    if (matches && channel.full)
        return shortMessage("process_removed", last);
    if (channel.left && mayBeListedBefore(first, channel.filter))
        return shortMessage("process_left", last);
    return {};
}

void appendMessage(QByteArray &out, const QByteArray &json)
{
    if (!json.isEmpty())
        appendTextFrame(out, json);
}

} // namespace

void appendEvent(QByteArray &out, const Event &event, const Channel &channel)
{
    appendMessage(out, message(event, event, channel));
}

void appendLeave(QByteArray &out, const Event &event, const Channel &channel)
{
    if (!event.process || endsTracking(event.kind) || !channel.filter.matches(**event.process))
        appendMessage(out, message(event, event, channel));
}

void appendUpdates(QByteArray &out, std::span<const Event> events, quint64 seq, const Channel &channel)
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

    QByteArray json = "{\"type\":\"process_updates\",\"seq\":" + QByteArray::number(seq) + ",\"updates\":[";
    bool any = false;
    for (const Event &event : events) {
        const Range range = event.process ? ranges.value((*event.process)->id) : Range{};
        if (range.last != &event)
            continue;
        const QByteArray update = message(*range.first, event, channel);
        if (update.isEmpty())
            continue;
        if (any)
            json += ',';
        any = true;
        json += update;
    }
    if (any)
        appendTextFrame(out, json + "]}");
}

qsizetype estimatedSize(const Process &process)
{
    return fixedSize + process.id.bytes().size() + process.name.size() + process.description.size()
        + process.message.size() + process.errorMessage.size() + process.metadata.size();
}

void appendSnapshot(QByteArray &out, std::span<const ProcessPtr> processes, quint64 seq, const QByteArray &epoch,
                    bool more)
{
    QByteArray json = "{\"type\":\"snapshot\",\"seq\":" + QByteArray::number(seq) + ",\"epoch\":\"" + epoch
        + "\",\"more\":" + (more ? "true" : "false") + ",\"processes\":[";
    bool any = false;
    for (const ProcessPtr &process : processes) {
        if (any)
            json += ',';
        any = true;
        appendJson(json, **process);
    }
    appendTextFrame(out, json + "]}");
}

void appendResumed(QByteArray &out, quint64 seq, const QByteArray &epoch)
{
    appendTextFrame(out, "{\"type\":\"resumed\",\"seq\":" + QByteArray::number(seq) + ",\"epoch\":\"" + epoch + "\"}");
}

void appendReset(QByteArray &out)
{
    appendTextFrame(out, "{\"type\":\"reset\"}");
}

} // namespace Procession::FeedEncoder
