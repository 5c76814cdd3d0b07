// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limitwatch.h"

namespace Procession {

std::optional<ResourceLimit> LimitWatch::take(const ResourceSample &sample, qint64 steadyMs)
{
    const bool exceedsCpuTime = m_limits.maxCpuTime && sample.cpuTimeMs > m_limits.maxCpuTime->count();
    if (lasts(exceedsMemory(sample), m_memorySince, steadyMs))
        return ResourceLimit::Memory;
    if (lasts(exceedsCpuTime, m_cpuTimeSince, steadyMs))
        return ResourceLimit::CpuTime;
    return std::nullopt;
}

bool LimitWatch::lasts(bool exceeded, std::optional<qint64> &since, qint64 now) const
{
    if (!exceeded) {
        since.reset();
        return false;
    }
    if (!since)
        since = now;
    return now - *since >= m_limits.sustain.count();
}

} // namespace Procession
