// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "processquery.h"

namespace Procession {

/// A question for finished processes in the history. Plain data.
struct HistoryQuery
{
    static constexpr qsizetype maxLimit = 1000;

    ProcessFilter filter{};
    std::optional<qint64> finishedAfter{};  ///< wall time in ms, exclusive
    std::optional<qint64> finishedBefore{}; ///< wall time in ms, exclusive
    bool descending = false;                ///< the last one to finish first
    qsizetype limit = maxLimit;             ///< 1 to maxLimit
    QString cursor{};                       ///< of the page before; empty for the first
};

/// A question for the list as it was at a moment. Plain data.
struct MomentQuery
{
    static constexpr qsizetype maxLimit = 1000;

    qint64 atMs = 0;         ///< wall time
    bool descending = false; ///< the newest process first
    QString cursor{};        ///< of the page before; empty for the first
};

/// How far back the history goes. Plain data; wall times in ms.
struct HistoryRange
{
    qint64 beginMs = 0; ///< nothing is known of the time before it
    qint64 knownMs = 0; ///< from then on nothing is missing but what was deleted on request
};

/// A change in the life of a process, as the history keeps it. Plain data.
struct HistoryEvent
{
    quint64 seq = 0;
    qint64 timeMs = 0;
    EventKind kind = EventKind::Reported;
    ProcessStatus status = ProcessStatus::Pending;
    int attempt = 1;
    std::optional<double> progress;
    Text message;
    Text errorMessage;
    Origin origin; ///< its actor is empty where that wasn't kept, as in files of earlier versions
    /// The retry that a failure decided, `scheduled` or `exhausted`; empty for all other events.
    SharedOptional<RetryState> retry;
};

/// The event of a process as the history keeps it. An actor that it doesn't name is this server.
HistoryEvent historyEventOf(const Event &event);

/// The process as it was after that event, as far as events tell: the id, type, name, description and begin from `process`,
/// its latest state; status, attempt, progress, texts and the retry from the event; when the attempt began and ended.
Process stateAfter(const HistoryEvent &event, const Process &process);

/// The course of an attempt as the history keeps it. Plain data.
struct SeriesRecord
{
    quint64 createdSeq = 0; ///< of the process
    int attempt = 1;
    QByteArray bytes; ///< of AttemptSeries::toBytes(): only core/series knows what they say
};

struct HistoryEventPage
{
    std::vector<HistoryEvent> events; ///< oldest first
    QString nextCursor;               ///< empty on the last page
};

} // namespace Procession
