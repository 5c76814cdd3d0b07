// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptseries.h"
#include "clock.h"
#include "eventlog.h"
#include "history.h"
#include "seriesentry.h"

#include <QHash>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <map>
#include <mutex>

namespace Procession {

class ProcessSource;

/// Where series are kept. Each function may be called from any thread, `write` and `readLive` one call at a time; where
/// there is no disk, all are empty.
struct SeriesDisk
{
    std::function<Result<void>(const std::vector<SeriesRecord> &)> write{};
    /// Those of the attempts that aren't over.
    std::function<Result<std::vector<SeriesRecord>>()> readLive{};
    /// That of an attempt, by the createdSeq of its process; nothing where none is kept.
    std::function<Result<std::optional<QByteArray>>(quint64, int)> read{};
};

struct SeriesOptions
{
    size_t maxSeries = 20000;      ///< attempts that are recorded at once; others have no series
    size_t maxBytes = 64ULL << 20; ///< of memory: the more attempts, the fewer points each of them may have
    std::chrono::milliseconds shortestInterval{10000}; ///< between two writes of an attempt that goes on
    std::chrono::milliseconds longestInterval{300000}; ///< likewise; in between a fiftieth of its duration
};

/// Records the course of each attempt: its progress and the figures that its reports carry.
///
/// It reads the committed events of the log with a cursor of its own, off the way of reports. What it recorded is written in
/// the background: at the end of an attempt, and before that now and then, so that a crash costs a fiftieth of the course.
/// Without a disk the series of the last attempts stay in memory.
/// Threads: lives in one thread with an event loop; find() and read() may be called from any. Owner: app/; source, clock and disk must
/// outlive it.
class SeriesRecorder : public QObject
{
    Q_OBJECT

public:
    SeriesRecorder(const ProcessSource &source, const Clock &clock, SeriesDisk disk = {}, SeriesOptions options = {},
                   QObject *parent = nullptr);
    /// Writes what isn't written yet.
    ~SeriesRecorder() override;

    /// Begins to record, with the processes as they stand. Once, in the thread that it lives in.
    void start();

    /// The series of an attempt as far as it is in memory: one that goes on, or that isn't written yet. Nothing otherwise.
    std::optional<AttemptSeries> find(quint64 createdSeq, int attempt) const;
    /// The same, or else as it is kept on the disk, for which this waits. An empty one where nothing is recorded. Errors: Io.
    Result<AttemptSeries> read(quint64 createdSeq, int attempt) const;
    /// How many are in memory.
    qsizetype size() const;
    /// Writes all that has changed, and waits for it. For tests, and before a copy is made.
    void flush();

private:
    using Key = std::pair<quint64, int>; // the process and the attempt
    struct Recording
    {
        AttemptSeries series;
        bool isOver = false;
        quint64 changes = 0;  // since it began
        quint64 written = 0;  // of them
        qint64 writtenMs = 0; // steady; or when it began
    };

    struct Copy
    {
        Key key;
        quint64 changes;
        qint64 takenMs; // steady
        AttemptSeries series;
    };
    using Copies = std::vector<Copy>;

    void readLog();
    void reload();
    void restore(const std::vector<SeriesRecord> &records);
    void record(const Event &event);
    void add(const Process &process, qint64 timeMs, const SeriesEntry &entry);
    void forget(quint64 createdSeq);
    void forgetOldest();
    size_t pointsForEach() const;
    bool isDue(const Recording &recording, qint64 nowMs) const;
    Copies takeDue(bool all);
    Result<void> write(const Copies &due) const;
    void writeDue();
    void noteWritten(const Copies &due, const Result<void> &outcome);

    const ProcessSource &m_source;
    const Clock &m_clock;
    const SeriesDisk m_disk;
    const SeriesOptions m_options;
    EventCursor m_cursor;
    QTimer m_timer;
    QThreadPool m_writer; // of one thread
    bool m_isWriting = false;
    bool m_hadProblem = false;

    mutable std::mutex m_mutex; // guards what follows
    std::map<Key, Recording> m_recordings;
};

} // namespace Procession
