// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationengine.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cstdlib>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcExpectations, "procession.expectations")

/// What the wall clock is put right by, little by little, is none that somebody set.
constexpr qint64 leastMoveMs = 1000;
constexpr qsizetype maxReason = 500;

bool isRunning(const Process &process)
{
    return process.status == ProcessStatus::Running;
}

bool beganNow(const Event &event)
{
    const Process &process = **event.process;
    if (!isRunning(process) || endsTracking(event.kind))
        return false;
    if (event.before)
        return !isRunning(**event.before) || (*event.before)->attempt != process.attempt;
    return process.startedAt == event.timeMs;
}

/// Whether the event ended its process for good, as far as anybody knows.
bool endedNow(const Event &event)
{
    const Process &process = **event.process;
    if (isLive(process) || event.kind == EventKind::Imported)
        return false;
    if (endsTracking(event.kind))
        return false; // it ended before
    return event.before ? isLive(**event.before) : process.completedAt == event.timeMs;
}

Ping pingOf(const Process &process, PingSignal signal, qint64 atMs)
{
    Ping ping{.signal = signal, .process = process.id, .processSeq = process.seq, .atMs = atMs};
    if (signal == PingSignal::Failure) {
        const QString message = process.errorMessage.toString();
        ping.text = !message.isEmpty()                 ? message.left(maxReason)
            : process.status == ProcessStatus::Timeout ? u"The process ran into its timeout."_s
                                                       : u"The process failed."_s;
    }
    return ping;
}

PingSignal endSignal(const Process &process)
{
    switch (process.status) {
    case ProcessStatus::Completed:
        return PingSignal::Success;
    case ProcessStatus::Failed:
    case ProcessStatus::Timeout:
        return PingSignal::Failure;
    case ProcessStatus::Cancelled:
    case ProcessStatus::Pending:
    case ProcessStatus::Running:
        break;
    }
    return PingSignal::Cancel;
}

bool hasRun(const Expectation &expectation, const ProcessId &id)
{
    return std::any_of(expectation.running.begin(), expectation.running.end(),
                       [&id](const ExpectedRun &run) { return run.process == id; });
}

} // namespace

ExpectationEngine::ExpectationEngine(ProcessTracker &tracker, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_cursor(tracker.log(), this)
    , m_wakes(clock, this)
    , m_clockOffsetMs(clock.wallMs() - clock.steadyMs())
{
    connect(&m_cursor, &EventCursor::available, this, &ExpectationEngine::readLog);
    connect(&m_wakes, &WakeTimes::reached, this, &ExpectationEngine::checkNow);
    reload();
    forgive(0);
    m_wakes.arm();
}

void ExpectationEngine::checkNow()
{
    noteClock();
    // What is changed may have more that is due; the bound is against a fault of ours alone.
    std::vector<Text> due = m_wakes.due();
    for (int round = 0; round < 1000 && !due.empty(); ++round) {
        for (const Text &name : due)
            change(name, ExpectationChange::Advance{});
        due = m_wakes.due();
    }
    m_wakes.armAgain();
}

void ExpectationEngine::noteClock()
{
    const qint64 moved = m_clock.wallMs() - m_clock.steadyMs() - m_clockOffsetMs;
    if (std::abs(moved) < leastMoveMs)
        return;
    m_clockOffsetMs += moved;
    forgive(moved);
}

void ExpectationEngine::forgive(qint64 clockMovedMs)
{
    std::vector<Text> names;
    names.reserve(m_known.size());
    for (const auto &[name, known] : m_known)
        names.push_back(name);
    for (const Text &name : names)
        change(name, ExpectationChange::Forgive{clockMovedMs});
}

void ExpectationEngine::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        qCWarning(lcExpectations, "fell behind the log and starts again from a snapshot");
        reload();
        m_wakes.arm();
        return;
    }
    for (const Event &event : batch.events) {
        if (event.process) {
            if (!m_known.empty())
                follow(event);
        } else if (event.setting && event.setting->expectation) {
            take(event.setting->expectation);
        }
    }
    m_wakes.arm();
}

/// Starts again from a snapshot.
void ExpectationEngine::reload()
{
    m_known.clear();
    m_scoped.clear();
    m_runs.clear();
    m_wakes.clear();
    const std::vector<ExpectationPtr> expectations = m_tracker.expectations();
    for (const ExpectationPtr &expectation : expectations)
        take(expectation);
    if (!expectations.empty())
        catchUp();
}

void ExpectationEngine::take(const ExpectationPtr &expectation)
{
    const Text &name = expectation->definition.name;
    if (const auto known = m_known.find(name); known != m_known.end() && known->second->seq >= expectation->seq)
        return;
    forget(name);
    if (expectation->isRemoved)
        return;
    m_known[name] = expectation;
    if (expectation->definition.scope.isSet())
        m_scoped.insert(name);
    for (const ExpectedRun &run : expectation->running) {
        if (!run.process.isNull())
            m_runs.insert(run.process, name);
    }
    m_wakes.set(name, nextChangeMs(*expectation));
}

void ExpectationEngine::forget(const Text &name)
{
    const auto known = m_known.find(name);
    if (known == m_known.end())
        return;
    for (const ExpectedRun &run : known->second->running)
        m_runs.remove(run.process, name);
    m_scoped.erase(name);
    m_wakes.set(name, std::nullopt);
    m_known.erase(known);
}

/// The expectations that the process is a run of.
std::set<Text> ExpectationEngine::expecting(const Process &process) const
{
    std::set<Text> names;
    const auto [first, last] = m_runs.equal_range(process.id);
    names.insert(first, last);
    for (const Text &name : m_scoped) {
        if (m_known.at(name)->definition.scope.matches(process))
            names.insert(name);
    }
    if (process.metadata.json().indexOf("\"expectation\":") >= 0) {
        const Text name = process.metadata.toObject().value(metadataKey).toString();
        if (m_known.contains(name))
            names.insert(name);
    }
    return names;
}

void ExpectationEngine::follow(const Event &event)
{
    const bool began = beganNow(event);
    const bool isGone = endsTracking(event.kind) && m_runs.contains((*event.process)->id);
    if (!began && !isGone && !endedNow(event))
        return;
    const Process &process = **event.process;
    const std::set<Text> names = expecting(process);
    for (const Text &name : names) {
        if (began && hasRun(*m_known.at(name), process.id))
            continue; // another attempt
        const PingSignal signal = began ? PingSignal::Start : isGone ? PingSignal::Cancel : endSignal(process);
        Ping ping = pingOf(process, signal, event.timeMs);
        ping.processSeq = event.seq;
        change(name, ExpectationChange::Hear{std::move(ping)});
    }
}

/// Tells what processes did while nobody looked.
void ExpectationEngine::catchUp()
{
    std::vector<ProcessPtr> processes = m_tracker.snapshot().processes;
    std::sort(processes.begin(), processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->seq < (*b)->seq; });
    for (const ProcessPtr &process : processes) {
        const std::set<Text> names = expecting(**process);
        for (const Text &name : names) {
            const ExpectationPtr expectation = m_known.at(name);
            if ((*process)->seq > expectation->processSeq)
                catchUp(**process, *expectation);
        }
    }
    const QMultiHash<ProcessId, Text> runs = m_runs;
    for (auto run = runs.begin(); run != runs.end(); ++run) {
        if (!m_tracker.find(run.key()))
            change(*run, ExpectationChange::Hear{{.signal = PingSignal::Cancel, .process = run.key()}});
    }
}

void ExpectationEngine::catchUp(const Process &process, const Expectation &expectation)
{
    const Text &name = expectation.definition.name;
    const bool isKnown = hasRun(expectation, process.id);
    const bool isNews = process.startedAt && *process.startedAt > expectation.anchorMs;
    if (!isLive(process) && (isKnown || isNews))
        change(name,
               ExpectationChange::Hear{
                   pingOf(process, endSignal(process), process.completedAt.value_or(process.updatedAt))});
    else if (isRunning(process) && !isKnown && isNews)
        change(name, ExpectationChange::Hear{pingOf(process, PingSignal::Start, *process.startedAt)});
}

void ExpectationEngine::change(const Text &name, decltype(ExpectationChange::payload) payload)
{
    const Result<ExpectationPtr> changed = m_tracker.changeExpectation(name, std::move(payload), m_origin);
    if (changed)
        take(*changed);
}

} // namespace Procession
