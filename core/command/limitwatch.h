// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "resources.h"

namespace Procession {

/// Watches one run's samples: has a limit been exceeded for as long as that may be? One thread. Owner: ResourceSampler.
class LimitWatch
{
public:
    explicit LimitWatch(const ResourceLimits &limits = {})
        : m_limits(limits)
    {
    }

    const ResourceLimits &limits() const { return m_limits; }
    bool exceedsMemory(const ResourceSample &sample) const
    {
        return m_limits.maxMemoryBytes && sample.memoryBytes > *m_limits.maxMemoryBytes;
    }

    /// Takes the sample of that steady time. The limit that has been exceeded in each sample since `sustain` ago.
    std::optional<ResourceLimit> take(const ResourceSample &sample, qint64 steadyMs);

private:
    bool lasts(bool exceeded, std::optional<qint64> &since, qint64 now) const;

    ResourceLimits m_limits;
    std::optional<qint64> m_memorySince; // steady time of the first sample that exceeded it
    std::optional<qint64> m_cpuTimeSince;
};

} // namespace Procession
