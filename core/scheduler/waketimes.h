// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "text.h"
#include "walltimer.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace Procession {

/// The next time of each of many names, and one timer for the earliest, by the wall clock.
///
/// Threads: lives in one with an event loop. Owner: the engine that looks at what is due.
class WakeTimes : public QObject
{
    Q_OBJECT

public:
    /// The clock must outlive this.
    explicit WakeTimes(const Clock &clock, QObject *parent = nullptr);

    /// In ms of the wall clock, in place of the time that was set before; nothing: never. The timer follows with arm().
    void set(const Text &name, std::optional<qint64> wallMs);
    void clear();
    /// The names whose time has come, the earliest first.
    std::vector<Text> due() const;

    /// Waits for the earliest time. Costs nothing where that is waited for already, as after most events.
    void arm();
    /// The same after reached(), which used the timer up.
    void armAgain();

Q_SIGNALS:
    /// The earliest time has come, or the wall clock was set.
    void reached();

private:
    const Clock &m_clock;
    WallTimer m_timer;
    std::map<Text, qint64> m_times;
    std::set<std::pair<qint64, Text>> m_byTime;
    std::optional<qint64> m_armedFor; // the time that the timer waits for
};

} // namespace Procession
