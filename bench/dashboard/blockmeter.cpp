// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "blockmeter.h"

#include <algorithm>
#include <ctime>

namespace Procession::Bench {

namespace {

double threadWorkMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

} // namespace

BlockMeter::BlockMeter(QObject *parent)
    : QObject(parent)
    , m_ticks(this)
{
    begin();
    connect(&m_ticks, &QTimer::timeout, this, &BlockMeter::tick);
    m_ticks.setTimerType(Qt::PreciseTimer);
    m_ticks.start(1);
}

void BlockMeter::begin()
{
    m_longestMs = 0;
    m_longestWorkMs = 0;
    m_workAtTickMs = threadWorkMs();
    m_sinceTick.start();
}

void BlockMeter::tick()
{
    const double work = threadWorkMs();
    m_longestMs = std::max(m_longestMs, static_cast<double>(m_sinceTick.nsecsElapsed()) / 1e6);
    m_longestWorkMs = std::max(m_longestWorkMs, work - m_workAtTickMs);
    m_workAtTickMs = work;
    m_sinceTick.start();
}

} // namespace Procession::Bench
