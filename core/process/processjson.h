// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "jsonwriter.h"
#include "process.h"
#include "queuepause.h"

#include <QByteArray>
#include <QJsonObject>

/// The JSON form of processes as the API and the feed send them; changejson.h reads. Printed straight into bytes, because
/// every change makes some. Any thread.
namespace Procession {

/// Writes all members of a process, as the contract has them. `full` adds created_seq, report_seq, who cancelled it, and
/// its earlier attempts. `waitingFor`, the dependencies that a process still waits for, is printed where it is told.
void writeProcess(ObjectWriter &object, const Process &process, bool full = false,
                  const std::vector<ProcessId> *waitingFor = nullptr);
inline void writeProcess(ObjectWriter &&object, const Process &process, bool full = false,
                         const std::vector<ProcessId> *waitingFor = nullptr)
{
    writeProcess(object, process, full, waitingFor);
}
/// The process as an object of its own; appendJson() appends it to `out`.
QByteArray toJson(const Process &process, bool full = false);
void appendJson(QByteArray &out, const Process &process, bool full = false);

/// Writes the members of the contract's `process_update` message for an event at `timeMs`. `kind` chooses the message of a
/// process that has none. With `full` such a message is null, and the object has every field of the process but the start
/// digest, and the kind as `event`.
void writeUpdate(ObjectWriter &object, const Process &process, EventKind kind, qint64 timeMs, bool full);

/// A retry policy as a JSON object, its delays in seconds.
void writePolicy(ObjectWriter &&object, const RetryPolicy &policy);
QByteArray toJson(const RetryPolicy &policy);

/// Writes the member `process_type` of a setting; null where it holds for all types.
void writeQueueType(ObjectWriter &object, const ProcessType &type);
/// Writes the members of a pause: since when, who and why.
void writePause(ObjectWriter &object, const QueuePause &pause);

/// Writes the member `retry`.
void writeRetry(ObjectWriter &object, const SharedOptional<RetryState> &retry);

/// Writes the members of the origin's actor, which is this server where the origin names nobody.
void writeActor(ObjectWriter &&object, const Origin &origin);
/// Writes the members `actor` and `reason`. An origin that names nobody is this server's.
void writeOrigin(ObjectWriter &object, const Origin &origin);

/// The object without spaces and line ends, as it is kept and sent.
Text compactText(const QJsonObject &object);

} // namespace Procession
