// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runcourse.h"

#include <algorithm>
#include <cmath>

namespace Procession {

size_t RunCourse::intervalOf(double progress)
{
    const auto *const after = std::upper_bound(intervalBegins.begin() + 1, intervalBegins.end(), progress);
    return static_cast<size_t>(after - intervalBegins.begin()) - 1;
}

void RunCourse::note(double elapsedMs, double progress)
{
    if (!std::isfinite(elapsedMs) || !std::isfinite(progress))
        return;
    progress = std::clamp(progress, 0.0, 100.0);
    constexpr double flicker = 5; // progress that is worked out from parts may go back by this
    if (progress < m_progress - flicker)
        m_fellBack = true;
    if (progress <= m_progress)
        return;
    elapsedMs = std::max(elapsedMs, m_reachedMs);
    const double pause = elapsedMs - m_reachedMs;
    float &pauseMs = m_intervals[intervalOf(m_progress)].pauseMs;
    pauseMs = std::max(pauseMs, static_cast<float>(pause));
    m_longestPauseMs = std::max(m_longestPauseMs, pause);
    const double logPause = std::log(std::max(pause, 1.0));
    m_logPauses += logPause;
    m_squareLogPauses += logPause * logPause;
    Interval &interval = m_intervals[intervalOf(progress)];
    if (!interval.hasStep()) {
        interval.progress = static_cast<float>(progress);
        interval.atMs = static_cast<float>(elapsedMs);
    }
    m_progress = progress;
    m_reachedMs = elapsedMs;
    ++m_steps;
}

} // namespace Procession
