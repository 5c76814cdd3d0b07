// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptresources.h"

#include "wirenames.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Samples that came closer together, such as those of a batch, say nothing about the time between them.
constexpr qint64 shortestSpanMs = 50;

constexpr WireNames<Resources::Source, 3> sourceNames{{
    {Resources::Source::Reporter, "reporter"_L1},
    {Resources::Source::Proc, "proc"_L1},
    {Resources::Source::Cgroup, "cgroup"_L1},
}};

template <typename T>
void raise(CompactOptional<T> &peak, const CompactOptional<T> &value)
{
    if (value && (!peak || *peak < *value))
        peak = value;
}

std::optional<double> cpuPercentOf(const Resources *before, const Resources &sample, std::optional<qint64> startedAt,
                                   qint64 timeMs)
{
    const bool follows = before && before->cpuTimeMs;
    if (!follows && !startedAt)
        return std::nullopt;
    const qint64 spanMs = timeMs - (follows ? before->atMs : *startedAt);
    const qint64 usedMs = *sample.cpuTimeMs - (follows ? *before->cpuTimeMs : 0);
    if (spanMs < shortestSpanMs || usedMs < 0)
        return std::nullopt;
    return std::min(100.0 * static_cast<double>(usedMs) / static_cast<double>(spanMs), Resources::maxCpuPercent);
}

} // namespace

QLatin1StringView wireName(Resources::Source source)
{
    return nameIn<sourceNames>(source);
}

std::optional<Resources::Source> resourceSourceFromString(QStringView name)
{
    return valueIn<sourceNames>(name);
}

void Resources::take(const Resources &later)
{
    const auto takeIn = [](auto &kept, const auto &sampled) {
        if (sampled)
            kept = sampled;
    };
    source = later.source;
    takeIn(threads, later.threads);
    takeIn(processes, later.processes);
    takeIn(cpuTimeMs, later.cpuTimeMs);
    takeIn(cpuPercent, later.cpuPercent);
    takeIn(memory, later.memory);
    raise(memoryPeak, later.memoryPeak);
    takeIn(readBytes, later.readBytes);
    takeIn(writtenBytes, later.writtenBytes);
}

Resources merged(const Resources *before, const Resources &sample, std::optional<qint64> startedAt, qint64 timeMs)
{
    Resources now = before ? *before : Resources{};
    now.take(sample);
    now.atMs = timeMs;
    if (sample.cpuTimeMs && !sample.cpuPercent) {
        if (const auto percent = cpuPercentOf(before, sample, startedAt, timeMs))
            now.cpuPercent = percent;
    }
    raise(now.threadsPeak, now.threads);
    raise(now.processesPeak, now.processes);
    raise(now.cpuPercentPeak, now.cpuPercent);
    raise(now.memoryPeak, now.memory);
    return now;
}

} // namespace Procession
