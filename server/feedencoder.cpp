// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedencoder.h"

#include "processjson.h"
#include "websocketframe.h"

#include <QHash>

namespace Procession::FeedEncoder {

namespace {

/// The event's message, or nothing where it isn't told to this kind of subscriber.
QByteArray message(const Event &event, bool full)
{
    if (!endsTracking(event.kind))
        return toUpdateJson(**event.process, event.kind, event.timeMs, full);
    if (!full)
        return {};
    QByteArray json = "{\"type\":\"process_removed\",\"process_id\":";
    appendJsonString(json, (*event.process)->id.toString());
    json += ",\"seq\":" + QByteArray::number(event.seq) + '}';
    return json;
}

} // namespace

void appendEvent(QByteArray &out, const Event &event, const ProcessFilter &filter, bool full)
{
    if (!filter.matches(**event.process))
        return;
    const QByteArray json = message(event, full);
    if (!json.isEmpty())
        appendTextFrame(out, json);
}

void appendUpdates(QByteArray &out, std::span<const Event> events, quint64 seq, const ProcessFilter &filter, bool full)
{
    QHash<ProcessId, quint64> latest;
    for (const Event &event : events)
        latest.insert((*event.process)->id, event.seq);

    QByteArray json = "{\"type\":\"process_updates\",\"seq\":" + QByteArray::number(seq) + ",\"updates\":[";
    bool any = false;
    for (const Event &event : events) {
        if (latest.value((*event.process)->id) != event.seq || !filter.matches(**event.process))
            continue;
        const QByteArray update = message(event, full);
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
