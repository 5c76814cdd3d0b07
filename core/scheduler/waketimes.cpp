// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "waketimes.h"

namespace Procession {

WakeTimes::WakeTimes(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_timer(this)
{
    connect(&m_timer, &WallTimer::timeout, this, &WakeTimes::reached);
}

void WakeTimes::set(const Text &name, std::optional<qint64> wallMs)
{
    if (const auto known = m_times.find(name); known != m_times.end()) {
        m_byTime.erase({known->second, name});
        m_times.erase(known);
    }
    if (wallMs) {
        m_times.emplace(name, *wallMs);
        m_byTime.emplace(*wallMs, name);
    }
}

void WakeTimes::clear()
{
    m_times.clear();
    m_byTime.clear();
}

std::vector<Text> WakeTimes::due() const
{
    const qint64 now = m_clock.wallMs();
    std::vector<Text> names;
    for (auto next = m_byTime.begin(); next != m_byTime.end() && next->first <= now; ++next)
        names.push_back(next->second);
    return names;
}

void WakeTimes::arm()
{
    const std::optional<qint64> earliest = m_byTime.empty() ? std::nullopt : std::optional(m_byTime.begin()->first);
    if (earliest == m_armedFor)
        return; // a timer costs a system call
    m_armedFor = earliest;
    if (earliest)
        m_timer.start(*earliest - m_clock.wallMs());
    else
        m_timer.stop();
}

void WakeTimes::armAgain()
{
    m_armedFor.reset();
    arm();
}

} // namespace Procession
