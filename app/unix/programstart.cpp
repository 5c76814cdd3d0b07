// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programstart.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

namespace {

SignalSet ignoredNow()
{
    SignalSet ignored;
    for (int number = 1; number < static_cast<int>(ignored.size()); ++number) {
        struct sigaction action = {};
        if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored.set(static_cast<size_t>(number));
    }
    return ignored;
}

std::optional<SignalSet> &noted()
{
    static std::optional<SignalSet> signals;
    return signals;
}

/// A file that takes the lowest free number, reads as empty and swallows what is written; without /dev/null one that
/// can't be used, but keeps the number.
bool openNothing()
{
    return ::open("/dev/null", O_RDWR) >= 0 || ::open("/", O_PATH) >= 0;
}

} // namespace

void prepareProgram()
{
    // From the lowest on, so that each open() takes the number that is looked at.
    for (const int descriptor : std::array{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF && !openNothing())
            ::_exit(126);
    }
    noted() = ignoredNow();
}

SignalSet ignoredAtStart()
{
    return noted() ? *noted() : ignoredNow();
}

void keepFilesPrivate()
{
    ::umask(S_IRWXG | S_IRWXO);
}

void outliveFileSizeLimit()
{
    std::signal(SIGXFSZ, SIG_IGN);
}

void raiseFileLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit); // where that fails, the limit stays as it was
    }
}

} // namespace Procession
