// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "resources.h"

#include <QByteArray>

#include <optional>

namespace Procession {

/// The folder of the cgroup (v2) in which this program may make others that have figures of memory, CPU and disks; empty
/// where there is none: no cgroup v2, one that isn't writable (not delegated), or one that other programs share.
///
/// The rules of cgroups let a cgroup either have processes or hand its controllers on. Where this program is the only one
/// in its cgroup, it therefore moves to a new one within it. To be called once, at the start of a program that runs
/// commands, before it has children. `own` is the text of /proc/self/cgroup, and `mount` a folder as /sys/fs/cgroup.
QByteArray delegatedCgroup();
QByteArray delegatedCgroup(const QByteArray &own, const QByteArray &mount);

/// Reads the figures of a cgroup from its folder. Any folder with the kernel's files will do. One thread at a time.
class CgroupReader
{
public:
    explicit CgroupReader(const QByteArray &folder);

    /// The figures of now, without the time; nothing where the memory isn't told.
    std::optional<ResourceSample> read();
    /// memory.peak, less the most file cache that read() has seen: the peak may have been with it, so what is told is
    /// never too much. 0 where it isn't known.
    qint64 peakMemoryBytes() const;
    /// Whether the kernel has ended a process of it for want of memory.
    bool ranOutOfMemory() const;

private:
    Descriptor m_folder;
    qint64 m_mostFileBytes = 0;
};

/// A cgroup for one attempt of a command. One thread. Owner: CommandRunner.
class CommandCgroup
{
public:
    /// Makes one in the cgroup `home`, and removes what programs that are gone have left there. Nothing where it can't.
    static std::optional<CommandCgroup> make(const QByteArray &home);

    const QByteArray &folder() const { return m_folder; }
    /// The open folder, for clone3() and the files in it.
    int descriptor() const { return m_descriptor.number(); }
    /// Ends all processes in it at once.
    void kill() const;
    /// Removes it, unless there are processes in it.
    void remove() const;

private:
    CommandCgroup(QByteArray folder, Descriptor descriptor)
        : m_folder(std::move(folder))
        , m_descriptor(std::move(descriptor))
    {
    }

    QByteArray m_folder;
    Descriptor m_descriptor;
};

} // namespace Procession
