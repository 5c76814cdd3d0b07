// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "blockmeter.h"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace Procession::Bench {

BlockMeter::BlockMeter(QObject *parent)
    : QObject(parent)
    , m_schedule(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC))
    , m_ticks(this)
{
    begin();
    connect(&m_ticks, &QTimer::timeout, this, &BlockMeter::tick);
    m_ticks.setTimerType(Qt::PreciseTimer);
    m_ticks.start(1);
}

BlockMeter::~BlockMeter()
{
    ::close(m_schedule);
}

/// For how long this thread has waited for a processor so far.
double BlockMeter::queuedMs() const
{
    char text[128] = {};
    unsigned long long ran = 0;
    unsigned long long queued = 0;
    if (::pread(m_schedule, text, sizeof text - 1, 0) <= 0 || std::sscanf(text, "%llu %llu", &ran, &queued) != 2)
        return 0;
    return static_cast<double>(queued) / 1e6;
}

void BlockMeter::begin()
{
    m_longestMs = 0;
    m_longestOwnMs = 0;
    m_queuedAtTickMs = queuedMs();
    m_sinceTick.start();
}

void BlockMeter::tick()
{
    const double queued = queuedMs();
    const double passed = static_cast<double>(m_sinceTick.nsecsElapsed()) / 1e6;
    m_longestMs = std::max(m_longestMs, passed);
    m_longestOwnMs = std::max(m_longestOwnMs, passed - (queued - m_queuedAtTickMs));
    m_queuedAtTickMs = queued;
    m_sinceTick.start();
}

} // namespace Procession::Bench
