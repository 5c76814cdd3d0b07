// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "queueorder.h"
#include "roomoptions.h"
#include "worker.h"

#include <QTimer>

#include <deque>
#include <map>
#include <mutex>

namespace Procession {

class OutputWriter;
class ProcessTracker;

/// Runs the work that Procession does itself, each kind by its Worker.
///
/// A reader of the log: it runs the submitted processes that are `pending`, also after a retry, and ends the job of a
/// process that was cancelled, timed out or started anew. It goes on with the work that an earlier run of this program
/// left unfinished. It reports through the door, as everyone does. Only submit() gives a process work; a client can't.
/// QueueOrder decides what starts next; a job's room is given back once nothing of the job is left. Any request may have
/// `priority` and `uses`, beside what its worker reads.
/// Jobs print beside the log. An attempt that ends by itself ends once what it printed is stored, so that who learns of
/// the end finds all of it.
/// Threads: lives in one with an event loop; prepare(), submit(), place() and state() from any. Owner: app/.
class WorkQueue : public QObject
{
    Q_OBJECT

public:
    /// `output` stores what the jobs print, and must outlive this; null: nobody does.
    explicit WorkQueue(ProcessTracker &tracker, OutputWriter *output = nullptr, RoomOptions room = {},
                       QObject *parent = nullptr);
    ~WorkQueue() override;

    /// Adds a kind of work, one for each process type. Before start().
    void add(std::unique_ptr<Worker> worker);
    /// Takes up the processes that are there, and follows the log from then on. In the queue's thread.
    void start();

    /// How a process is started for a piece of work, which runs when its turn comes once it is. Any thread.
    /// Errors: those of Worker::plan(); UnknownProcessType where no worker does such work.
    Result<StartChange> prepare(const ProcessType &type, const QJsonObject &request) const;
    /// Whether submit() has to look into the history for a process that this request depends on. Any thread.
    bool needsHistory(const QJsonObject &request) const;
    /// Starts a process for a piece of work; it runs when its turn comes. `origin` asks for it.
    /// Errors: those of prepare().
    Result<ProcessPtr> submit(const ProcessType &type, const QJsonObject &request, const Origin &origin = {});

    /// The place of a process that waits; nothing of another one.
    std::optional<QueuePlace> place(const ProcessId &id) const;
    RoomState state() const;
    /// Whether a worker does work of the type.
    bool runs(const ProcessType &type) const { return m_workers.contains(type); }

private:
    struct Running;
    /// An attempt that is over, whose worker is to forget it once that is committed.
    struct Over
    {
        quint64 seq = 0;
        ProcessId id;
        int attempt = 1;
        Worker *worker = nullptr;
    };

    void readLog();
    void reload();
    void forgetWaiting(const std::map<ProcessId, int> &live);
    void follow(const Process &process, EventKind kind);
    bool isOurs(const Process &process) const;
    void giveUp(const Process &process);
    bool failLost(const Process &process, const QString &why);
    QueueEntry entryOf(const Process &process) const;
    void keepRoomOfRemains(const Process &process);
    void enqueue(const Process &process);
    void leave(const ProcessId &id);
    void giveBack(const QueueEntry &entry);
    void startNext();
    std::optional<QueueEntry> takeNext();
    bool beginJob(const QueueEntry &entry);
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
    const RoomOptions m_room;
    std::map<ProcessType, std::shared_ptr<Worker>> m_workers;
    mutable std::mutex m_orderLock; // guards the order; nothing else is done under it
    QueueOrder m_order;
    bool m_isStarting = false;
    std::map<ProcessId, std::unique_ptr<Running>> m_running;
    std::map<Job *, std::unique_ptr<Running>> m_stopping; // they are over for everybody else
    std::vector<std::unique_ptr<Running>> m_finished;     // deleted once no report of theirs is under way
    std::deque<Over> m_over;                              // in order of their numbers
    QTimer m_flushTimer;                                  // runs while reports are pending
};

} // namespace Procession
