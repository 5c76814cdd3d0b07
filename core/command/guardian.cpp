// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardian.h"

#include "descriptor.h"
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
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace Procession::Guardian {

namespace {

constexpr int killAgainMs = 20;      // until all are gone: more may have been started meanwhile
constexpr int64_t killForMs = 5000;  // what is still there can't be killed by us
constexpr int exitNotExecuted = 127; // the runner says why

int64_t nowMs()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

void setSignal(int number, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    ::sigaction(number, &action, nullptr);
}

/// Passes on what comes from one pipe, without waiting for the reader.
class Relay
{
public:
    void set(int from, int to)
    {
        m_from = from;
        m_to = to;
    }
    bool isOpen() const { return m_from >= 0; }
    int from() const { return m_from; }
    int to() const { return m_to; }
    void close() { closeDescriptor(m_from); }

    pollfd wish() const { return m_begin < m_end ? pollfd{m_to, POLLOUT, 0} : pollfd{m_from, POLLIN, 0}; }

    void go()
    {
        if (m_begin == m_end) {
            const ssize_t size = ::read(m_from, m_buffer.data(), m_buffer.size());
            if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN))
                close();
            m_begin = 0;
            m_end = static_cast<size_t>(std::max<ssize_t>(0, size));
            return;
        }
        // A pipe that is ready takes this much without blocking.
        const ssize_t written = ::write(m_to, m_buffer.data() + m_begin, std::min<size_t>(m_end - m_begin, PIPE_BUF));
        if (written > 0)
            m_begin += static_cast<size_t>(written);
        else if (written < 0 && errno != EINTR && errno != EAGAIN)
            close(); // its writers get SIGPIPE, as if they wrote there themselves
    }

private:
    int m_from = -1;
    int m_to = -1;
    size_t m_begin = 0;
    size_t m_end = 0;
    std::array<char, 16384> m_buffer;
};

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
                ::_exit(0);
            wait();
        }
    }

private:
    void becomeGuardian()
    {
        ::setpgid(0, 0); // what is sent to the runner's group isn't for the guardian
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
        const pid_t self = ::getpid();
        m_command = ::fork();
        if (m_command == 0)
            becomeCommand(self, failure[1]);
        const int problem = errno;
        if (m_command > 0)
            ::setpgid(m_command, m_command); // whoever of the two is first
        closeDescriptor(failure[1]);
        m_failure = failure[0];
        tell(News::Started, std::max(m_command, 0));
        if (m_command < 0) {
            tell(News::NotFound, problem);
            tell(News::Ended, exitNotExecuted << 8);
        }
    }

    [[noreturn]] void becomeCommand(pid_t parent, int failure) const
    {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM); // should the guardian be killed
        if (::getppid() != parent)
            ::_exit(128 + SIGTERM); // it was, before the line above
        if (m_plan.takesTerminal)
            giveTerminalTo(::getpid());
        ::dup2(m_plan.writeEnds[0], STDOUT_FILENO);
        ::dup2(m_plan.writeEnds[1], STDERR_FILENO);
        for (int number = 1; number < static_cast<int>(m_plan.ignored.size()); ++number)
            setSignal(number, m_plan.ignored.test(static_cast<size_t>(number)) ? SIG_IGN : SIG_DFL);
        ::sigprocmask(SIG_SETMASK, &m_plan.mask, nullptr);
        ::execvpe(m_plan.arguments[0], m_plan.arguments, m_plan.environment);
        const int problem = errno;
        [[maybe_unused]] const ssize_t written = ::write(failure, &problem, sizeof(problem));
        ::_exit(exitNotExecuted);
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
        std::array kept{STDIN_FILENO, STDOUT_FILENO,      STDERR_FILENO,      m_control,        m_children,
                        m_failure,    m_relays[0].from(), m_relays[1].from(), m_relays[0].to(), m_relays[1].to()};
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
        const Message message{static_cast<uint8_t>(news), value};
        if (m_control >= 0)
            ::send(m_control, &message, sizeof(message), MSG_NOSIGNAL);
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

    void keepOnEnding()
    {
        if (!m_killAt || m_treeGone)
            return;
        const int64_t late = nowMs() - *m_killAt;
        if (m_hasChildren && late >= 0 && late < killForMs)
            signalTree(SIGKILL);
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
                ::_exit(0);
            tell(News::Lingers, 0);
            closeDescriptor(m_control);
            break;
        }
    }

    /// Whether somebody may still write to one of the pipes, or has.
    bool hasMoreToPassOn() const
    {
        return std::any_of(m_relays.begin(), m_relays.end(), [](const Relay &relay) {
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
    std::array<Relay, 2> m_relays;
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
