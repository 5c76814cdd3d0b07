// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "worker.h"

#include <QHash>
#include <QTimer>

#include <deque>
#include <map>

namespace Procession {

class OutputWriter;
class ProcessTracker;

/// Runs the work that Procession does itself, each kind by its Worker.
///
/// A reader of the log: it runs the submitted processes that are `pending`, also after a retry, and ends the job of a
/// process that was cancelled, timed out or started anew. It goes on with the work that an earlier run of this program
/// left unfinished. It reports through the door, as everyone does. Only submit() gives a process work; a client can't.
/// Jobs print beside the log. An attempt that ends by itself ends once what it printed is stored, so that who learns of
/// the end finds all of it.
/// Threads: lives in one with an event loop; submit() from any. Owner: app/.
class WorkQueue : public QObject
{
    Q_OBJECT

public:
    /// `output` stores what the jobs print, and must outlive this; null: nobody does.
    explicit WorkQueue(ProcessTracker &tracker, OutputWriter *output = nullptr, QObject *parent = nullptr);
    ~WorkQueue() override;

    /// Adds a kind of work, one for each process type. Before start().
    void add(std::unique_ptr<Worker> worker);
    /// Takes up the processes that are there, and follows the log from then on. In the queue's thread.
    void start();

    /// How a process is started for a piece of work, which runs when its turn comes once it is. Any thread.
    /// Errors: those of Worker::plan(); UnknownProcessType where no worker does such work.
    Result<StartChange> prepare(const ProcessType &type, const QJsonObject &request) const;
    /// Starts a process for a piece of work; it runs when its turn comes. `origin` asks for it.
    /// Errors: those of prepare().
    Result<ProcessPtr> submit(const ProcessType &type, const QJsonObject &request, const Origin &origin = {});

private:
    struct Lane;
    struct Waiting
    {
        ProcessId id;
        int attempt = 1;
        quint64 number = 0; ///< its place in the order
    };
    struct Running;
    /// An attempt that is over, whose worker is to forget it once that is committed.
    struct Over
    {
        quint64 seq = 0;
        ProcessId id;
        int attempt = 1;
        Worker *worker = nullptr;
    };

    Lane *laneOf(const ProcessType &type) const;
    void readLog();
    void reload();
    void follow(const Process &process, EventKind kind);
    bool isOurs(const Process &process) const;
    void giveUp(const Process &process);
    bool failLost(const Process &process, const QString &why);
    void enqueue(const Process &process);
    void startNext(Lane &lane);
    void beginJob(Lane &lane, const Process &process);
    void refuse(const Process &process, const QString &why);
    void collectReport(const ProcessId &id, const ReportChange &report);
    void endOnceStored(const ProcessId &id, Running &running);
    void flush(const ProcessId &id);
    void flushAll();
    void endJob(const ProcessId &id);
    void waitForStop(const ProcessId &id, std::unique_ptr<Running> running);
    void reportShutDown(const ProcessId &id, Running &running, ReportChange report);
    void discard(std::unique_ptr<Running> running);
    void endWhatIsLost();
    void noteOver(const Process &process);
    void forgetOver();

    ProcessTracker &m_tracker;
    OutputWriter *const m_output;
    const Origin m_origin; // of all that the jobs report
    std::unique_ptr<EventCursor> m_cursor;
    std::map<ProcessType, std::shared_ptr<Lane>> m_lanes;
    quint64 m_lastWaiting = 0;
    QHash<ProcessId, int> m_waiting; // the attempt that waits
    std::map<ProcessId, std::unique_ptr<Running>> m_running;
    std::map<Job *, std::unique_ptr<Running>> m_stopping; // they are over for everybody else
    std::vector<std::unique_ptr<Running>> m_finished;     // deleted once no report of theirs is under way
    std::deque<Over> m_over;                              // in order of their numbers
    QTimer m_flushTimer;                                  // runs while reports are pending
};

} // namespace Procession
