// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventrow.h"

namespace Procession::EventRow {

using namespace Qt::StringLiterals;

namespace {

constexpr int ownColumns = 10;

/// The retry that a failure decided, which the row keeps no more of than doesn't follow from the event.
RetryState retryOf(const SqliteStatement &row, int first, const HistoryEvent &event)
{
    using Status = RetryState::Status;
    RetryState retry{.status = Status::Exhausted,
                     .attempt = event.attempt,
                     .maxAttempts = static_cast<int>(row.integer(first + 8)),
                     .nextAt = {},
                     .lastError = event.errorMessage};
    if (!row.isNull(first + 9)) {
        retry.status = Status::Scheduled;
        retry.attempt = event.attempt + 1;
        retry.nextAt = row.integer(first + 9);
        retry.delay = std::chrono::milliseconds(row.integer(first + 9) - event.timeMs);
    }
    return retry;
}

} // namespace

QString columns()
{
    return u"events.seq, events.time, events.kind, events.status, events.attempt, events.progress, events.message, "
           "events.error_message, events.retry_max, events.retry_at, %1"_s.arg(OriginReader::columns);
}

HistoryEvent read(const SqliteStatement &row, int first, OriginReader &origins)
{
    HistoryEvent event;
    event.seq = static_cast<quint64>(row.integer(first));
    event.timeMs = row.integer(first + 1);
    event.kind = eventKindFromString(row.text(first + 2)).value_or(EventKind::Reported);
    event.status = statusFromString(row.text(first + 3)).value_or(ProcessStatus::Pending);
    event.attempt = static_cast<int>(row.integer(first + 4));
    if (!row.isNull(first + 5))
        event.progress = row.real(first + 5);
    event.message = row.keptText(first + 6);
    event.errorMessage = row.keptText(first + 7);
    if (!row.isNull(first + 8))
        event.retry = retryOf(row, first, event);
    event.origin = origins.read(row, first + ownColumns);
    return event;
}

} // namespace Procession::EventRow
