// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history.h"

#include <QFuture>

#include <functional>

namespace Procession {

/// A question for a page of the list as it was at a moment. Plain data.
struct PastQuery
{
    MomentQuery moment{};
    ProcessFilter filter{};                  ///< compared with how each process was then
    qsizetype limit = MomentQuery::maxLimit; ///< 1 to MomentQuery::maxLimit
};

/// Reads the history that a server keeps, this one or another, without making its caller wait.
///
/// A reader watches the future that it gets with a QFutureWatcher, which answers in the reader's thread, and cancels it
/// when it no longer wants the answer. A cancelled future may end without a result.
/// Threads: the one that it lives in. Owner: app/; outlives its readers.
class HistorySource
{
public:
    using Finished = Result<ProcessPage>;
    using Life = Result<std::vector<HistoryEvent>>;
    using Range = Result<HistoryRange>;
    /// Whether a finished process belongs into the answer. Called on any thread; empty for all.
    using Wanted = std::function<bool(const Process &)>;

    /// Finished processes, those included that are still tracked: a page of `query.limit`. With `wanted` it reads on
    /// until it found as many, which may become some more. Errors: InvalidField (cursor), Io.
    virtual QFuture<Finished> finished(const HistoryQuery &query, const Wanted &wanted) = 0;
    /// All that the history keeps of exactly this process, oldest event first. Errors: UnknownProcess, Io.
    virtual QFuture<Life> life(const ProcessPtr &process) = 0;
    /// The list as it was at a moment, each process as far as the history tells how it was (stateAfter()): a page of
    /// `query.limit`, or some more; fewer only at the end. Errors: InvalidField (cursor, or a moment before the history
    /// begins), Io.
    virtual QFuture<Finished> then(const PastQuery &query, const Wanted &wanted) = 0;
    /// How far back then() goes. Errors: Io.
    virtual QFuture<Range> range() = 0;

protected:
    ~HistorySource() = default;
};

} // namespace Procession
