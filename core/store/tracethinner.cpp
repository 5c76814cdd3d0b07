// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracethinner.h"

#include <algorithm>
#include <cmath>

namespace Procession {

bool TraceThinner::keeps(const Event &event)
{
    const Process &process = **event.process;
    if (endsTracking(event.kind)) {
        m_last.remove(process.id);
        return false;
    }
    const auto last = m_last.find(process.id);
    const bool isNews = event.kind != EventKind::Reported || last == m_last.end() || last->status != process.status;
    if (!isNews) {
        constexpr qint64 shortestGapMs = 1000;
        const qint64 runningMs = event.timeMs - process.startedAt.value_or(event.timeMs);
        const double moved = std::abs(process.progress.value_or(0) - last->progress.value_or(0));
        if (moved < 1.0 || event.timeMs - last->timeMs < std::max(shortestGapMs, runningMs / 100))
            return false;
    }
    m_last.insert(process.id, {process.status, process.progress, event.timeMs});
    return true;
}

} // namespace Procession
