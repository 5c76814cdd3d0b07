// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "processfilter.h"

#include <QByteArray>

#include <span>

namespace Procession {

/// The feed's messages, as WebSocket frames ready to be written. Pure; made once for all who get the same.
namespace FeedEncoder {

/// Appends the event as its own frame, if the filter lets it through. `full` is the extended form of a message,
/// in which a removal is told as well.
void appendEvent(QByteArray &out, const Event &event, const ProcessFilter &filter, bool full);

/// Appends one `process_updates` frame with the latest state of each process among the events that the filter
/// lets through; nothing where there is none. `seq` is where the reader stands afterwards.
void appendUpdates(QByteArray &out, std::span<const Event> events, quint64 seq, const ProcessFilter &filter, bool full);

/// Appends one page of a snapshot. `more` says that another page follows.
void appendSnapshot(QByteArray &out, std::span<const ProcessPtr> processes, quint64 seq, const QByteArray &epoch,
                    bool more);

/// Appends the message that says: what follows comes after event `seq`, in a log that has this name now.
void appendResumed(QByteArray &out, quint64 seq, const QByteArray &epoch);

/// Appends the message that says: events were lost, a snapshot follows.
void appendReset(QByteArray &out);

} // namespace FeedEncoder

} // namespace Procession
