// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "process.h"

#include <QByteArray>
#include <QJsonObject>

/// Reads the bodies of clients (starts, reports, imported processes, retry policies) and the processes of a server. Any
/// thread.
///
/// Every error names the field. A key that isn't known is refused with the nearest one that is (InvalidField).
namespace Procession {

class JsonReader;

/// Reads the body of a start. `wallMs` makes an id where none is given.
Result<StartChange> startFromJson(const QJsonObject &body, qint64 wallMs);
/// Reads the body of a report. It may have a `process_id`, which the caller compares with the process's.
Result<ReportChange> reportFromJson(const QJsonObject &body);
/// Reads a whole process as toJson() prints it, for an import. The numbers of this program's log (seq) are left out.
Result<Process> processFromJson(const QJsonObject &object);
/// Reads a process as a server sends it, with the server's numbers: seq, and created_seq and report_seq where they are
/// there. It passes over keys that it doesn't know, which are those of a newer server.
Result<Process> processFromServer(const QJsonObject &object);
/// Reads the member `retry`; nothing where it is absent or null. An error is the reader's.
std::optional<RetryState> retryFromJson(JsonReader &object);
/// Reads a retry policy; absent fields are taken from `defaults`.
Result<RetryPolicy> retryPolicyFromJson(const QJsonObject &body, const RetryPolicy &defaults);

/// The start as bytes, which are the same whatever the order of its keys was: two equal starts have one digest.
QByteArray canonicalStart(const StartChange &start);

} // namespace Procession
