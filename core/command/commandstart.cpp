// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandstart.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Procession::Guardian {

namespace {

/// A child in the cgroup, where there is one and the kernel can.
pid_t forkInto(int cgroup, int &problem)
{
    if (cgroup >= 0) {
        clone_args arguments = {};
        arguments.flags = CLONE_INTO_CGROUP;
        arguments.exit_signal = SIGCHLD;
        arguments.cgroup = static_cast<decltype(arguments.cgroup)>(cgroup);
        const long child = ::syscall(SYS_clone3, &arguments, sizeof(arguments));
        if (child >= 0)
            return static_cast<pid_t>(child);
        problem = errno;
    }
    return ::fork();
}

[[noreturn]] void tellFailure(int failure, int problem)
{
    [[maybe_unused]] const ssize_t written = ::write(failure, &problem, sizeof(problem));
    ::_exit(exitNotExecuted);
}

/// Gives the command its descriptors.
void arrangeDescriptors(const Plan &plan, int &failure)
{
    if (plan.input >= 0)
        ::dup2(plan.input, STDIN_FILENO);
    ::dup2(plan.writeEnds[0], STDOUT_FILENO);
    ::dup2(plan.writeEnds[1], STDERR_FILENO);
    const int number = plan.messagesNumber;
    if (plan.messages >= 0) {
        if (failure == number)
            failure = ::fcntl(failure, F_DUPFD_CLOEXEC, number + 1);
        if (plan.messages == number)
            ::fcntl(number, F_SETFD, 0);
        else
            ::dup2(plan.messages, number);
    }
    if (!plan.isApart)
        return;
    if (number > STDERR_FILENO + 1)
        ::syscall(SYS_close_range, STDERR_FILENO + 1, number - 1, CLOSE_RANGE_CLOEXEC);
    ::syscall(SYS_close_range, std::max(number, STDERR_FILENO) + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

[[noreturn]] void becomeCommand(const Plan &plan, pid_t parent, int failure)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM); // should the guardian be killed
    if (::getppid() != parent)
        ::_exit(128 + SIGTERM); // it was, before the line above
    if (plan.takesTerminal)
        giveTerminalTo(::getpid());
    arrangeDescriptors(plan, failure);
    for (int number = 1; number < static_cast<int>(plan.ignored.size()); ++number)
        setSignal(number, plan.ignored.test(static_cast<size_t>(number)) ? SIG_IGN : SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &plan.mask, nullptr);
    if (plan.folder && ::chdir(plan.folder) != 0)
        tellFailure(failure, -errno);
    ::execvpe(plan.arguments[0], plan.arguments, plan.environment);
    tellFailure(failure, errno);
}

} // namespace

CommandStart startCommand(const Plan &plan, int failure)
{
    const pid_t self = ::getpid();
    CommandStart start;
    start.pid = forkInto(plan.cgroup, start.cgroupProblem);
    if (start.pid == 0)
        becomeCommand(plan, self, failure);
    start.problem = errno;
    if (start.pid > 0)
        ::setpgid(start.pid, start.pid); // whichever of the two is first
    return start;
}

void setSignal(int number, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    ::sigaction(number, &action, nullptr);
}

void giveTerminalTo(pid_t group)
{
    struct sigaction ignore = {};
    struct sigaction before = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGTTOU, &ignore, &before);
    ::tcsetpgrp(STDIN_FILENO, group);
    ::sigaction(SIGTTOU, &before, nullptr);
}

} // namespace Procession::Guardian
