// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduleengine.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSchedules, "procession.schedules")

bool isFailure(const Process &process)
{
    return process.status == ProcessStatus::Failed || process.status == ProcessStatus::Timeout;
}

} // namespace

ScheduleEngine::ScheduleEngine(ProcessTracker &tracker, const Clock &clock, RunStarter starter, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_starter(std::move(starter))
    , m_cursor(tracker.log(), this)
    , m_wakes(clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &ScheduleEngine::readLog);
    connect(&m_wakes, &WakeTimes::reached, this, &ScheduleEngine::checkNow);
    reload();
}

void ScheduleEngine::checkNow()
{
    const std::vector<Text> due = m_wakes.due();
    for (const Text &name : due)
        decide(name);
    m_wakes.armAgain();
}

void ScheduleEngine::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        qCWarning(lcSchedules, "fell behind the log and starts again from a snapshot");
        reload();
        return;
    }
    for (const Event &event : batch.events) {
        if (event.process) {
            if (!m_runs.isEmpty())
                follow(**event.process, endsTracking(event.kind));
        } else if (event.setting && event.setting->schedule) {
            take(event.setting->schedule);
        }
    }
    m_wakes.arm();
}

/// Starts again from a snapshot.
void ScheduleEngine::reload()
{
    m_known.clear();
    m_wakes.clear();
    m_runs.clear();
    const std::vector<SchedulePtr> schedules = m_tracker.schedules();
    for (const SchedulePtr &schedule : schedules) {
        // Runs that ended while nobody looked.
        for (const ProcessId &id : schedule->running) {
            const ProcessPtr process = m_tracker.find(id);
            if (!process || !isLive(**process)) {
                std::ignore = m_tracker.changeSchedule(
                    schedule->definition.name, ScheduleChange::End{id, process && isFailure(**process)}, m_origin);
            }
        }
        if (const SchedulePtr now = m_tracker.findSchedule(schedule->definition.name))
            take(now);
    }
    m_wakes.arm();
}

void ScheduleEngine::take(const SchedulePtr &schedule)
{
    const Text &name = schedule->definition.name;
    if (schedule->isRemoved) {
        forget(name);
        return;
    }
    Known &known = m_known[name];
    if (known.schedule && known.schedule->seq >= schedule->seq && known.schedule->id == schedule->id)
        return;
    if (!known.schedule || known.schedule->definition != schedule->definition) {
        auto times = ScheduleTimes::of(schedule->definition);
        known.times = times ? std::optional(*std::move(times)) : std::nullopt;
        if (!known.times)
            qCWarning(lcSchedules).noquote()
                << "schedule" << name.toString() << "is never due:" << times.error().message;
    }
    known.schedule = schedule;
    for (const ProcessId &id : schedule->running)
        m_runs.insert(id, name);
    decide(name);
}

void ScheduleEngine::forget(const Text &name)
{
    const auto known = m_known.find(name);
    if (known == m_known.end())
        return;
    for (const ProcessId &id : known->second.schedule->running)
        m_runs.remove(id);
    m_wakes.set(name, std::nullopt);
    m_known.erase(known);
}

/// A run that is over, and won't be retried, frees its schedule.
void ScheduleEngine::follow(const Process &process, bool isGone)
{
    const auto run = m_runs.constFind(process.id);
    if (run == m_runs.cend() || (isLive(process) && !isGone))
        return;
    const Text name = *run;
    m_runs.erase(run);
    const auto changed = m_tracker.changeSchedule(name, ScheduleChange::End{process.id, isFailure(process)}, m_origin);
    if (changed)
        take(*changed);
}

/// Whether the process was started by a schedule. A client that took its id gave it no work: only this server can.
bool ScheduleEngine::isRun(const ProcessId &id) const
{
    const ProcessPtr process = m_tracker.find(id);
    return process ? isOwnWork(**process) : m_tracker.mayBeArchived(id);
}

void ScheduleEngine::decide(const Text &name)
{
    // What is decided may lead to more that is due; the bound is against a fault of ours alone.
    for (int round = 0; round < 1000; ++round) {
        const auto found = m_known.find(name);
        if (found == m_known.end())
            return;
        Known &known = found->second;
        if (!known.times) {
            m_wakes.set(name, std::nullopt);
            return;
        }
        const Schedule &schedule = *known.schedule;
        TickDecision decision =
            decideTicks(schedule, *known.times, m_clock.wallMs(), [this](const ProcessId &id) { return isRun(id); });
        if (!decision.isChange) {
            m_wakes.set(name, decision.wakeAt);
            return;
        }
        if (!carryOut(decision, schedule))
            return; // it was changed meanwhile: its event follows
    }
    qCCritical(lcSchedules).noquote() << "schedule" << name.toString() << "has always more that is due";
}

/// Cancels, starts, and moves the cursor. False where the schedule was changed meanwhile.
bool ScheduleEngine::carryOut(TickDecision &decision, const Schedule &schedule)
{
    const Text name = schedule.definition.name;
    Schedule &next = decision.next;
    for (const ProcessId &id : decision.cancels) {
        Origin origin = m_origin;
        origin.reason = u"The next run of schedule %1 is due."_s.arg(name.toString());
        std::ignore = m_tracker.cancel(id, origin);
    }
    for (const TickStart &start : decision.starts) {
        const ProcessId id = runId(schedule, start.dueMs, start.backfill);
        const auto started = m_starter.start(schedule, id, start.dueMs, m_origin);
        if (started || (started.error().code == ErrorCode::ProcessExists && isRun(id)))
            continue;
        std::erase(next.running, id);
        for (Tick &tick : next.ticks) {
            if (tick.process == id) {
                tick.outcome = TickOutcome::Skipped;
                tick.reason = started.error().message;
                tick.process = {};
            }
        }
        qCWarning(lcSchedules).noquote() << "schedule" << name.toString()
                                         << "can't start its run:" << started.error().message;
    }
    const auto changed =
        m_tracker.changeSchedule(name, ScheduleChange::Decide{std::move(next), schedule.seq}, m_origin);
    if (!changed)
        return false;
    Known &known = m_known[name];
    known.schedule = *changed;
    for (const ProcessId &id : known.schedule->running)
        m_runs.insert(id, name);
    return true;
}

} // namespace Procession
