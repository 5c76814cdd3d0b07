// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compactoptional.h"

#include <QLatin1StringView>

#include <optional>

namespace Procession {

/// The figures of one attempt, of its whole tree of operating-system processes. Plain data; what nobody told is empty.
///
/// A report carries a sample: `atMs`, the peaks but for `memoryPeak`, and `overSinceMs` are then empty. A process keeps
/// the latest figures with their peaks, as merged() makes them of its samples.
struct Resources
{
    /// Where the figures were read.
    enum class Source : quint8 {
        Reporter, ///< the program that reports says no more
        Proc,     ///< /proc, process by process
        Cgroup,   ///< a control group of the attempt's own
    };
    static constexpr qint64 maxBytes = qint64(1) << 53;                 ///< what a number in JSON holds exactly
    static constexpr qint64 maxCpuTimeMs = qint64(100'000'000'000'000); ///< 3,000 years, of many processors
    static constexpr double maxCpuPercent = 1'000'000;                  ///< 10,000 processors
    static constexpr int maxCount = 10'000'000;                         ///< of threads and of processes

    qint64 atMs = 0; ///< wall time at which the server took the latest sample
    Source source = Source::Reporter;
    CompactOptional<int> threads{};
    CompactOptional<int> threadsPeak{};
    CompactOptional<int> processes{};
    CompactOptional<int> processesPeak{};
    CompactOptional<qint64> cpuTimeMs{};  ///< used by the attempt so far
    CompactOptional<double> cpuPercent{}; ///< 100 is one processor, busy all the time
    CompactOptional<double> cpuPercentPeak{};
    CompactOptional<qint64> memory{}; ///< bytes that are resident
    CompactOptional<qint64> memoryPeak{};
    CompactOptional<qint64> readBytes{};    ///< so far
    CompactOptional<qint64> writtenBytes{}; ///< so far
    CompactOptional<qint64> overSinceMs{};  ///< wall time since which they are over a limit of the process

    /// Takes over what a later sample says.
    void take(const Resources &later);

    friend bool operator==(const Resources &a, const Resources &b) = default;
};

/// The wire name, such as `cgroup`.
QLatin1StringView wireName(Resources::Source source);
/// The source of that wire name, or nothing where there is none.
std::optional<Resources::Source> resourceSourceFromString(QStringView name);

/// The figures after a sample that came at `timeMs`; `before` is null where it is the attempt's first.
///
/// A value that the sample leaves out stays as it was. Where it has the processor time and not the per cent, these are
/// worked out from the sample before, or from `startedAt`, when the attempt began to run. Pure.
Resources merged(const Resources *before, const Resources &sample, std::optional<qint64> startedAt, qint64 timeMs);

} // namespace Procession
