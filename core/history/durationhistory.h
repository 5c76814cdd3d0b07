// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "eventlog.h"
#include "namedruns.h"
#include "pastrunreader.h"

#include <QHash>

#include <shared_mutex>

namespace Procession {

class ProcessSource;

struct DurationHistoryOptions
{
    qsizetype maxNames = 4096;        ///< of exact names, and again of masked ones; some 6 KiB each at most
    qsizetype maxFollowed = 20000;    ///< attempts whose course is followed at once; some 400 bytes each
    PastRunReader::Options history{}; ///< how much of the history is read at the start
};

/// Keeps the durations of attempts that succeeded, by type and name, and estimates by them how long running ones still
/// take.
///
/// It reads the log with a cursor of its own, and the history once, in the background, for the time before. Attempts
/// that failed, were cancelled or ran into a timeout tell nothing about how long success takes. Where a name has no
/// history of its own, that of its masked form counts (maskedName()).
/// It also follows the progress of each running attempt. Of an attempt beyond maxFollowed, or that ran when this reader
/// began, only the last report counts.
/// Threads: lives in one thread with an event loop, that of `history`; estimate(), leftMs(), overdueAfterMs() and size() may be called
/// from any.
/// Owner: app/; source and history must outlive it.
class DurationHistory : public QObject
{
    Q_OBJECT

public:
    /// `history` is null where there is none: then the processes that `source` has finished count.
    DurationHistory(const ProcessSource &source, HistorySource *history, DurationHistoryOptions options = {},
                    QObject *parent = nullptr);

    /// How long the process still takes at `nowMs`, wall time. Nothing where it doesn't run, or nothing is known.
    /// Cost: some microseconds.
    std::optional<Estimate> estimate(const Process &process, qint64 nowMs) const;
    /// How long the process still takes by itself at `nowMs`, in ms: the middle of what is left of one that runs, or of the
    /// whole of one that doesn't yet. Nothing where nothing is known.
    std::optional<qint64> leftMs(const Process &process, qint64 nowMs) const;
    /// After how long an attempt of such a process is overdue, in ms. Nothing where too little is known.
    std::optional<qint64> overdueAfterMs(const Process &process) const;
    /// How many names have a history.
    qsizetype size() const;

Q_SIGNALS:
    /// The history before the start has been read, as far as it is read.
    void historyRead();

private:
    struct Followed // a running attempt that reported progress
    {
        int attempt = 1;
        RunCourse course;
    };

    void readLog();
    void reload(quint64 finishedAfter);
    void readHistory(HistorySource &history);
    void takeFromHistory(const Process &process, const RunCourse &course);
    bool wantsCourse(const Process &process) const;
    void follow(const Process &process, EventKind kind);
    void followProgress(const Process &process);
    void addNewest(const Process &process);
    RunCourse courseOf(const Process &process) const;
    std::shared_ptr<const PastRuns> pastRunsOf(const Process &process) const;
    std::optional<Estimate> estimateWhole(const Process &process) const;

    const ProcessSource &m_source;
    const DurationHistoryOptions m_options;
    EventCursor m_cursor;
    // The numbers of processes (Process::seq), which aren't those of the log where that is a replica's.
    quint64 m_beganAt = 0; // what the history has of later states came by the log
    quint64 m_lastSeq = 0; // of the states that were met

    mutable std::shared_mutex m_mutex; // guards all that follows
    QHash<ProcessId, Followed> m_followed;
    NamedRuns m_exact;  // by type and name
    NamedRuns m_masked; // by type and masked name, where that differs
};

} // namespace Procession
