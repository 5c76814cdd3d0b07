// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "eventlog.h"
#include "rollupfile.h"

#include <QTimer>

#include <optional>
#include <vector>

namespace Procession {

class Archive;

/// Keeps the summaries of runs up to date: a reader of the log.
///
/// It reads the committed events with a cursor of its own, and writes what ended every two seconds. What it missed while it
/// didn't run, or fell behind the ring, it reads from the store's history. A file that is damaged is put aside, and made
/// anew from that history as far as it goes back. It is never in the way of a report: its thread and its file are its own.
/// Threads: lives in one of its own, with an event loop. Owner: app/; log, archive and clock must outlive it.
class RollupRecorder : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString path; ///< of the file
        RollupRetention retention{};
        std::chrono::milliseconds interval{2000}; ///< the longest that a run waits to be counted
    };

    RollupRecorder(EventLog &log, const Archive &archive, const Clock &clock, Options options,
                   QObject *parent = nullptr);
    /// Writes what isn't written yet.
    ~RollupRecorder() override;

    /// Opens the file and counts what ended since. Once, in the thread that it lives in.
    void start();
    /// Writes what isn't written yet. In the thread that it lives in.
    void flush();

private:
    /// Runs that are kept while the file can't be written, at most; later they are read from the history once more.
    static constexpr size_t mostWaiting = 100'000;
    static constexpr size_t mostAtOnce = 5'000;

    Result<void> open();
    void readLog();
    Result<void> catchUp(quint64 last);
    void take(EndedRun run);
    void note(const Result<void> &outcome);
    void sweep();

    const Archive &m_archive;
    const Clock &m_clock;
    const Options m_options;
    EventCursor m_cursor;
    RollupFile m_file;
    bool m_isOpen = false;
    std::vector<EndedRun> m_waiting; // that aren't written yet
    quint64 m_read = 0;              // all runs up to this event are in the file, or wait
    bool m_isBehind = false;         // some were let go of: they are read from the history
    QString m_problem;               // the last one that was logged
    QTimer m_flush;
    QTimer m_sweep;
};

} // namespace Procession
