// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <QFuture>
#include <QObject>

namespace Procession {

/// Reads the output of one attempt, kept here or by another server, without making its caller wait.
///
/// A reader watches the futures that it gets with a QFutureWatcher, which answers in the reader's thread, and cancels those
/// whose answers it no longer wants. A cancelled future may end without a result.
/// Threads: the one that it lives in. Owner: app/, or who shows the attempt; outlives its readers.
class OutputPages : public QObject
{
    Q_OBJECT

public:
    using Lines = Result<OutputLines>;
    using Line = Result<qint64>;
    using Matches = Result<OutputMatches>;
    using Bytes = Result<OutputSlice>;

    using QObject::QObject;

    /// How long it is, as far as is known here by now.
    virtual OutputExtent extent() const = 0;
    /// At most `count` lines, beginning with number `first` (from 1) or the first one behind it that is kept. Errors: Io.
    virtual QFuture<Lines> lines(qint64 first, int count) = 0;
    /// The number of the line that holds the byte, or the next one that is kept. Errors: InvalidField, Io.
    virtual QFuture<Line> lineAtOffset(qint64 offset) = 0;
    /// The number of the first line that began at that wall time in ms or later; one more than there are where none did.
    virtual QFuture<Line> lineAtTime(qint64 timeMs) = 0;
    /// Errors: InvalidField, with the field `q`, for a regular expression that isn't one; Io.
    virtual QFuture<Matches> search(const OutputQuery &query) = 0;
    /// At most `limit` bytes (1 to 8 MiB) as they were printed, from `offset` (0 to the length) on. Errors: InvalidField, Io.
    virtual QFuture<Bytes> bytes(qint64 offset, qint64 limit) = 0;

Q_SIGNALS:
    /// extent() is another one; at most some thirty times a second.
    void extentChanged();
};

} // namespace Procession
