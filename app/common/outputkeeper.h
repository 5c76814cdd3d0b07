// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"

#include <QTimer>

namespace Procession {

class Archive;
class OutputStore;
class ProcessTracker;

/// Tells the store of outputs what became of the processes: that an attempt is over, and that a process is forgotten. From
/// time to time it has the store let go of the output of processes that are in the history no more.
///
/// It reads the log with a cursor of its own, and only what is committed: a removal that a crash takes back takes no
/// output. Threads: one with an event loop. Owner: app/; tracker, archive and store must outlive it, and tracker and
/// archive the store's work in the background.
class OutputKeeper : public QObject
{
    Q_OBJECT

public:
    /// `archive` is null where there is no history: a process that is tracked no more is then forgotten.
    /// `maxBytes` is how much the store may keep on the disk.
    OutputKeeper(ProcessTracker &tracker, const Archive *archive, OutputStore &store, qint64 maxBytes,
                 QObject *parent = nullptr);

    /// Has the store look through all output, in the background. A timer does it every ten minutes, as the history is swept,
    /// and every minute as long as there is too much.
    void sweep();

private:
    void readLog();
    void finishEnded(const Event &event);

    ProcessTracker &m_tracker;
    const Archive *m_archive;
    OutputStore &m_store;
    EventCursor m_cursor;
    const qint64 m_maxBytes;
    QTimer m_timer;
    int m_minutes = 0; // since the last sweep
};

} // namespace Procession
