// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runfigures.h"

#include "metadatakeys.h"

#include <algorithm>

namespace Procession {

namespace {

Resources::Source sourceOf(ResourceSource source)
{
    return source == ResourceSource::Cgroup ? Resources::Source::Cgroup : Resources::Source::Proc;
}

} // namespace

Resources reportedSample(const ResourceSample &sample, const ResourceSample *before)
{
    Resources reported;
    reported.source = sourceOf(sample.source);
    reported.cpuTimeMs = sample.cpuTimeMs;
    reported.memory = sample.memoryBytes;
    reported.readBytes = sample.readBytes;
    reported.writtenBytes = sample.writtenBytes;
    reported.threads = sample.threads;
    reported.processes = sample.processes;
    // By the times of the samples: those of the reports, which the server knows, jitter.
    if (before && sample.atMs > before->atMs) {
        reported.cpuPercent = 100.0 * static_cast<double>(sample.cpuTimeMs - before->cpuTimeMs)
            / static_cast<double>(sample.atMs - before->atMs);
    }
    return reported;
}

std::optional<Resources> reportedTotals(const ResourceTotals &totals, const ResourceSample *last)
{
    if (totals == ResourceTotals{})
        return std::nullopt;
    Resources reported;
    reported.source = sourceOf(totals.source);
    reported.cpuTimeMs = totals.cpuTimeMs;
    reported.memory = last ? last->memoryBytes : totals.peakMemoryBytes;
    reported.memoryPeak = totals.peakMemoryBytes;
    reported.readBytes = totals.readBytes;
    reported.writtenBytes = totals.writtenBytes;
    if (!last && totals.peakProcesses > 0) {
        reported.threads = totals.peakThreads;
        reported.processes = totals.peakProcesses;
    }
    return reported;
}

Exit reportedExit(const CommandEnding &ending, const QString &reason)
{
    Exit exit;
    const QString signal = ending.signalNumber != 0 ? signalName(ending.signalNumber) : QString();
    if (isSignalName(signal))
        exit.signal = signal;
    else
        exit.code = ending.exitCode;
    exit.outOfMemory = ending.outOfMemory;
    exit.reason = reason.left(Exit::maxReasonLength);
    return exit;
}

ResourceLimits resourceLimits(const AttemptLimits &limits)
{
    return {.maxMemoryBytes = limits.maxMemory,
            .maxCpuTime = limits.maxCpuTime,
            .sustain = limits.sustain.value_or(AttemptLimits::defaultSustain)};
}

QJsonObject saidMetadata(QJsonObject metadata)
{
    for (const QLatin1StringView key : MetadataKeys::ofRunners)
        metadata.remove(key);
    return metadata;
}

} // namespace Procession
