// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulerange.h"

#include <algorithm>
#include <array>

namespace Procession {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::milliseconds, 4> aheads{1h, 6h, 24h, 7 * 24h};
constexpr int backShare = 4;
constexpr std::chrono::milliseconds tick = 1s;

} // namespace

ScheduleRange::ScheduleRange(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_tick(this)
    , m_now(clock.wallMs())
{
    connect(&m_tick, &QTimer::timeout, this, &ScheduleRange::moveOn);
}

void ScheduleRange::setChoice(int choice)
{
    const int possible = std::clamp<int>(choice, Hour, Week);
    if (std::exchange(m_choice, possible) != possible)
        Q_EMIT changed();
}

QStringList ScheduleRange::choices() const
{
    return {tr("Next hour"), tr("Next 6 hours"), tr("Next 24 hours"), tr("Next 7 days")};
}

double ScheduleRange::begin() const
{
    return static_cast<double>(m_now - aheads[static_cast<size_t>(m_choice)].count() / backShare);
}

double ScheduleRange::end() const
{
    return static_cast<double>(m_now + aheads[static_cast<size_t>(m_choice)].count());
}

void ScheduleRange::setShown(bool shown)
{
    if (!shown) {
        m_tick.stop();
        return;
    }
    moveOn();
    m_tick.start(tick);
}

void ScheduleRange::moveOn()
{
    m_now = m_clock.wallMs();
    Q_EMIT changed();
}

} // namespace Procession
