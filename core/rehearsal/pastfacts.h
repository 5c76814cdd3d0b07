// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertfact.h"
#include "namedruns.h"

#include <map>

namespace Procession {

struct ProcessPast;

/// Makes the facts of whole lives of processes, in the order of the log: those of processes that began later come in between.
///
/// A life that is added has begun after all those before it. What is known of durations grows with each fact that is taken, as
/// it did when it happened.
/// Memory: the events of processes whose lives overlap. Threads: one. Owner: RehearsalRun.
class PastFacts
{
public:
    /// `wantsDurations`: the facts of runs that begin say after how long they are overdue.
    explicit PastFacts(bool wantsDurations);

    /// Of the life those events that came up to `toMs`, wall time.
    void add(const ProcessPast &past, qint64 toMs);
    /// The next fact, where no life that may be added still has an earlier one; with `isAll` no life follows.
    std::optional<AlertFact> next(bool isAll);

private:
    void noteDuration(const Event &event);
    std::optional<qint64> overdueAfterMs(const Process &process) const;

    const bool m_wantsDurations;
    std::map<quint64, Event> m_events; // by number
    quint64 m_began = 0;               // the number of the last life that was added
    NamedRuns m_exact;                 // by type and name
    NamedRuns m_masked;                // by type and masked name, where that differs
};

} // namespace Procession
