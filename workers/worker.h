// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
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
    /// How far it is. As often as it likes: what comes fast is told together. A terminal status ends the job.
    void reported(const Procession::ReportChange &report);
};

/// What a process of some work is started with. Plain data.
struct Plan
{
    Text name{}; ///< not empty
    Text description{};
    std::optional<std::chrono::milliseconds> timeout{}; ///< longest time of running, for each attempt
    QJsonObject request{};                              ///< what was asked, checked and complete; each attempt gets it
    QJsonObject metadata{};                             ///< what is shown besides
};

/// One kind of work that Procession does itself.
///
/// A new kind is a subclass of this and one of Job; app/ adds it to the WorkQueue, which does the rest: the queue and
/// its order, cancelling, retries, and going on after a restart. The request is kept in the `work` of the process, which
/// no client can write.
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
    /// What a process is started with for this request. Refuses what can't be done, or may not be by the configuration.
    /// It is asked again before each attempt, with the request that it gave: files and settings may have changed. Any
    /// thread.
    virtual Result<Plan> plan(const QJsonObject &request) const = 0;
    /// The next attempt at what was planned: `request` is that of a plan made a moment before. In the work queue's
    /// thread.
    virtual std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) = 0;
};

} // namespace Procession
