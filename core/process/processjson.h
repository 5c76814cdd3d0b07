// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "jsonwriter.h"
#include "process.h"

#include <QByteArray>
#include <QJsonObject>

/// The wire form of processes and of what is said about them, in both directions. Any thread.
///
/// What goes out is printed straight into bytes: it is made for every change. What comes in is read from
/// a parsed object; every refusal names the field.
namespace Procession {

/// The members of the whole process, as the contract has them.
void writeProcess(ObjectWriter &&object, const Process &process);
/// The same as an object of its own, and the same appended to `out`.
QByteArray toJson(const Process &process);
void appendJson(QByteArray &out, const Process &process);

/// The contract's `process_update` message of an event at `timeMs`. `kind` chooses the default message, and
/// `full` adds what the original did not send: attempt, retry, times, description, quiet_since.
void writeUpdate(ObjectWriter &object, const Process &process, EventKind kind, qint64 timeMs, bool full);
QByteArray toUpdateJson(const Process &process, EventKind kind, qint64 timeMs, bool full);

/// A retry policy as a JSON object, its delays in seconds.
void writePolicy(ObjectWriter &&object, const RetryPolicy &policy);
QByteArray toJson(const RetryPolicy &policy);

/// Each of the following refuses a key that it doesn't know with the nearest one that it does (InvalidField).
///
/// Reads the body of a start. `wallMs` makes an id where none is given.
Result<StartChange> startFromJson(const QJsonObject &body, qint64 wallMs);
/// Reads the body of a report. A `process_id` may stand in it; whether it is the right one is for the caller to say.
Result<ReportChange> reportFromJson(const QJsonObject &body);
/// Reads a whole process as toJson() prints it, for an import. What only this program numbers (seq) is left out.
Result<Process> processFromJson(const QJsonObject &object);
/// Reads a retry policy; what is absent is taken from `defaults`.
Result<RetryPolicy> retryPolicyFromJson(const QJsonObject &body, const RetryPolicy &defaults);

/// The same bytes for the same start, whatever the order of its keys.
QByteArray canonicalStart(const StartChange &start);

/// The object as it is kept and sent: without spaces and line ends.
Text compactText(const QJsonObject &object);

/// Appends `text` as a quoted JSON string.
void appendJsonString(QByteArray &out, QStringView text);
void appendJsonUtf8(QByteArray &out, QByteArrayView utf8);
/// Appends milliseconds as a JSON number of seconds, such as `1700000000.123`.
void appendJsonSeconds(QByteArray &out, qint64 milliseconds);

} // namespace Procession
