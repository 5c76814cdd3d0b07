// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardian.h"

#include "commandstart.h"
#include "descriptor.h"
#include "outputrelay.h"
#include "processtree.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace Procession::Guardian {

namespace {

constexpr int killAgainMs = 20;     // until all are gone: more may have been started meanwhile
constexpr int64_t killForMs = 5000; // what is still there can't be killed by us

int64_t microseconds(const timeval &time)
{
    return static_cast<int64_t>(time.tv_sec) * 1000000 + time.tv_usec;
}

int64_t nowMs()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

class Keeper
{
public:
    explicit Keeper(const Plan &plan)
        : m_plan(plan)
        , m_control(plan.control)
    {
    }

    [[noreturn]] void run()
    {
        becomeGuardian();
        startCommand();
        leaveWhatIsTheCommands();
        for (;;) {
            reap();
            keepOnEnding();
            if (isDone())
                leave();
            wait();
        }
    }

private:
    void becomeGuardian()
    {
        if (m_plan.isApart)
            ::setsid(); // the runner's terminal is none of the command's
        else
            ::setpgid(0, 0); // what is sent to the runner's group isn't for the guardian
        if (const pid_t self = ::getpid(); m_plan.lock >= 0) [[maybe_unused]]
            const ssize_t written = ::pwrite(m_plan.lock, &self, sizeof(self), 0);
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        // Nothing of what ends other programs ends this one, nor stops it when it writes to the terminal.
        for (const int number :
             {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP, SIGTTIN, SIGTTOU})
            setSignal(number, SIG_IGN);
        setSignal(SIGCHLD, SIG_DFL); // where it is ignored there is nothing to wait for
        sigset_t children;
        ::sigemptyset(&children);
        ::sigaddset(&children, SIGCHLD);
        m_children = ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
        ::sigprocmask(SIG_SETMASK, &children, nullptr);
    }

    void startCommand()
    {
        std::array<int, 2> failure{-1, -1};
        [[maybe_unused]] const int made = ::pipe2(failure.data(), O_CLOEXEC | O_NONBLOCK);
        rusage own{};
        ::getrusage(RUSAGE_SELF, &own);
        m_bytesAtFork = own.ru_maxrss * 1024;
        const CommandStart start = Guardian::startCommand(m_plan, failure[1]);
        m_command = start.pid;
        if (start.cgroupProblem != 0)
            tell(News::OutsideCgroup, start.cgroupProblem);
        closeDescriptor(failure[1]);
        m_failure = failure[0];
        tell(News::Started, std::max(m_command, 0));
        if (m_command < 0) {
            tell(News::NotFound, start.problem);
            tell(News::Ended, exitNotExecuted << 8);
        }
    }

    /// Holds nothing open that the command or its runner might want closed: input, sockets, folders.
    void leaveWhatIsTheCommands()
    {
        m_relays[0].set(m_plan.readEnds[0], m_plan.targets[0]);
        m_relays[1].set(m_plan.readEnds[1], m_plan.targets[1]);
        if (const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC); nothing >= 0) {
            ::dup2(nothing, STDIN_FILENO);
            ::close(nothing);
        }
        std::array kept{STDIN_FILENO,     STDOUT_FILENO,    STDERR_FILENO,      m_control,
                        m_children,       m_failure,        m_relays[0].from(), m_relays[1].from(),
                        m_relays[0].to(), m_relays[1].to(), m_plan.cgroup,      m_plan.lock};
        std::sort(kept.begin(), kept.end());
        int next = 0;
        for (const int descriptor : kept) {
            if (descriptor > next)
                ::syscall(SYS_close_range, next, descriptor - 1, 0);
            next = std::max(next, descriptor + 1);
        }
        ::syscall(SYS_close_range, next, UINT_MAX, 0);
        [[maybe_unused]] const int moved = ::chdir("/");
        ::prctl(PR_SET_NAME, "guardian");
        if (m_plan.title && m_plan.titleSize > 0) {
            constexpr char title[] = "procession: guardian of a command";
            std::memset(m_plan.title, 0, m_plan.titleSize);
            std::memcpy(m_plan.title, title, std::min(sizeof(title), m_plan.titleSize) - 1);
        }
    }

    void tell(News news, int64_t value)
    {
        const Message message{static_cast<uint8_t>(news), value, usage()};
        if (m_control >= 0)
            ::send(m_control, &message, sizeof(message), MSG_NOSIGNAL);
    }

    /// Of all that it has waited for, and what those waited for.
    Usage usage() const
    {
        rusage used{};
        ::getrusage(RUSAGE_CHILDREN, &used);
        constexpr int64_t blockBytes = 512;
        return {.cpuTimeUs = microseconds(used.ru_utime) + microseconds(used.ru_stime),
                .largestBytes = used.ru_maxrss * 1024,
                .bytesAtFork = m_bytesAtFork,
                .readBytes = used.ru_inblock * blockBytes,
                .writtenBytes = used.ru_oublock * blockBytes};
    }

    void tellFailure()
    {
        int problem = 0;
        if (m_failure >= 0 && ::read(m_failure, &problem, sizeof(problem)) == sizeof(problem))
            tell(News::NotFound, problem);
        closeDescriptor(m_failure);
    }

    void reap()
    {
        for (;;) {
            int status = 0;
            const pid_t pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED);
            m_hasChildren = pid >= 0 || errno != ECHILD;
            if (pid <= 0)
                return;
            if (pid != m_command)
                continue;
            if (WIFSTOPPED(status)) {
                tell(News::Stopped, WSTOPSIG(status));
            } else {
                tellFailure();
                m_command = -1; // from now on the number may be another's
                tell(News::Ended, status);
            }
        }
    }

    void terminate(int64_t graceMs)
    {
        if (m_killAt)
            return;
        m_killAt = nowMs() + graceMs;
        signalTree(SIGTERM);
        signalTree(SIGCONT); // a stopped one could not end
    }

    void kill() { m_killAt = std::min(m_killAt.value_or(INT64_MAX), nowMs()); }

    void signalTree(int number)
    {
        if (m_tree.signalDescendants(::getpid(), number) < 0 && m_command > 0)
            ::kill(-m_command, number); // without /proc its group is what is known
    }

    void killCgroup() const
    {
        const Descriptor file(m_plan.cgroup < 0 ? -1 : ::openat(m_plan.cgroup, "cgroup.kill", O_WRONLY | O_CLOEXEC));
        if (file.number() >= 0) [[maybe_unused]]
            const ssize_t written = ::write(file.number(), "1", 1);
    }

    void keepOnEnding()
    {
        if (!m_killAt || m_treeGone)
            return;
        const int64_t late = nowMs() - *m_killAt;
        if (m_hasChildren && late >= 0 && late < killForMs) {
            killCgroup(); // at once: nothing can be started meanwhile
            signalTree(SIGKILL);
        }
        if (!m_hasChildren || late >= killForMs) {
            m_treeGone = true;
            tell(News::TreeGone, 0);
        }
    }

    bool isDone() const
    {
        if (m_control >= 0 || (m_killAt && !m_treeGone))
            return false;
        // When the tree was ended, a reader that doesn't read is not waited for.
        const bool passesOn = m_relays[0].isOpen() || m_relays[1].isOpen();
        return !passesOn || (m_killAt && nowMs() >= *m_killAt + killForMs);
    }

    /// How long poll() may wait.
    int patience() const
    {
        if (!m_killAt)
            return -1;
        const int64_t left = *m_killAt + (m_treeGone ? killForMs : 0) - nowMs();
        return left > 0 ? static_cast<int>(std::min<int64_t>(left, INT_MAX)) : killAgainMs;
    }

    void wait()
    {
        // While the runner is there it passes the output on.
        const bool passesOn = m_control < 0;
        const pollfd none{-1, 0, 0};
        std::array waits{pollfd{m_control, POLLIN, 0}, pollfd{m_children, POLLIN, 0}, pollfd{m_failure, POLLIN, 0},
                         passesOn && m_relays[0].isOpen() ? m_relays[0].wish() : none,
                         passesOn && m_relays[1].isOpen() ? m_relays[1].wish() : none};
        ::poll(waits.data(), waits.size(), patience());
        if (waits[1].revents != 0) {
            signalfd_siginfo info{};
            while (::read(m_children, &info, sizeof(info)) > 0)
                continue;
        }
        if (waits[2].revents != 0)
            tellFailure();
        if (waits[0].revents != 0)
            listen();
        for (size_t i = 0; i < m_relays.size(); ++i) {
            if (waits[3 + i].revents != 0)
                m_relays[i].go();
        }
    }

    void listen()
    {
        Message message;
        const ssize_t size = ::recv(m_control, &message, sizeof(message), MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0) {
            closeDescriptor(m_control);
            if (!m_released)
                terminate(m_plan.graceMs);
            return;
        }
        switch (static_cast<Order>(message.kind)) {
        case Order::Terminate:
            terminate(message.value);
            break;
        case Order::Kill:
            kill();
            keepOnEnding(); // before SIGPIPE ends it in another way
            m_relays[0].close();
            m_relays[1].close();
            break;
        case Order::OutputGone:
            m_relays[message.value == 0 ? 0 : 1].close();
            break;
        case Order::Release:
            m_released = true;
            if (!hasMoreToPassOn())
                leave();
            tell(News::Lingers, 0);
            closeDescriptor(m_control);
            break;
        }
    }

    [[noreturn]] void leave() const
    {
        if (m_plan.cgroupFolder)
            ::rmdir(m_plan.cgroupFolder); // fails where the command left processes running
        ::_exit(0);
    }

    /// Whether somebody may still write to one of the pipes, or has.
    bool hasMoreToPassOn() const
    {
        return std::any_of(m_relays.begin(), m_relays.end(), [](const OutputRelay &relay) {
            pollfd look{relay.from(), POLLIN, 0};
            return relay.isOpen() && (::poll(&look, 1, 0) <= 0 || (look.revents & POLLIN) != 0);
        });
    }

    const Plan &m_plan;
    int m_control;
    int m_children = -1; // a signalfd for SIGCHLD
    int m_failure = -1;  // the command writes errno here where it can't be executed
    pid_t m_command = -1;
    ProcessTree m_tree;
    std::array<OutputRelay, 2> m_relays;
    int64_t m_bytesAtFork = 0;
    std::optional<int64_t> m_killAt; // set once the tree is to end
    bool m_hasChildren = true;
    bool m_treeGone = false;
    bool m_released = false;
};

} // namespace

void run(const Plan &plan)
{
    Keeper(plan).run();
}

} // namespace Procession::Guardian
