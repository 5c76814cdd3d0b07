// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "roomjson.h"

#include "processjson.h"

namespace Procession {

namespace {

/// Writes the member `paused`: null where it isn't.
void writePaused(ObjectWriter &object, const QueuePauses &pauses, const ProcessType &type)
{
    const auto pause = pauses.find(type);
    if (pause == pauses.end())
        return object.null("paused");
    ObjectWriter written = object.object("paused");
    writePause(written, pause->second);
}

void writeQueue(ObjectWriter &&object, const QueueState &queue, const QueuePauses &pauses)
{
    object.ascii("process_type", queue.type.bytes());
    object.integer("running", queue.running);
    object.integer("waiting", queue.waiting);
    object.integer("limit", queue.limit);
    {
        ArrayWriter shared = object.array("limit_shared_with");
        for (const ProcessType &type : queue.sharedWith)
            shared.ascii(type.bytes());
    }
    writePaused(object, pauses, queue.type);
}

} // namespace

void writeQueuePlace(ObjectWriter &process, const QueuePlace &place)
{
    ObjectWriter object = process.object("queue");
    object.integer("place", place.place);
    object.integer("waiting", place.waiting);
    object.ascii("reason", wireName(place.reason));
    {
        ArrayWriter limits = object.array("limits");
        for (const QString &name : place.limits)
            limits.text(name);
    }
    object.text("message", place.message);
}

void writeRoomState(ObjectWriter &object, const RoomState &state)
{
    {
        ArrayWriter queues = object.array("queues");
        for (const QueueState &queue : state.queues)
            writeQueue(queues.object(), queue, state.pauses);
    }
    {
        ArrayWriter limits = object.array("limits");
        for (const NamedLimitState &limit : state.limits) {
            ObjectWriter written = limits.object();
            written.text("name", limit.name);
            written.integer("total", limit.total);
            written.integer("in_use", limit.inUse);
        }
    }
    writePaused(object, state.pauses, ProcessType());
}

} // namespace Procession
