// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processid.h"
#include "result.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace Procession {

/// What the history keeps of finished processes that left memory. Plain data.
struct HistoryLimits
{
    qint64 endedBeforeMs = 0; ///< what ended before this wall time goes
    qint64 maxCount = 0;      ///< the oldest processes beyond so many go
    qint64 maxBytes = 0;      ///< the oldest go until the file has no more in it; 0 for no limit

    friend bool operator==(const HistoryLimits &a, const HistoryLimits &b) = default;
};

/// Which processes of the history are too old or too many.
///
/// To find them takes as long as the disk does: the rows are counted, and what is to be deleted is read once, so that to
/// delete it waits for no disk. Threads: any, with a connection of its own to the file.
namespace HistoryPlan {

struct Row
{
    quint64 createdSeq = 0;
    std::optional<ProcessId> id; ///< none where the file was tampered with
    qint64 leftAt = 0;           ///< when it went into the history
};

/// How many rows one plan has at most.
inline constexpr qint64 mostRows = 10'000;

/// The processes that go first, oldest first; none where the history is within its limits, or `stop` was asked for.
/// What was asked for by size is an estimate: the next plan goes on. Errors: Io.
Result<std::vector<Row>> oldest(const QString &path, const HistoryLimits &limits, const std::stop_token &stop);

} // namespace HistoryPlan

} // namespace Procession
