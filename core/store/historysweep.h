// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historyplan.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <thread>

namespace Procession {

class ActorTable;
class ProcessTracker;
class SqliteConnection;

/// Keeps the history within its limits, tells the tracker which ids are free, and gives room that is free in the file back
/// to the disk.
///
/// A thread of its own finds out what goes (HistoryPlan). The store's thread deletes it, and gives pages back, in steps:
/// each is a transaction of some milliseconds, and between two of them groups are written. A step that is cut short leaves
/// nothing of itself behind, and the next sweep goes on.
/// Threads: the store's. Owner: SqliteStore; the tracker must outlive it.
class HistorySweep : public QObject
{
    Q_OBJECT

public:
    /// What is written to.
    struct File
    {
        SqliteConnection &connection;
        ActorTable &actors;
    };
    /// Tells it at each step; nothing where nothing can be written at present, which ends the sweep.
    using Open = std::function<std::optional<File>()>;

    /// Room that stays in the file, for what comes: a sixteenth of it, and so many pages at least.
    static constexpr qint64 leastReserve = 256;
    static constexpr qint64 reserveShare = 16;

    HistorySweep(ProcessTracker &tracker, QString path, Open open, QObject *parent = nullptr);
    ~HistorySweep() override;

    /// Begins, unless one is under way.
    void begin(const HistoryLimits &limits);
    /// Ends it where it is, and waits for its thread.
    void stop();

Q_SIGNALS:
    /// Nothing more is to be done, or it can't be.
    void ended();

private:
    /// How much is done in one step: as much as takes a few milliseconds, but so much that the disk isn't all that it waits for.
    struct Portion
    {
        qint64 size;
        qint64 least;
        qint64 most;
        void adapt(qint64 tookNs);
    };

    enum class Stage : quint8 { Removing, Actors, Shrinking };

    void plan();
    void planned(const Result<std::vector<HistoryPlan::Row>> &rows);
    void step();
    Result<bool> doStep();
    Result<bool> removeSome(const File &file);
    Result<bool> shrink(SqliteConnection &connection);
    void end(const Result<void> &outcome);

    ProcessTracker &m_tracker;
    const QString m_path;
    const Open m_open;
    HistoryLimits m_limits;
    bool m_isRunning = false;
    Stage m_stage = Stage::Removing;
    std::vector<HistoryPlan::Row> m_rows;
    size_t m_removed = 0; // of these
    Portion m_rowsAtOnce{100, 50, 1000};
    Portion m_pagesAtOnce{64, 64, 1024};
    QTimer m_next;
    std::jthread m_planner;
};

} // namespace Procession
