// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"
#include "slicedwork.h"

#include <memory>

namespace Procession {

class EventLog;
class ProcessTracker;
struct ServerParts;

/// Answers requests that change many processes: batches and imports line by line, and cancels and retries of all
/// processes that a filter matches.
///
/// Threads: the server's. Owner: HttpApi; the parts must outlive it, and every answer that isn't finished.
class BulkController
{
public:
    /// `longestLine` is the most bytes that one line of a batch may have.
    BulkController(const ServerParts &parts, qsizetype longestLine);

    /// Hands each line that isn't blank to `handle`; the answers are lines as well.
    Answer eachLine(const Call &call, LineWork::Handle handle) const;
    Answer cancel(const Call &call) const;
    Answer retry(const Call &call) const;

private:
    Answer changeAll(const Call &call, BulkWork::Action action) const;

    ProcessTracker &m_tracker;
    EventLog &m_log;
    const Store *m_store;
    const qsizetype m_longestLine;
    const std::shared_ptr<const int> m_slot; // each request at work holds one more reference
};

} // namespace Procession
