// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"

#include <QHash>

namespace Procession {

/// Chooses what of a process's events its history keeps: every change of status, attempt or retry, and of the
/// reports between them a few points of progress.
///
/// A point is kept where progress moved by 1 or more since the last one, and a second and a hundredth of the
/// attempt's running time have passed: a minute keeps its detail, and a month is a few hundred points.
/// Pure but for what it remembers: some bytes for each tracked process. Threads: the store's. Owner: Store.
class TraceThinner
{
public:
    /// Whether the history keeps this event, the next one of the log.
    bool keeps(const Event &event);

private:
    struct Last
    {
        ProcessStatus status = ProcessStatus::Pending;
        std::optional<double> progress;
        qint64 timeMs = 0;
    };

    QHash<ProcessId, Last> m_last; // of each process: the event that was kept last
};

} // namespace Procession
