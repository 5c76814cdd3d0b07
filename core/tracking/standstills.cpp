// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standstills.h"

#include <algorithm>

namespace Procession {

namespace {

using std::chrono::milliseconds;

/// How often output is asked for that a quiet process may print again, at most.
constexpr milliseconds shortestLook{1000};

} // namespace

Standstills::Standstills(const Presence &presence, const Clock &clock, milliseconds restartGrace,
                         const OutputClock *output)
    : m_presence(presence)
    , m_clock(clock)
    , m_restartGrace(restartGrace)
    , m_output(output)
{
}

void Standstills::restart(ClockWatch &watch, qint64 sinceWallMs, bool isLate) const
{
    watch.sinceWallMs = sinceWallMs;
    watch.sinceMs = isLate ? m_presence.steadyOf(sinceWallMs) : m_clock.steadyMs();
}

void Standstills::follow(const Process &process, bool isLate)
{
    const AttemptLimits *limits = process.dispatch.limits();
    const bool isTimed = limits && (limits->progressTimeout || (limits->outputTimeout && m_output));
    if (!isTimed || process.status != ProcessStatus::Running) {
        m_watches.remove(process.id);
        return;
    }
    const auto known = m_watches.constFind(process.id);
    if (known == m_watches.cend() || known->attempt != process.attempt) {
        Watch begun{process.attempt, {}};
        const auto add = [&](QuietClock clock, milliseconds limit, qint64 sinceWallMs) {
            ClockWatch watch{.clock = clock, .limit = limit, .sinceWallMs = 0, .sinceMs = 0, .graceUntilMs = 0};
            restart(watch, sinceWallMs, isLate);
            watch.graceUntilMs = isLate ? m_clock.steadyMs() + std::min(m_restartGrace, limit).count() : watch.sinceMs;
            begun.clocks.push_back(watch);
        };
        if (limits->outputTimeout && m_output)
            add(QuietClock::Output, *limits->outputTimeout, process.startedAt.value_or(process.updatedAt));
        if (limits->progressTimeout)
            add(QuietClock::Progress, *limits->progressTimeout, progressBase(process));
        m_watches.insert(process.id, begun);
    }
    for (ClockWatch &watch : m_watches[process.id].clocks) {
        if (watch.clock == QuietClock::Progress && watch.sinceWallMs != progressBase(process))
            restart(watch, progressBase(process), isLate);
        watch.isQuiet = process.quietSince && process.quietClock == watch.clock;
        watch.tells = !process.quietSince || process.quietClock > watch.clock;
    }
}

void Standstills::keep(const std::function<bool(const ProcessId &)> &isKept)
{
    m_watches.removeIf([&isKept](const auto &entry) { return !isKept(entry.key()); });
}

qint64 Standstills::endMs(const ClockWatch &watch) const
{
    return std::max(m_presence.dueMs(watch.sinceMs, watch.limit), watch.graceUntilMs);
}

qint64 Standstills::nextDueMs(const ClockWatch &watch) const
{
    qint64 next = endMs(watch);
    if (watch.tells)
        next = std::min(next, m_presence.dueMs(watch.sinceMs, watch.limit / 2));
    if (watch.isQuiet && watch.clock == QuietClock::Output)
        next = std::min(next, watch.lookedMs + std::max(shortestLook, watch.limit / 4).count());
    return next;
}

std::optional<qint64> Standstills::nextDueMs(const ProcessId &id) const
{
    const auto watch = m_watches.constFind(id);
    if (watch == m_watches.cend())
        return std::nullopt;
    qint64 next = std::numeric_limits<qint64>::max();
    for (const ClockWatch &clock : watch->clocks)
        next = std::min(next, nextDueMs(clock));
    return next;
}

std::optional<std::variant<ExpireChange, QuietChange>> Standstills::judge(const Process &process)
{
    const auto watch = m_watches.find(process.id);
    if (watch == m_watches.end() || watch->attempt != process.attempt)
        return std::nullopt;
    for (ClockWatch &clock : watch->clocks) {
        if (nextDueMs(clock) > m_clock.steadyMs())
            continue;
        if (auto change = judge(process, clock))
            return change;
    }
    return std::nullopt;
}

std::optional<std::variant<ExpireChange, QuietChange>> Standstills::judge(const Process &process,
                                                                          ClockWatch &watch) const
{
    const qint64 now = m_clock.steadyMs();
    if (watch.clock == QuietClock::Output) {
        watch.lookedMs = now;
        if (const auto last = m_output->lastOutputMs(process); last && *last > watch.sinceWallMs) {
            restart(watch, *last, true);
            if (watch.isQuiet) {
                watch.isQuiet = false;
                watch.tells = true;
                return QuietChange{process.attempt, process.reportSeq, watch.clock, watch.sinceWallMs, true};
            }
        }
    }
    if (endMs(watch) <= now) {
        const bool isOutput = watch.clock == QuietClock::Output;
        return ExpireChange{.cause = isOutput ? ExpireChange::Cause::Output : ExpireChange::Cause::Progress,
                            .attempt = process.attempt,
                            .reportSeq = process.reportSeq,
                            .sinceMs = watch.sinceWallMs};
    }
    if (watch.tells && m_presence.dueMs(watch.sinceMs, watch.limit / 2) <= now) {
        watch.tells = false;
        return QuietChange{process.attempt, process.reportSeq, watch.clock, watch.sinceWallMs};
    }
    return std::nullopt;
}

} // namespace Procession
