// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptseries.h"
#include "result.h"

#include <QFuture>

namespace Procession {

struct Process;

/// Reads the courses of attempts that a server has recorded, this one or another, for those who show them.
///
/// A reader watches the future that it gets with a QFutureWatcher, which answers in the reader's thread. A cancelled future
/// may end without a result.
/// Threads: the one that it lives in. Owner: app/; outlives its readers.
class SeriesSource
{
public:
    using Answer = Result<AttemptSeries>;

    /// The course of that attempt of exactly this process, as far as it is recorded; an empty one where nothing is.
    /// Errors: Io.
    virtual QFuture<Answer> read(const Process &process, int attempt) = 0;

protected:
    ~SeriesSource() = default;
};

} // namespace Procession
