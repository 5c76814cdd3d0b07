// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>

#include <chrono>
#include <optional>

namespace Procession {

/// Where the figures of a command come from.
enum class ResourceSource : quint8 {
    Proc,   ///< /proc: each process of the command's tree
    Cgroup, ///< a cgroup (v2) of its own
};

/// What the whole tree of a command uses at one moment. Plain data.
struct ResourceSample
{
    qint64 atMs = 0; ///< wall time
    /// Used by the tree so far, ended processes included; never less than in the sample before.
    qint64 cpuTimeMs = 0;
    /// In memory now. From /proc: the sum of the processes' PSS (a page that n processes share counts as 1/n for each),
    /// and the resident size of those whose PSS can't be read. From a cgroup: what is charged to it, without the file
    /// cache that the kernel would give up first.
    qint64 memoryBytes = 0;
    qint64 readBytes = 0;    ///< from disks so far; never less than before
    qint64 writtenBytes = 0; ///< to disks so far; never less than before
    int threads = 0;
    int processes = 0;
    ResourceSource source = ResourceSource::Proc;

    bool operator==(const ResourceSample &) const = default;
};

/// What a whole run used, with the highest values that were seen. Plain data.
struct ResourceTotals
{
    qint64 cpuTimeMs = 0;
    /// The highest of all samples. What rose and fell between two samples is found by the size of the largest process
    /// (wait4) and by memory.peak of a cgroup; of a tree of several processes without a cgroup it may be missed.
    qint64 peakMemoryBytes = 0;
    qint64 readBytes = 0;
    qint64 writtenBytes = 0;
    int peakThreads = 0;
    int peakProcesses = 0;
    ResourceSource source = ResourceSource::Proc;

    bool operator==(const ResourceTotals &) const = default;
};

/// How much a command's tree may use. Plain data; what is empty is unlimited.
struct ResourceLimits
{
    std::optional<qint64> maxMemoryBytes{};
    std::optional<std::chrono::milliseconds> maxCpuTime{};
    std::chrono::milliseconds sustain{0}; ///< how long a limit may be exceeded before the tree is ended

    bool isEmpty() const { return !maxMemoryBytes && !maxCpuTime; }
};

enum class ResourceLimit : quint8 { Memory, CpuTime };

} // namespace Procession

Q_DECLARE_METATYPE(Procession::ResourceSample)
