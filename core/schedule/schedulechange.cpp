// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulechange.h"

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Outcome = Result<std::optional<Schedule>>;

const std::optional<Schedule> unchanged;

/// Makes the schedule that each kind of change leads to.
class Applier
{
public:
    Applier(const Schedule *current, const ScheduleChange &change)
        : m_current(current)
        , m_change(change)
    {
    }

    Outcome operator()(const ScheduleChange::Put &put) const
    {
        if (m_current && m_current->isConfigured && !put.isConfigured)
            return refusedByFile();
        if (!m_current) {
            Schedule made;
            made.id = m_change.id;
            made.createdAt = m_change.timeMs;
            made.cursorMs = m_change.timeMs;
            return define(std::move(made), put);
        }
        if (m_current->definition == put.definition && m_current->isConfigured == put.isConfigured)
            return unchanged;
        Schedule next = *m_current;
        const ScheduleDefinition &before = m_current->definition;
        // What would have been due by another grid was never due.
        if (before.rule != put.definition.rule || before.timeZone != put.definition.timeZone)
            next.cursorMs = m_change.timeMs;
        return define(std::move(next), put);
    }

    Outcome operator()(const ScheduleChange::Remove &remove) const
    {
        if (m_current->isConfigured && !remove.isConfigured)
            return refusedByFile();
        Schedule next = *m_current;
        next.isRemoved = true;
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::Pause &pause) const
    {
        if (m_current->pause)
            return unchanged;
        Schedule next = *m_current;
        next.pause = SchedulePause{m_change.timeMs, pause.note};
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::Resume &) const
    {
        if (!m_current->pause)
            return unchanged;
        Schedule next = *m_current;
        next.pause.reset();
        next.failures = 0;
        next.skipUntilMs = m_change.timeMs;
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::Decide &decided) const
    {
        if (m_current->seq != decided.expectedSeq) {
            return Error{ErrorCode::Conflict,
                         u"Schedule %1 was changed meanwhile."_s.arg(m_current->definition.name.toString()),
                         {}};
        }
        return std::optional(decided.next);
    }

    Outcome operator()(const ScheduleChange::End &end) const
    {
        const auto run = std::find(m_current->running.begin(), m_current->running.end(), end.process);
        if (run == m_current->running.end())
            return unchanged;
        Schedule next = *m_current;
        next.running.erase(next.running.begin() + (run - m_current->running.begin()));
        next.failures = end.isFailure ? next.failures + 1 : 0;
        const int most = next.definition.pauseAfterFailures;
        if (most > 0 && next.failures >= most && !next.pause) {
            next.pause = SchedulePause{m_change.timeMs, u"%1 runs in a row failed"_s.arg(next.failures), true};
        }
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::Move &move) const
    {
        Schedule next = *m_current;
        next.cursorMs = move.toMs;
        next.buffered.clear();
        next.skipUntilMs.reset();
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::FillBack &fill) const
    {
        if (m_current->backfill) {
            return Error{ErrorCode::Conflict,
                         u"A backfill of schedule %1 is under way."_s.arg(m_current->definition.name.toString()),
                         {}};
        }
        if (fill.untilMs < fill.fromMs) {
            return Error{ErrorCode::InvalidField, u"A backfill ends after it begins."_s, u"until"_s};
        }
        if (fill.untilMs > m_change.timeMs)
            return Error{ErrorCode::InvalidField, u"A backfill ends in the past."_s, u"until"_s};
        Schedule next = *m_current;
        next.backfill = Backfill{++next.backfills, fill.fromMs - 1, fill.untilMs, fill.overlap};
        return std::optional(std::move(next));
    }

    Outcome operator()(const ScheduleChange::RunNow &run) const
    {
        Schedule next = *m_current;
        if (next.running.size() < Schedule::mostRunning)
            next.running.push_back(run.process);
        return std::optional(std::move(next));
    }

private:
    Outcome define(Schedule schedule, const ScheduleChange::Put &put) const
    {
        schedule.definition = put.definition;
        schedule.isConfigured = put.isConfigured;
        schedule.updatedAt = m_change.timeMs;
        return std::optional(std::move(schedule));
    }

    Error refusedByFile() const
    {
        return Error{ErrorCode::Conflict,
                     u"Schedule %1 stands in the server's configuration file; change it there."_s.arg(
                         m_current->definition.name.toString()),
                     {}};
    }

    const Schedule *m_current;
    const ScheduleChange &m_change;
};

} // namespace

EventKind eventKindOf(const ScheduleChange &change)
{
    constexpr std::array kinds{EventKind::ScheduleSet,     EventKind::ScheduleRemoved, EventKind::SchedulePaused,
                               EventKind::ScheduleResumed, EventKind::ScheduleDecided, EventKind::ScheduleRunEnded,
                               EventKind::ScheduleMoved,   EventKind::ScheduleMoved,   EventKind::ScheduleDecided};
    static_assert(kinds.size() == std::variant_size_v<decltype(change.payload)>);
    return kinds[change.payload.index()];
}

Result<std::optional<Schedule>> apply(const Schedule *current, const ScheduleChange &change)
{
    if (!current && !std::holds_alternative<ScheduleChange::Put>(change.payload))
        return Error{ErrorCode::UnknownSchedule, u"There is no such schedule."_s, {}};
    Outcome outcome = std::visit(Applier(current, change), change.payload);
    if (outcome && *outcome)
        (*outcome)->seq = change.seq;
    return outcome;
}

} // namespace Procession
