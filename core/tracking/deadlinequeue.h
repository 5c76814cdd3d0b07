// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "processid.h"

#include <QTimer>

#include <functional>
#include <vector>

namespace Procession {

/// Calls back for a process when its time has come: one QTimer over a heap, however many processes wait.
///
/// Entries aren't taken back one by one: the receiver of due() checks that the deadline still holds, and calls trim() now
/// and then, so that far deadlines of processes that are over don't gather.
/// Threads: that of its owner, whose event loop drives it.
class DeadlineQueue : public QObject
{
    Q_OBJECT

public:
    DeadlineQueue(const Clock &clock, QObject *parent = nullptr);

    /// Signals due(id) once the clock's steady time is at `dueMs` or past it.
    void add(const ProcessId &id, qint64 dueMs);
    void clear();
    /// Signals the entries that are due at once, before the timer does: for a clock that was moved.
    void checkNow();
    qsizetype size() const { return static_cast<qsizetype>(m_entries.size()); }

    using Holds = std::function<bool(const ProcessId &id, qint64 dueMs)>;
    /// Drops the entries that no longer hold once they may be the most, where `holding` tells how many still
    /// do: so the queue stays below twice that and a thousand, at a cost that is spread over the add()s.
    void trim(qsizetype holding, const Holds &holds);

Q_SIGNALS:
    void due(const Procession::ProcessId &id);

private:
    void arm();

    struct Entry
    {
        qint64 dueMs;
        ProcessId id;
        friend bool operator>(const Entry &a, const Entry &b) { return a.dueMs > b.dueMs; }
    };

    const Clock &m_clock;
    std::vector<Entry> m_entries; // a heap, the earliest in front
    QTimer m_timer;
};

} // namespace Procession
