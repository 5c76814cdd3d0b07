// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "eventestimates.h"
#include "events.h"
#include "expectation.h"
#include "schedule.h"
#include "subscription.h"

#include <QByteArray>

#include <span>

namespace Procession {

struct ProcessAnswer;

/// Prints the feed's messages as WebSocket frames that are ready to be written. Each frame is made once for all
/// subscribers that get the same. Estimates are asked for where the channel is full. Any thread.
namespace FeedEncoder {

/// Appends one frame with the message that the channel's subscribers get of the event: the process, where the filter lets
/// it through, or that it is no longer one of those; nothing where neither holds.
void appendEvent(QByteArray &out, const Event &event, const Channel &channel, EventEstimates &estimates);

/// Appends only that the process was on the list before the event and isn't any more, where that is so.
void appendLeave(QByteArray &out, const Event &event, const Channel &channel, EventEstimates &estimates);

/// Appends one `process_updates` frame with what the events come to for each process: its latest state, or that it has
/// to be taken off the list; nothing where there is none. `seq` is where the reader stands afterwards.
void appendUpdates(QByteArray &out, const Events &events, quint64 seq, const Channel &channel,
                   EventEstimates &estimates);

/// About how many bytes the message of a process or an event takes.
qsizetype estimatedSize(const ProcessPtr &process);
qsizetype estimatedSize(const Event &event);

/// Events that are taken from the log in one go, at most.
inline constexpr qsizetype eventsPerRead = 256;
/// How many of the first entries make about 128 KiB of messages: what is written to a subscriber in one go, and so what
/// its unsent bytes may pass their bound by. One at least, where there is one.
template <typename Entries>
size_t portionOf(const Entries &entries)
{
    qsizetype size = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
        size += estimatedSize(entries[i]);
        if (size > 128 * 1024 && i > 0)
            return i;
    }
    return entries.size();
}
/// How many of the first events make about 1 MiB of messages with the latest state of each process; one at least.
size_t conflatedPortionOf(const Events &events);

/// A part of a snapshot. Plain data.
struct SnapshotPage
{
    std::span<const ProcessPtr> processes;
    quint64 seq = 0; ///< of the last event that the snapshot includes
    QByteArray epoch;
    bool more = false;                                   ///< another page follows
    const TypeRegistry *registry = nullptr;              ///< set on the first page; only full channels are told of it
    const std::vector<SchedulePtr> *schedules = nullptr; ///< told with the registry
    const std::vector<ExpectationPtr> *expectations = nullptr; ///< likewise
    const AlertBoard *alerts = nullptr; ///< set on the first page; only channels of alerts are told of it
};
/// Appends one page of a snapshot.
void appendSnapshot(QByteArray &out, const SnapshotPage &page, const Channel &channel, const Estimates &estimates);

/// Appends the message that a client goes on after event `seq`, in a log that is called `epoch` now.
void appendResumed(QByteArray &out, quint64 seq, const QByteArray &epoch);

/// Appends the answer to a client's message.
void appendResult(QByteArray &out, const ProcessAnswer &answer);

/// Appends the message that events were lost and a snapshot follows.
void appendReset(QByteArray &out);

} // namespace FeedEncoder

} // namespace Procession
