// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "output.h"
#include "result.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace Procession {

class OutputSink;

/// One attempt at a piece of work, under way. Deleting it ends the work at once: nothing goes on behind it.
///
/// Threads: the work queue's. Owner: WorkQueue.
class Job : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Where the attempt prints to, from any thread and as much as it likes: in place of printed(). Null where nobody
    /// stores it. Called before begin(); it outlives the job.
    virtual void setOutput(OutputSink *) { }
    /// Begins; returns soon.
    virtual void begin() = 0;
    /// Nobody waits for the work any longer: it was cancelled, timed out or started anew, or this program ends. Whether the
    /// job may be deleted now. Otherwise it ends what it does in its own time, may report once more how that ended, with
    /// figures and exit alone, and emits stopped(); until then it keeps its place among those that run.
    virtual bool stop() { return true; }

Q_SIGNALS:
    /// Reports how far the job is, as often as the job likes: the queue merges reports that come fast. A terminal
    /// status ends the job.
    void reported(const Procession::ReportChange &report);
    /// Prints a piece of the attempt's output, which is kept with it: on stdout what the work makes, or else what it does
    /// step by step; on stderr what people are to know besides. outputLine() makes a line of a text. As often as the job
    /// likes, but never after its terminal status; the queue itself tells there why it failed.
    void printed(Procession::OutputStream stream, const QByteArray &bytes);
    /// After a stop() that returned false: nothing of it goes on, and it may be deleted.
    void stopped();
};

/// How a process is started for a piece of work. Plain data.
struct Plan
{
    Text name{}; ///< not empty
    Text description{};
    std::optional<std::chrono::milliseconds> timeout{}; ///< longest time of running, for each attempt
    QJsonObject request{};                              ///< the request, checked and complete; each attempt gets it
    QJsonObject metadata{};                             ///< shown to people and clients; nothing is done by it
    std::optional<RetryPolicy> retryPolicy{};           ///< in place of the one of the type
    AttemptLimits limits{};
    Demand demand{}; ///< that the configuration says; a request may ask for more
};

/// One kind of work that Procession does itself.
///
/// A new kind is a subclass of this and one of Job; app/ adds it to the WorkQueue, which does the rest: the queue and
/// its order, cancelling, retries, and going on after a restart. The request is kept in the `work` of the process,
/// which no client can write.
/// Owner: WorkQueue.
class Worker
{
public:
    Worker() = default;
    virtual ~Worker() = default;
    Q_DISABLE_COPY_MOVE(Worker)

    virtual ProcessType type() const = 0;
    /// All types of process that it works on, which wait in one queue.
    virtual QList<ProcessType> types() const { return {type()}; }
    /// The most jobs that run at once; the others wait as `pending`, in order.
    virtual int maxRunning() const = 0;
    /// Whether a pause of all work holds this, too. A pause of its own type does in any case.
    virtual bool isHeldByPauseOfAll() const { return true; }
    /// Work whose number of running jobs is limited besides has a group, by its name; empty for none.
    virtual QString group(const Process &) const { return {}; }
    /// The most jobs of a group that run at once; the others wait, and don't hold up other groups.
    virtual int maxRunningOf(const QString &) const { return maxRunning(); }
    /// How a process is started for this request. It refuses a request that can't be done, or may not be done by the
    /// configuration. The queue calls it again before each attempt, with the request of the plan, since files and
    /// settings may have changed. Any thread.
    virtual Result<Plan> plan(const QJsonObject &request) const = 0;
    /// Makes the job of the next attempt. `request` is that of a plan made a moment before. In the work queue's thread.
    virtual std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) = 0;

    /// Whether an attempt that an earlier run of this program left, pending or running, can't be begun as the same attempt
    /// again, since what it did is done: it has failed then, and its retry policy decides. Also asked of what runs when the
    /// program ends.
    virtual bool isLost(const Process &) const { return false; }
    /// What an earlier run of this program left of the process and what still ends, as a job that waits for that and emits
    /// stopped() then; until then it keeps its room. Null where there is nothing. In the work queue's thread.
    virtual std::unique_ptr<Job> remains(const Process &) { return nullptr; }
    /// That attempt is over, and this is committed: nobody will ask whether it is lost.
    virtual void forget(const ProcessId &, int) { }
};

} // namespace Procession
