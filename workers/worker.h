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

/// One attempt at a piece of work, under way. Deleting it ends the work at once: nothing goes on behind it.
///
/// Threads: the work queue's. Owner: WorkQueue.
class Job : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins; returns soon.
    virtual void begin() = 0;

Q_SIGNALS:
    /// Reports how far the job is, as often as the job likes: the queue merges reports that come fast. A terminal
    /// status ends the job.
    void reported(const Procession::ReportChange &report);
    /// Prints a piece of the attempt's output, which is kept with it: on stdout what the work makes, or else what it does
    /// step by step; on stderr what people are to know besides. outputLine() makes a line of a text. As often as the job
    /// likes, but never after its terminal status; the queue itself tells there why it failed.
    void printed(Procession::OutputStream stream, const QByteArray &bytes);
};

/// How a process is started for a piece of work. Plain data.
struct Plan
{
    Text name{}; ///< not empty
    Text description{};
    std::optional<std::chrono::milliseconds> timeout{}; ///< longest time of running, for each attempt
    QJsonObject request{};                              ///< the request, checked and complete; each attempt gets it
    QJsonObject metadata{};                             ///< shown to people and clients; nothing is done by it
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
    /// The most jobs that run at once; the others wait as `pending`, in order.
    virtual int maxRunning() const = 0;
    /// How a process is started for this request. It refuses a request that can't be done, or may not be done by the
    /// configuration. The queue calls it again before each attempt, with the request of the plan, since files and
    /// settings may have changed. Any thread.
    virtual Result<Plan> plan(const QJsonObject &request) const = 0;
    /// Makes the job of the next attempt. `request` is that of a plan made a moment before. In the work queue's thread.
    virtual std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) = 0;
};

} // namespace Procession
