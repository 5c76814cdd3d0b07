// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cgroup.h"

#include "procfile.h"

#include <QByteArrayList>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>

namespace Procession {

namespace {

constexpr char ownPrefix[] = "procession-"; // the pid of the program that made it follows, and a number
constexpr int maxAttempts = 10000;

bool write(int folder, const char *file, QByteArrayView text)
{
    const Descriptor descriptor(::openat(folder, file, O_WRONLY | O_CLOEXEC));
    return descriptor.number() >= 0 && ::write(descriptor.number(), text.data(), static_cast<size_t>(text.size())) > 0;
}

Descriptor openFolder(const QByteArray &folder)
{
    return Descriptor(::open(folder.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

bool hasFile(int folder, const char *name)
{
    return ::faccessat(folder, name, F_OK, 0) == 0;
}

bool isWritable(int folder, const char *name)
{
    return ::faccessat(folder, name, W_OK, AT_EACCESS) == 0;
}

bool handsMemoryOn(int cgroup)
{
    return ProcFile(cgroup, "cgroup.subtree_control").text().contains("memory");
}

/// Moves this program to a cgroup of its own within `home`, so that `home` can hand its controllers on.
bool makeRoom(const QByteArray &home, int cgroup)
{
    const QByteArray self = QByteArray::number(::getpid());
    if (ProcFile(cgroup, "cgroup.procs").text().trimmed() != self
        || !ProcFile(cgroup, "cgroup.controllers").text().contains("memory"))
        return false;
    const std::optional<CommandCgroup> own = CommandCgroup::make(home);
    if (!own)
        return false;
    if (write(own->descriptor(), "cgroup.procs", self)) {
        for (const char *controller : {"+memory", "+io", "+cpu", "+pids"})
            write(cgroup, "cgroup.subtree_control", controller); // not each is there
        if (handsMemoryOn(cgroup))
            return true;
        write(cgroup, "cgroup.procs", self);
    }
    own->remove();
    return false;
}

void removeAbandoned(const QByteArray &home)
{
    const QDir folder(QFile::decodeName(home));
    for (const QString &name : folder.entryList({QString::fromLatin1(ownPrefix) + u'*'}, QDir::Dirs)) {
        const pid_t maker = name.section(u'-', 1, 1).toInt();
        if (maker > 0 && ::kill(maker, 0) != 0 && errno == ESRCH)
            folder.rmdir(name); // fails where there are processes in it
    }
}

} // namespace

QByteArray delegatedCgroup()
{
    QFile own(QStringLiteral("/proc/self/cgroup"));
    return own.open(QIODevice::ReadOnly) ? delegatedCgroup(own.readAll(), "/sys/fs/cgroup") : QByteArray();
}

QByteArray delegatedCgroup(const QByteArray &own, const QByteArray &mount)
{
    const QByteArrayList lines = own.split('\n');
    const auto line =
        std::find_if(lines.begin(), lines.end(), [](const QByteArray &l) { return l.startsWith("0::/"); });
    if (line == lines.end())
        return {};
    // Beside cgroups v1, the second version has a folder of its own.
    for (const QByteArray &home : {mount + line->sliced(3), mount + "/unified" + line->sliced(3)}) {
        const Descriptor cgroup = openFolder(home);
        if (cgroup.number() < 0 || !hasFile(cgroup.number(), "cgroup.controllers"))
            continue;
        if (!isWritable(cgroup.number(), ".") || !isWritable(cgroup.number(), "cgroup.procs"))
            return {};
        if (!handsMemoryOn(cgroup.number()) && !makeRoom(home, cgroup.number()))
            return {};
        const std::optional<CommandCgroup> trial = CommandCgroup::make(home);
        const bool works = trial && hasFile(trial->descriptor(), "memory.current");
        if (trial)
            trial->remove();
        return works ? home : QByteArray();
    }
    return {};
}

CgroupReader::CgroupReader(const QByteArray &folder)
    : m_folder(openFolder(folder))
{
}

std::optional<ResourceSample> CgroupReader::read()
{
    const int folder = m_folder.number();
    const std::optional<qint64> memory = ProcFile(folder, "memory.current").number();
    if (!memory)
        return std::nullopt;
    const ProcFile memoryKinds(folder, "memory.stat");
    const ProcFile disks(folder, "io.stat");
    m_mostFileBytes = std::max(m_mostFileBytes, memoryKinds.number("file ").value_or(0));
    const int processes = ProcFile(folder, "cgroup.procs").lines();
    return ResourceSample{
        .cpuTimeMs = ProcFile(folder, "cpu.stat").number("usage_usec ").value_or(0) / 1000,
        .memoryBytes = std::max<qint64>(0, *memory - memoryKinds.number("inactive_file ").value_or(0)),
        .readBytes = disks.sum(" rbytes="),
        .writtenBytes = disks.sum(" wbytes="),
        .threads = static_cast<int>(ProcFile(folder, "pids.current").number().value_or(processes)),
        .processes = processes,
        .source = ResourceSource::Cgroup,
    };
}

qint64 CgroupReader::peakMemoryBytes() const
{
    const qint64 peak = ProcFile(m_folder.number(), "memory.peak").number().value_or(0);
    return std::max<qint64>(0, peak - m_mostFileBytes);
}

bool CgroupReader::ranOutOfMemory() const
{
    return ProcFile(m_folder.number(), "memory.events").number("oom_kill ").value_or(0) > 0;
}

std::optional<CommandCgroup> CommandCgroup::make(const QByteArray &home)
{
    removeAbandoned(home);
    for (int i = 1; i <= maxAttempts; ++i) {
        const QByteArray folder = home + '/' + ownPrefix + QByteArray::number(::getpid()) + '-' + QByteArray::number(i);
        if (::mkdir(folder.constData(), S_IRWXU) == 0)
            return CommandCgroup(folder, openFolder(folder));
        if (errno != EEXIST)
            break;
    }
    return std::nullopt;
}

void CommandCgroup::kill() const
{
    write(descriptor(), "cgroup.kill", "1");
}

void CommandCgroup::remove() const
{
    ::rmdir(m_folder.constData());
}

} // namespace Procession
