// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "subscription.h"

#include <QByteArray>

#include <span>

namespace Procession {

/// The feed's messages, as WebSocket frames ready to be written. Pure; made once for all who get the same.
namespace FeedEncoder {

/// Appends what the channel's subscribers are told of the event, as its own frame: the process, where the filter lets it
/// through, or that it is no longer one of those.
void appendEvent(QByteArray &out, const Event &event, const Channel &channel);

/// Appends only that the process was on the list before the event and isn't any more, where that is so.
void appendLeave(QByteArray &out, const Event &event, const Channel &channel);

/// Appends one `process_updates` frame with what the events come to for each process: its latest state, or that it has
/// to be taken off the list; nothing where there is none. `seq` is where the reader stands afterwards.
void appendUpdates(QByteArray &out, std::span<const Event> events, quint64 seq, const Channel &channel);

/// About how many bytes the messages of a process take.
qsizetype estimatedSize(const Process &process);

/// Appends one page of a snapshot. `more` says that another page follows.
void appendSnapshot(QByteArray &out, std::span<const ProcessPtr> processes, quint64 seq, const QByteArray &epoch,
                    bool more);

/// Appends the message that says: what follows comes after event `seq`, in a log that has this name now.
void appendResumed(QByteArray &out, quint64 seq, const QByteArray &epoch);

/// Appends the message that says: events were lost, a snapshot follows.
void appendReset(QByteArray &out);

} // namespace FeedEncoder

} // namespace Procession
