// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processlimits.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr rlim_t openFiles = 64;
constexpr rlim_t secondsUntilKilled = 5; // for who ignores SIGXCPU

bool limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
    rlimit before = {};
    ::getrlimit(resource, &before);
    const rlimit value{std::min(soft, before.rlim_max), std::min(hard, before.rlim_max)};
    return ::setrlimit(resource, &value) == 0;
}

} // namespace

Result<void> limitThisProcess(const ExtractionLimits &limits)
{
    const auto seconds = static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limits.processorTime).count());
    bool limited = limit(RLIMIT_CPU, seconds, seconds + secondsUntilKilled) && limit(RLIMIT_FSIZE, 0, 0)
        && limit(RLIMIT_NOFILE, openFiles, openFiles) && limit(RLIMIT_CORE, 0, 0)
        && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#ifndef PROCESSION_NO_MEMORY_LIMIT
    const auto bytes = static_cast<rlim_t>(limits.memoryBytes);
    limited = limited && limit(RLIMIT_AS, bytes, bytes);
#endif
    if (!limited) {
        return documentError(
            DocumentFailure::broken,
            u"The extractor can't limit itself: %1."_s.arg(QString::fromLocal8Bit(std::strerror(errno))));
    }
    return {};
}

} // namespace Procession
