// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcommand.h"

#include "clock.h"
#include "descriptor.h"
#include "metadatakeys.h"
#include "processfiles.h"

#include <QSysInfo>

#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

namespace {

/// By which the times of the kernel and ours may differ.
constexpr qint64 toleranceMs = 2000;

pid_t pidOf(const QJsonObject &metadata)
{
    for (const QLatin1StringView key : {MetadataKeys::pid, MetadataKeys::runnerPid}) {
        if (const int pid = metadata.value(key).toInt(); pid > 1)
            return pid;
    }
    return 0;
}

/// The wall time at which a process began that began so many ticks after the machine.
qint64 wallMsOf(unsigned long long ticks)
{
    struct timespec sinceBoot = {};
    ::clock_gettime(CLOCK_BOOTTIME, &sinceBoot);
    const qint64 sinceBootMs = qint64(sinceBoot.tv_sec) * 1000 + sinceBoot.tv_nsec / 1'000'000;
    const auto perSecond = static_cast<unsigned long long>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    return SystemClock().wallMs() - sinceBootMs + static_cast<qint64>(ticks * 1000 / perSecond);
}

} // namespace

bool runsOnThisMachine(const Process &process)
{
    const QJsonObject metadata = process.metadata.toObject();
    const pid_t pid = pidOf(metadata);
    if (pid == 0 || metadata.value(MetadataKeys::host) != QSysInfo::machineHostName())
        return false;
    const Descriptor proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
    ProcessStat stat;
    if (!ProcessFiles(proc.number(), pid).readStat(stat))
        return false;
    const bool hasEnded = stat.state == 'Z' || stat.state == 'X';
    return !hasEnded && wallMsOf(stat.startTime) <= process.updatedAt + toleranceMs;
}

} // namespace Procession
