// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracethinner.h"

#include <algorithm>
#include <cmath>

namespace Procession {

TraceThinner::Point::Point(const Event &event)
    : m_timeMs(static_cast<quint64>(event.timeMs) & 0x1fffffffffff)
    , m_progress(static_cast<quint64>(std::lround((*event.process)->progress.value_or(0) * steps)) & 0xffff)
    , m_status(static_cast<quint64>((*event.process)->status) & 7)
{
}

bool TraceThinner::keeps(const Event &event)
{
    if (!event.process)
        return false;
    const Process &process = **event.process;
    if (endsTracking(event.kind)) {
        m_last.remove(process.createdSeq);
        return false;
    }
    const auto last = m_last.find(process.createdSeq);
    const bool isNews = event.kind != EventKind::Reported || last == m_last.end() || last->status() != process.status;
    if (!isNews) {
        constexpr qint64 shortestGapMs = 1000;
        const qint64 runningMs = event.timeMs - process.startedAt.value_or(event.timeMs);
        const double moved = std::abs(process.progress.value_or(0) - last->progress());
        if (moved < 1.0 || event.timeMs - last->timeMs() < std::max(shortestGapMs, runningMs / 100))
            return false;
    }
    if (isTerminal(process.status))
        m_last.remove(process.createdSeq); // nothing more is reported of this attempt
    else
        m_last.insert(process.createdSeq, Point(event));
    return true;
}

} // namespace Procession
