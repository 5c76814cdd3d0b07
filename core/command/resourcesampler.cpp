// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resourcesampler.h"

#include <algorithm>

namespace Procession {

using namespace std::chrono_literals;

namespace {

constexpr auto firstDelay = 100ms;
constexpr auto usualDelay = 1000ms;
constexpr auto laterDelay = 10000ms;
constexpr auto laterAge = 10min;

} // namespace

ResourceSampler::ResourceSampler(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ResourceSampler::takeSample);
}

std::chrono::milliseconds ResourceSampler::delayAfter(std::chrono::milliseconds age, bool hasLimits)
{
    if (age < firstDelay)
        return firstDelay - age;
    return age < laterAge || hasLimits ? usualDelay : laterDelay;
}

void ResourceSampler::start(pid_t guardian, const QByteArray &cgroup, const ResourceLimits &limits)
{
    m_cgroup = cgroup.isEmpty() ? nullptr : std::make_unique<CgroupReader>(cgroup);
    m_tree = std::make_unique<TreeReader>(guardian, m_clock);
    m_limits = LimitWatch(limits);
    m_toldOfLimit = false;
    m_ranOutOfMemory = false;
    m_totals = {};
    m_startedAt = m_clock.steadyMs();
    m_timer.start(delayAfter(0ms, !limits.isEmpty()));
}

std::optional<ResourceSample> ResourceSampler::read(TreeReader::Memory memory)
{
    std::optional<ResourceSample> sample = m_cgroup ? m_cgroup->read() : std::nullopt;
    if (!sample && m_tree)
        sample = m_tree->read(memory);
    if (sample)
        sample->atMs = m_clock.wallMs();
    return sample;
}

void ResourceSampler::takeSample()
{
    std::optional<ResourceSample> sample = read(TreeReader::Memory::Estimated);
    // Nothing is ended on an estimate.
    if (sample && m_limits.exceedsMemory(*sample))
        sample = read(TreeReader::Memory::Exact);
    const qint64 now = m_clock.steadyMs();
    m_timer.start(delayAfter(std::chrono::milliseconds(now - m_startedAt), !m_limits.limits().isEmpty()));
    if (!sample)
        return;
    addPeaks(*sample);
    const std::optional<ResourceLimit> exceeded = m_limits.take(*sample, now);
    Q_EMIT sampled(*sample);
    if (exceeded && !std::exchange(m_toldOfLimit, true))
        Q_EMIT limitExceeded(*exceeded);
}

void ResourceSampler::addPeaks(const ResourceSample &sample)
{
    m_totals.source = sample.source;
    m_totals.cpuTimeMs = std::max(m_totals.cpuTimeMs, sample.cpuTimeMs);
    m_totals.peakMemoryBytes = std::max(m_totals.peakMemoryBytes, sample.memoryBytes);
    m_totals.readBytes = std::max(m_totals.readBytes, sample.readBytes);
    m_totals.writtenBytes = std::max(m_totals.writtenBytes, sample.writtenBytes);
    m_totals.peakThreads = std::max(m_totals.peakThreads, sample.threads);
    m_totals.peakProcesses = std::max(m_totals.peakProcesses, sample.processes);
}

ResourceTotals ResourceSampler::finish(const Guardian::Usage &waited)
{
    m_timer.stop();
    if (const auto sample = read(TreeReader::Memory::Estimated))
        addPeaks(*sample);
    if (m_cgroup) {
        m_totals.peakMemoryBytes = std::max(m_totals.peakMemoryBytes, m_cgroup->peakMemoryBytes());
        m_ranOutOfMemory = m_cgroup->ranOutOfMemory();
    }
    // What was over before the first sample, or between two, is known by those that waited for it.
    m_totals.cpuTimeMs = std::max(m_totals.cpuTimeMs, qint64(waited.cpuTimeUs / 1000));
    m_totals.readBytes = std::max(m_totals.readBytes, qint64(waited.readBytes));
    m_totals.writtenBytes = std::max(m_totals.writtenBytes, qint64(waited.writtenBytes));
    if (waited.largestBytes > waited.bytesAtFork || m_totals.peakMemoryBytes == 0)
        m_totals.peakMemoryBytes = std::max(m_totals.peakMemoryBytes, qint64(waited.largestBytes));
    m_totals.peakProcesses = std::max(m_totals.peakProcesses, 1);
    m_totals.peakThreads = std::max(m_totals.peakThreads, 1);
    m_tree.reset();
    m_cgroup.reset();
    return m_totals;
}

} // namespace Procession
