// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tickdecision.h"

#include <algorithm>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 lateAfterMs = 10'000;
/// A span without a server may have had more due times than anybody wants counted.
constexpr qint64 mostCounted = 100'000;
constexpr qint64 mostStarts = 100; ///< of one decision; the next one follows at once

/// A decision in the making.
class Decider
{
public:
    Decider(const Schedule &schedule, const ScheduleTimes &times, qint64 nowMs,
            const std::function<bool(const ProcessId &)> &exists)
        : m_times(times)
        , m_now(nowMs)
        , m_exists(exists)
    {
        m_decision.next = schedule;
    }

    TickDecision decide()
    {
        if (!m_decision.next.pause) {
            startBuffered();
            skipPaused();
            recover();
            missOld();
            goOn();
            fillBack();
        }
        return std::move(m_decision);
    }

private:
    Schedule &next() { return m_decision.next; }

    void record(qint64 dueMs, qint64 lastDueMs, qint64 count, TickOutcome outcome, const QString &reason,
                const ProcessId &process = {}, bool isBackfill = false)
    {
        addTick(next(), {dueMs, lastDueMs, count, outcome, reason, process, m_now, isBackfill});
        m_decision.isChange = true;
    }

    void start(qint64 dueMs, int backfill)
    {
        const ProcessId id = runId(next(), dueMs, backfill);
        m_decision.starts.push_back({dueMs, backfill});
        next().running.push_back(id);
        const bool isLate = backfill == 0 && m_now - dueMs - jitterOf(next(), dueMs) > lateAfterMs;
        record(dueMs, dueMs, 1, isLate ? TickOutcome::Late : TickOutcome::Started,
               isLate ? u"started %1 s late"_s.arg((m_now - dueMs) / 1000) : QString(), id, backfill > 0);
    }

    void skip(qint64 dueMs, const QString &reason, bool isBackfill)
    {
        record(dueMs, dueMs, 1, TickOutcome::Skipped, reason, {}, isBackfill);
    }

    /// Whether a run may be started beside those that are live.
    bool isFree() const { return m_decision.next.running.empty(); }

    void startBuffered()
    {
        std::vector<qint64> &buffered = next().buffered;
        while (!buffered.empty() && isFree()) {
            const qint64 due = buffered.front();
            buffered.erase(buffered.begin());
            start(due, 0);
        }
    }

    /// The times that came while it was paused.
    void skipPaused()
    {
        if (!next().skipUntilMs)
            return;
        const qint64 until = std::min(*next().skipUntilMs, m_now);
        Tick skipped;
        skipped.count = 0;
        skipped.outcome = TickOutcome::Skipped;
        skipped.reason = u"the schedule was paused"_s;
        for (auto due = m_times.nextAfter(next().cursorMs); due && *due <= until && skipped.count < mostCounted;
             due = m_times.nextAfter(*due)) {
            if (skipped.count++ == 0)
                skipped.dueMs = *due;
            skipped.lastDueMs = *due;
        }
        if (skipped.count > 0)
            record(skipped.dueMs, skipped.lastDueMs, skipped.count, skipped.outcome, skipped.reason);
        next().cursorMs = std::max(next().cursorMs, until);
        next().skipUntilMs.reset();
        m_decision.isChange = true;
    }

    /// The times whose run was started by a server that went down before it could say so.
    void recover()
    {
        for (auto due = m_times.nextAfter(next().cursorMs);
             due && *due <= m_now && m_exists(runId(next(), *due, 0)) && m_decision.starts.size() < mostStarts;
             due = m_times.nextAfter(*due)) {
            next().cursorMs = *due;
            start(*due, 0); // once more, which is the same start
        }
    }

    /// The times that nobody was there for, and that are too old or too many to be made up for.
    void missOld()
    {
        const ScheduleDefinition &definition = next().definition;
        const qint64 keepFrom = m_now - definition.catchUpWindow.count();
        std::vector<qint64> late;
        Tick missed;
        missed.count = 0;
        missed.outcome = TickOutcome::Missed;
        missed.reason = u"the server didn't run, or was too busy"_s;
        qint64 at = next().cursorMs;
        const auto miss = [&missed](qint64 due) {
            if (missed.count == 0)
                missed.dueMs = due;
            missed.lastDueMs = due;
            ++missed.count;
        };
        for (auto due = m_times.nextAfter(at); due && *due + jitterOf(next(), *due) + lateAfterMs < m_now;
             due = m_times.nextAfter(at)) {
            at = *due;
            if (*due < keepFrom) {
                miss(*due);
                if (missed.count >= mostCounted)
                    at = std::max(at, keepFrom - 1); // nobody counts further
            } else {
                late.push_back(*due);
                if (late.size() > size_t(definition.catchUpLimit)) {
                    miss(late.front());
                    late.erase(late.begin());
                }
            }
        }
        if (missed.count == 0)
            return;
        record(missed.dueMs, missed.lastDueMs, missed.count, missed.outcome, missed.reason);
        next().cursorMs = late.empty() ? at : late.front() - 1;
    }

    /// The times that are due, each by the overlap policy.
    void goOn()
    {
        while (m_decision.starts.size() < mostStarts) {
            const auto due = m_times.nextAfter(next().cursorMs);
            if (!due)
                return;
            const qint64 startAt = *due + jitterOf(next(), *due);
            if (startAt > m_now) {
                wake(startAt);
                return;
            }
            next().cursorMs = *due;
            m_decision.isChange = true;
            take(*due, next().definition.overlap, 0);
        }
        wake(m_now);
    }

    /// False where the time has to wait, as in a backfill.
    bool take(qint64 dueMs, OverlapPolicy overlap, int backfill)
    {
        const bool isBackfill = backfill > 0;
        if (isFree() && (isBackfill || next().buffered.empty())) {
            start(dueMs, backfill);
            return true;
        }
        switch (overlap) {
        case OverlapPolicy::Skip:
            skip(dueMs, u"the run before is still live"_s, isBackfill);
            break;
        case OverlapPolicy::BufferOne:
        case OverlapPolicy::BufferAll: {
            if (isBackfill)
                return false;
            const size_t room = overlap == OverlapPolicy::BufferOne ? 1 : Schedule::mostBuffered;
            if (next().buffered.size() < room)
                next().buffered.push_back(dueMs);
            else
                skip(dueMs, u"the run before is still live, and %1 more wait"_s.arg(room), isBackfill);
            break;
        }
        case OverlapPolicy::CancelOther:
            m_decision.cancels = next().running;
            if (isBackfill)
                return false;
            for (const qint64 waiting : std::exchange(next().buffered, {dueMs}))
                skip(waiting, u"a later run took its place"_s, isBackfill);
            break;
        case OverlapPolicy::TerminateOther:
            m_decision.cancels = std::exchange(next().running, {});
            start(dueMs, backfill);
            break;
        case OverlapPolicy::AllowAll:
            if (next().running.size() < Schedule::mostRunning)
                start(dueMs, backfill);
            else if (isBackfill)
                return false;
            else
                skip(dueMs, u"%1 runs are live"_s.arg(Schedule::mostRunning), isBackfill);
            break;
        }
        return true;
    }

    void fillBack()
    {
        while (next().backfill && m_decision.starts.size() < mostStarts) {
            const Backfill backfill = *next().backfill;
            const auto due = m_times.nextAfter(backfill.cursorMs);
            if (!due || *due > backfill.untilMs) {
                next().backfill.reset();
                m_decision.isChange = true;
                return;
            }
            if (!m_exists(runId(next(), *due, backfill.number)) && !take(*due, backfill.overlap, backfill.number))
                return; // until a run is over
            next().backfill->cursorMs = *due;
            m_decision.isChange = true;
        }
        if (next().backfill)
            wake(m_now);
    }

    void wake(qint64 at) { m_decision.wakeAt = std::min(at, m_decision.wakeAt.value_or(at)); }

    const ScheduleTimes &m_times;
    const qint64 m_now;
    const std::function<bool(const ProcessId &)> &m_exists;
    TickDecision m_decision;
};

} // namespace

TickDecision decideTicks(const Schedule &schedule, const ScheduleTimes &times, qint64 nowMs,
                         const std::function<bool(const ProcessId &)> &exists)
{
    return Decider(schedule, times, nowMs, exists).decide();
}

qint64 jitterOf(const Schedule &schedule, qint64 dueMs)
{
    const qint64 jitter = schedule.definition.jitter.count();
    if (jitter <= 0)
        return 0;
    // splitmix64 (Vigna): the same everywhere, and as good as drawn.
    quint64 x = static_cast<quint64>(dueMs) + (quint64(schedule.id.data1) << 32 | schedule.id.data2);
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return static_cast<qint64>((x ^ (x >> 31)) % static_cast<quint64>(jitter + 1));
}

void addTick(Schedule &schedule, Tick tick)
{
    std::vector<Tick> &ticks = schedule.ticks;
    if (!ticks.empty()) {
        Tick &last = ticks.back();
        if (tick.process.isNull() && last.process.isNull() && last.outcome == tick.outcome && last.reason == tick.reason
            && last.isBackfill == tick.isBackfill) {
            last.lastDueMs = tick.lastDueMs;
            last.count += tick.count;
            last.decidedMs = tick.decidedMs;
            return;
        }
    }
    if (ticks.size() >= Schedule::keptTicks)
        ticks.erase(ticks.begin());
    ticks.push_back(std::move(tick));
}

} // namespace Procession
