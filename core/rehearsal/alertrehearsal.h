// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rehearsal.h"

namespace Procession {

struct AttemptEnd;

/// Plays past facts to a rule, with a clock that follows them, and notes what it would have told.
///
/// All time passes between the facts, as it does for an AlertEngine that sleeps until something is due: holding, resolving,
/// reminders and quiet hours are those of AlertBook. Time never goes back, also where the wall clock did.
/// Memory: what AlertBook keeps of the rule, and what Rehearsal is bounded to. Threads: one. Owner: RehearsalRun.
class AlertRehearsal
{
public:
    /// The rule is played though it may not be enabled. `fromMs`: wall time at which it is set.
    AlertRehearsal(AlertRule rule, qint64 fromMs);
    Q_DISABLE_COPY_MOVE(AlertRehearsal)
    ~AlertRehearsal() = default;

    /// The next fact in the order of the log.
    void take(const AlertFact &fact);
    /// Goes on to the time up to which it is to be told, and returns all. Nothing may follow.
    Rehearsal finish(qint64 toMs);

private:
    AlertTime now() const { return {m_steadyMs, m_fromMs + m_steadyMs - beginSteadyMs}; }
    void passTo(qint64 wallMs);
    void note(const AlertBook::Messages &messages);
    void collectEnded();
    RehearsedEpisode *described(quint64 number);

    static constexpr qint64 beginSteadyMs = 1;

    const qint64 m_fromMs;
    qint64 m_steadyMs = beginSteadyMs;
    AlertBook m_book;
    Rehearsal m_told;
    int m_uncollected = 0; // facts since ended episodes were collected
};

/// The fact that an attempt ended, as the archive has it; nothing where rules weren't told of it then. Pure.
std::optional<AlertFact> endFactOf(const AttemptEnd &end);

} // namespace Procession
