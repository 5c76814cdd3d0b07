// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workqueue.h"

#include "dependencyjson.h"
#include "metadatakeys.h"
#include "outputline.h"
#include "outputwriter.h"
#include "processjson.h"
#include "processtracker.h"
#include "workstart.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcWorkers, "procession.workers")

/// How often a job's reports are passed on at most.
constexpr std::chrono::milliseconds flushInterval{200};

} // namespace

struct WorkQueue::Running
{
    Worker *worker = nullptr;
    QueueEntry entry; // whose room it takes
    int attempt = 1;
    std::unique_ptr<OutputSink> output; // null where nobody stores it
    std::unique_ptr<Job> job;
    std::optional<ReportChange> pending;
    bool isEnding = false;   // its terminal status waits for its output
    bool isShutDown = false; // this program ends, and with it this attempt
    bool isLeft = false;     // by an earlier run of this program
};

WorkQueue::WorkQueue(ProcessTracker &tracker, OutputWriter *output, RoomOptions room, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_output(output)
    , m_origin(Origin::ofServer(u"workers"))
    , m_room(std::move(room))
    , m_order(m_room.limits)
    , m_flushTimer(this)
{
    connect(&m_flushTimer, &QTimer::timeout, this, &WorkQueue::flushAll);
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(flushInterval);
}

WorkQueue::~WorkQueue()
{
    // What is done isn't done again after a restart.
    std::vector<ProcessId> ending;
    for (const auto &[id, running] : m_running) {
        if (running->isEnding)
            ending.push_back(id);
    }
    m_cursor.reset();
    {
        const std::lock_guard lock(m_orderLock);
        m_order.clear();
    }
    for (const ProcessId &id : ending)
        flush(id);
    endWhatIsLost();
}

/// Ends what the next run of this program can't go on with, and waits until nothing of it is left.
void WorkQueue::endWhatIsLost()
{
    std::vector<ProcessId> lost;
    for (const auto &[id, running] : m_running) {
        const ProcessPtr process = m_tracker.find(id);
        if (process && running->worker->isLost(**process))
            lost.push_back(id);
    }
    for (const ProcessId &id : lost) {
        m_running.at(id)->isShutDown = true;
        endJob(id);
    }
    // What was left to this program isn't waited for; it ends by itself.
    std::erase_if(m_stopping, [](const auto &stopping) { return stopping.second->isLeft; });
    QEventLoop loop;
    while (!m_stopping.empty())
        loop.processEvents(QEventLoop::WaitForMoreEvents);
}

void WorkQueue::add(std::unique_ptr<Worker> worker)
{
    const QList<ProcessType> types = worker->types();
    QList<ProcessType> together; // those without a limit of their own
    for (const ProcessType &type : types) {
        if (const auto own = m_room.queues.value(type).maxRunning)
            m_order.addQueue({type}, *own, worker->isHeldByPauseOfAll());
        else
            together.append(type);
    }
    if (!together.isEmpty())
        m_order.addQueue(together, worker->maxRunning(), worker->isHeldByPauseOfAll());
    const std::shared_ptr<Worker> shared = std::move(worker);
    for (const ProcessType &type : types)
        m_workers.insert_or_assign(type, shared);
}

void WorkQueue::start()
{
    m_cursor = std::make_unique<EventCursor>(m_tracker.log());
    connect(m_cursor.get(), &EventCursor::available, this, &WorkQueue::readLog);
    for (const ProcessPtr &process : m_tracker.snapshot().processes) {
        if (isOurs(**process))
            keepRoomOfRemains(**process);
        if (!failLost(**process, u"The server ended while it ran, and ended it"_s) && isTerminal((*process)->status))
            noteOver(**process);
    }
    reload();
}

/// Ends an attempt that was begun and can't be begun again; its retry policy decides. Whether it was one.
bool WorkQueue::failLost(const Process &process, const QString &why)
{
    if (!isOurs(process) || isTerminal(process.status) || !m_workers.at(process.type)->isLost(process))
        return false;
    std::ignore = m_tracker.report(
        process.id, {.status = ProcessStatus::Failed, .errorMessage = why, .attempt = process.attempt}, m_origin);
    return true;
}

void WorkQueue::noteOver(const Process &process)
{
    if (isOurs(process))
        m_over.push_back({process.seq, process.id, process.attempt, m_workers.at(process.type).get()});
}

void WorkQueue::forgetOver()
{
    const quint64 committed = m_tracker.log().committed();
    while (!m_over.empty() && m_over.front().seq <= committed) {
        m_over.front().worker->forget(m_over.front().id, m_over.front().attempt);
        m_over.pop_front();
    }
}

Result<StartChange> WorkQueue::prepare(const ProcessType &type, const QJsonObject &request) const
{
    const auto worker = m_workers.find(type);
    if (worker == m_workers.end()) {
        return Error{
            ErrorCode::UnknownProcessType,
            u"This server does no work of the type %1 itself, or was built or installed without what does."_s.arg(
                type.toString()),
            u"process_type"_s};
    }
    return workStart(*worker->second, type, request, m_room);
}

bool WorkQueue::needsHistory(const QJsonObject &request) const
{
    const QJsonArray on = request.value(dependencyKeys.front()).toArray();
    return std::any_of(on.begin(), on.end(), [this](const QJsonValue &value) {
        const auto id = ProcessId::fromString(value.toString());
        return id && m_tracker.mayBeArchived(*id);
    });
}

Result<ProcessPtr> WorkQueue::submit(const ProcessType &type, const QJsonObject &request, const Origin &origin)
{
    auto start = prepare(type, request);
    if (!start)
        return start.error();
    const auto started = m_tracker.start(*std::move(start), origin);
    if (!started)
        return started.error();
    return started->process;
}

std::optional<QueuePlace> WorkQueue::place(const ProcessId &id) const
{
    const std::lock_guard lock(m_orderLock);
    return m_order.place(id);
}

RoomState WorkQueue::state() const
{
    RoomState state;
    {
        const std::lock_guard lock(m_orderLock);
        state = m_order.state();
    }
    state.pauses = m_tracker.queuePauses(); // as they are now, whether anything came to be started since or not
    return state;
}

bool WorkQueue::isOurs(const Process &process) const
{
    return isOwnWork(process) && m_workers.contains(process.type);
}

/// Ends what an earlier version left: nobody knows whether it was asked for, and nobody else goes on with it.
void WorkQueue::giveUp(const Process &process)
{
    if (!process.dispatch.work() || process.dispatch.work()->isHere || !isLive(process))
        return;
    if (isTerminal(process.status)) {
        std::ignore = m_tracker.cancel(process.id, m_origin); // its retry
        return;
    }
    refuse(process,
           u"An earlier version of this server was asked for it and didn't finish it. This version can't "
           "tell whether the request is genuine, and doesn't go on with it: ask for it anew."_s);
}

/// Starts from what is there: at the beginning, and where events were lost.
void WorkQueue::reload()
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::map<ProcessId, int> live;
    for (const ProcessPtr &state : snapshot.processes) {
        if (!isTerminal((*state)->status))
            live.emplace((*state)->id, (*state)->attempt);
    }
    std::vector<ProcessId> ended;
    for (const auto &[id, running] : m_running) {
        const auto now = live.find(id);
        if (now == live.end() || now->second != running->attempt)
            ended.push_back(id);
    }
    for (const ProcessId &id : ended)
        endJob(id);
    forgetWaiting(live);

    // What was running goes on first.
    for (const ProcessStatus status : {ProcessStatus::Running, ProcessStatus::Pending}) {
        for (const ProcessPtr &state : snapshot.processes) {
            if ((*state)->status == status && isOurs(**state) && !isWaiting(**state))
                enqueue(**state);
        }
    }
    m_cursor->seek(snapshot.seq);
    for (const ProcessPtr &state : snapshot.processes)
        giveUp(**state);
    startNext();
}

/// Those that wait no longer, as far as events of them were lost.
void WorkQueue::forgetWaiting(const std::map<ProcessId, int> &live)
{
    const std::lock_guard lock(m_orderLock);
    for (const auto &[id, attempt] : m_order.waiting()) {
        const auto now = live.find(id);
        if (now == live.end() || now->second != attempt)
            m_order.remove(id);
    }
}

void WorkQueue::readLog()
{
    forgetOver();
    const EventLog::Batch batch = m_cursor->take();
    if (batch.lost) {
        qCWarning(lcWorkers, "fell behind the log and starts again from a snapshot");
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (event.process)
            follow(**event.process, event.kind);
    }
    startNext();
}

void WorkQueue::follow(const Process &process, EventKind kind)
{
    if (isTerminal(process.status) && !endsTracking(kind))
        noteOver(process);
    if (const auto running = m_running.find(process.id); running != m_running.end()) {
        // Its own reports come by here as well.
        if (isTerminal(process.status) || process.attempt > running->second->attempt || endsTracking(kind))
            endJob(process.id);
    }
    if (process.status == ProcessStatus::Pending && !endsTracking(kind) && isOurs(process) && !isWaiting(process))
        enqueue(process);
    else if (isTerminal(process.status) || isWaiting(process) || endsTracking(kind))
        leave(process.id);
}

QueueEntry WorkQueue::entryOf(const Process &process) const
{
    QueueEntry entry{.id = process.id, .attempt = process.attempt, .type = process.type};
    if (const Demand *demand = process.dispatch.demand())
        entry.demand = *demand;
    const Worker &worker = *m_workers.at(process.type);
    entry.group = worker.group(process);
    entry.groupLimit = worker.maxRunningOf(entry.group);
    entry.goesOn = process.status == ProcessStatus::Running;
    return entry;
}

/// What an earlier run of this program left takes its room until it is gone, whatever became of its process.
void WorkQueue::keepRoomOfRemains(const Process &process)
{
    Worker *worker = m_workers.at(process.type).get();
    auto left = std::make_unique<Running>();
    left->job = worker->remains(process);
    if (!left->job)
        return;
    left->worker = worker;
    left->entry = entryOf(process);
    left->attempt = process.attempt;
    left->isLeft = true;
    {
        const std::lock_guard lock(m_orderLock);
        m_order.take(left->entry);
    }
    Job *job = left->job.get();
    waitForStop(process.id, std::move(left));
    QMetaObject::invokeMethod(job, &Job::begin, Qt::QueuedConnection);
}

void WorkQueue::enqueue(const Process &process)
{
    const auto running = m_running.find(process.id);
    if (running != m_running.end() && running->second->attempt == process.attempt)
        return;
    const QueueEntry entry = entryOf(process);
    if (const auto checked = checkUses(entry.demand, m_room.limits); !checked) {
        refuse(process, checked.error().message); // it was asked for under another configuration
        return;
    }
    {
        const std::lock_guard lock(m_orderLock);
        if (m_order.attemptOf(process.id) == process.attempt)
            return;
        m_order.enqueue(entry);
    }
    if (process.status == ProcessStatus::Pending
        && process.metadata.toObject().value(MetadataKeys::stage) != queuedStage) {
        // The attempt before this one left the stage that it failed in. Where that is refused, it isn't pending any
        // more.
        std::ignore = m_tracker.report(
            process.id, {.metadataUpdate = {{MetadataKeys::stage, queuedStage}}, .attempt = process.attempt}, m_origin);
    }
}

void WorkQueue::leave(const ProcessId &id)
{
    const std::lock_guard lock(m_orderLock);
    m_order.remove(id);
}

void WorkQueue::giveBack(const QueueEntry &entry)
{
    const std::lock_guard lock(m_orderLock);
    m_order.giveBack(entry);
}

std::optional<QueueEntry> WorkQueue::takeNext()
{
    QueuePauses pauses = m_tracker.queuePauses(); // those that are confirmed hold, also where they weren't read yet
    const std::lock_guard lock(m_orderLock);
    m_order.setPauses(std::move(pauses));
    return m_order.takeNext();
}

/// Starts all that may start. A job that ends at once frees room for the next one.
void WorkQueue::startNext()
{
    if (m_isStarting)
        return;
    m_isStarting = true;
    while (const auto next = takeNext()) {
        if (!beginJob(*next))
            giveBack(*next);
    }
    m_isStarting = false;
}

/// Ends a process whose work may not be done any more, or can't be.
void WorkQueue::refuse(const Process &process, const QString &why)
{
    std::ignore = m_tracker.report(
        process.id,
        {.status = ProcessStatus::Failed, .errorMessage = why, .attempt = process.attempt, .retryable = false},
        m_origin);
}

/// Whether the job runs, or ran.
bool WorkQueue::beginJob(const QueueEntry &entry)
{
    const ProcessPtr found = m_tracker.find(entry.id);
    if (!found || isTerminal((*found)->status) || (*found)->attempt != entry.attempt || isWaiting(**found))
        return false;
    const Process &process = **found;
    Worker *worker = m_workers.at(process.type).get();
    // It was planned once; since then a folder may have left the configuration, or a link come in its place.
    const QJsonObject asked = QJsonDocument::fromJson(process.dispatch.work()->request.utf8().toByteArray()).object();
    const Result<Plan> plan = worker->plan(asked);
    if (!plan) {
        refuse(process, plan.error().message);
        return false;
    }
    ReportChange begins{.status = ProcessStatus::Running, .attempt = process.attempt};
    if (process.status == ProcessStatus::Running)
        begins.message = u"Goes on after a restart of the server"_s;
    if (!m_tracker.report(process.id, begins, m_origin))
        return false; // someone was faster: cancelled, or deleted

    auto running = std::make_unique<Running>();
    running->worker = worker;
    running->entry = entry;
    running->attempt = process.attempt;
    running->job = worker->attempt(process, plan->request);
    Job *job = running->job.get();
    if (m_output) {
        running->output = m_output->open(OutputKey::of(process));
        OutputSink *output = running->output.get();
        connect(job, &Job::printed, this,
                [output](OutputStream stream, const QByteArray &bytes) { output->write(stream, bytes); });
        job->setOutput(output);
        if (begins.message)
            output->write(OutputStream::Stderr, outputLine(begins.message->toString()));
    }
    m_running.insert_or_assign(process.id, std::move(running));
    connect(job, &Job::reported, this,
            [this, id = process.id](const ReportChange &report) { collectReport(id, report); });
    job->begin();
    return true;
}

void WorkQueue::collectReport(const ProcessId &id, const ReportChange &report)
{
    const auto running = m_running.find(id);
    if (running == m_running.end())
        return;
    std::optional<ReportChange> &pending = running->second->pending;
    if (!pending)
        pending.emplace();
    pending->merge(report);
    if (report.status && isTerminal(*report.status))
        endOnceStored(id, *running->second);
    else if (!m_flushTimer.isActive())
        m_flushTimer.start();
}

/// Passes on the terminal status of a job, once what it printed is stored.
void WorkQueue::endOnceStored(const ProcessId &id, Running &running)
{
    if (!running.output) {
        flush(id);
        return;
    }
    running.isEnding = true;
    if (const auto &why = running.pending->errorMessage)
        running.output->write(OutputStream::Stderr, outputLine(why->toString()));
    running.output->whenStored([this, id, attempt = running.attempt] {
        QMetaObject::invokeMethod(
            this,
            [this, id, attempt] {
                const auto ended = m_running.find(id);
                if (ended != m_running.end() && ended->second->attempt == attempt)
                    flush(id);
            },
            Qt::QueuedConnection);
    });
}

/// Passes on what a job has reported since the last time. Where that is refused, someone else has ended the process.
void WorkQueue::flush(const ProcessId &id)
{
    const auto running = m_running.find(id);
    if (running == m_running.end() || !running->second->pending)
        return;
    ReportChange report = *std::exchange(running->second->pending, std::nullopt);
    report.attempt = running->second->attempt;
    Result<ProcessPtr> taken = m_tracker.report(id, report, m_origin);
    if (!taken && taken.error().code == ErrorCode::TooLarge) {
        // The work itself is worth more than what it says about it.
        qCWarning(lcWorkers).noquote() << id.toString() << taken.error().message;
        report.metadataUpdate = {};
        taken = m_tracker.report(id, report, m_origin);
    }
    if (taken && !isTerminal((**taken)->status))
        return;
    endJob(id);
    startNext();
}

void WorkQueue::flushAll()
{
    std::vector<ProcessId> ids;
    for (const auto &[id, running] : m_running) {
        if (!running->isEnding)
            ids.push_back(id);
    }
    for (const ProcessId &id : ids)
        flush(id);
}

void WorkQueue::endJob(const ProcessId &id)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    std::unique_ptr<Running> running = std::move(found->second);
    m_running.erase(found);
    running->job->disconnect(this);
    if (running->job->stop()) {
        if (running->isShutDown)
            reportShutDown(id, *running, {});
        discard(std::move(running));
    } else {
        waitForStop(id, std::move(running));
    }
}

/// Keeps the job, and its place, until it has ended what it does. What it tells of that is passed on.
void WorkQueue::waitForStop(const ProcessId &id, std::unique_ptr<Running> running)
{
    Job *job = running->job.get();
    Running *stopping = running.get();
    m_stopping.insert_or_assign(job, std::move(running));
    connect(job, &Job::reported, this, [this, id, stopping](const ReportChange &report) {
        if (stopping->isShutDown)
            reportShutDown(id, *stopping, report);
        else
            std::ignore = m_tracker.report(
                id, {.attempt = stopping->attempt, .resources = report.resources, .exit = report.exit}, m_origin);
    });
    connect(job, &Job::stopped, this, [this, job] {
        const auto found = m_stopping.find(job);
        if (found == m_stopping.end())
            return;
        std::unique_ptr<Running> over = std::move(found->second);
        m_stopping.erase(found);
        discard(std::move(over));
        startNext();
    });
}

/// Ends an attempt with this program. Its retry policy decides, and another run of this program tries it again.
void WorkQueue::reportShutDown(const ProcessId &id, Running &running, ReportChange report)
{
    running.isShutDown = false;
    report.status = ProcessStatus::Failed;
    report.errorMessage = u"The server was shut down while it ran, and ended it"_s;
    report.attempt = running.attempt;
    std::ignore = m_tracker.report(id, report, m_origin);
}

/// The attempt is over, and its place free.
void WorkQueue::discard(std::unique_ptr<Running> running)
{
    giveBack(running->entry);
    // Its job may be in the middle of a report.
    running->job->disconnect(this);
    m_finished.push_back(std::move(running));
    QMetaObject::invokeMethod(
        this, [this] { m_finished.clear(); }, Qt::QueuedConnection);
}

} // namespace Procession
