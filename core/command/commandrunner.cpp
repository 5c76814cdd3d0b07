// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include "bytetext.h"
#include "guardian.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;
using Guardian::Message;
using Guardian::News;
using Guardian::Order;

namespace {

constexpr int notExecutable = 126;
constexpr int notFound = 127;

bool hasTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

QString signalName(int number)
{
    const char *name = ::sigabbrev_np(number);
    return name ? u"SIG"_s + QLatin1StringView(name) : u"signal %1"_s.arg(number);
}

/// As execve() wants them. Good for as long as the list is.
std::vector<char *> pointersTo(QByteArrayList &parts)
{
    std::vector<char *> pointers;
    for (QByteArray &part : parts)
        pointers.push_back(part.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The memory that ps shows as our command line: a guardian writes its own there.
void findTitle(Guardian::Plan &plan)
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return;
    const QByteArray text = stat.readAll();
    const QByteArrayList fields = text.sliced(text.lastIndexOf(')') + 1).trimmed().split(' ');
    constexpr qsizetype argumentsBegin = 45; // fields 48 and 49, counted from the third
    if (fields.size() <= argumentsBegin + 1)
        return;
    const quintptr begin = fields[argumentsBegin].toULongLong();
    const quintptr end = fields[argumentsBegin + 1].toULongLong();
    if (begin == 0 || end <= begin)
        return;
    plan.title = reinterpret_cast<char *>(begin);
    plan.titleSize = end - begin;
}

} // namespace

QByteArrayList ownEnvironment(const QByteArrayList &without)
{
    QByteArrayList environment;
    for (char **variable = environ; variable && *variable; ++variable) {
        const QByteArray entry(*variable);
        if (!without.contains(entry.left(entry.indexOf('='))))
            environment.append(entry);
    }
    return environment;
}

bool goToOnePlace(int descriptor, int other)
{
    struct stat one = {};
    struct stat two = {};
    return ::fstat(descriptor, &one) == 0 && ::fstat(other, &two) == 0 && one.st_dev == two.st_dev
        && one.st_ino == two.st_ino && one.st_rdev == two.st_rdev;
}

CommandRunner::CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, QObject *parent)
    : QObject(parent)
    , m_output(STDOUT_FILENO, std::move(output), this)
    , m_errorOutput(STDERR_FILENO, std::move(errorOutput), this)
{
    connect(&m_output, &OutputPump::finished, this, [this] { onPumpFinished(m_output, 0); });
    connect(&m_errorOutput, &OutputPump::finished, this, [this] { onPumpFinished(m_errorOutput, 1); });
}

CommandRunner::~CommandRunner()
{
    if (m_running && m_guardian > 0) {
        takeTerminalBack();
        send(static_cast<quint8>(Order::Kill));
        const pid_t guardian = m_guardian;
        dismissGuardian();
        ::waitpid(guardian, nullptr, 0);
    }
    reapGuardians();
}

void CommandRunner::start(const CommandPlan &plan)
{
    Q_ASSERT(!m_running && !plan.command.isEmpty());
    reapGuardians();
    m_program = plan.command.constFirst();
    m_group = 0;
    m_running = true;
    m_exited = false;
    m_terminating = false;
    m_killed = false;
    m_treeGone = false;
    m_failedToStart = false;
    m_ending = {};
    const int problem = startGuardian(plan);
    m_output.start();
    if (!plan.joined)
        m_errorOutput.start();
    if (problem != 0) {
        onNotExecuted(problem);
        onEnded(0);
        return;
    }
    // That it was forked, and its pid, is known at once.
    pollfd wait{m_control, POLLIN, 0};
    while (::poll(&wait, 1, -1) < 0 && errno == EINTR)
        continue;
    readNews();
}

/// 0, or errno where it could not be started.
int CommandRunner::startGuardian(const CommandPlan &plan)
{
    QByteArrayList command = plan.command;
    QByteArrayList environment = plan.environment;
    const std::vector<char *> arguments = pointersTo(command);
    const std::vector<char *> variables = pointersTo(environment);
    std::array<int, 2> ends{-1, -1};
    Guardian::Plan guardian;
    guardian.arguments = arguments.data();
    guardian.environment = variables.data();
    guardian.targets = {STDOUT_FILENO, STDERR_FILENO};
    const int output = m_output.open();
    const int errorOutput = plan.joined ? output : m_errorOutput.open();
    guardian.writeEnds = {output, errorOutput};
    guardian.readEnds = {m_output.readEnd(), plan.joined ? -1 : m_errorOutput.readEnd()};
    guardian.takesTerminal = hasTerminal() && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
    guardian.graceMs = plan.grace.count();
    guardian.ignored = plan.ignored;
    findTitle(guardian);
    if (output < 0 || errorOutput < 0 || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return errno;
    guardian.control = ends[1];

    // No handler of ours may run in the guardian before it has set its own.
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &guardian.mask);
    m_guardian = ::fork();
    if (m_guardian == 0)
        Guardian::run(guardian);
    const int problem = errno;
    ::pthread_sigmask(SIG_SETMASK, &guardian.mask, nullptr);
    ::close(ends[1]);
    if (m_guardian < 0) {
        ::close(ends[0]);
        return problem;
    }
    m_control = ends[0];
    m_news = std::make_unique<QSocketNotifier>(m_control, QSocketNotifier::Read);
    connect(m_news.get(), &QSocketNotifier::activated, this, &CommandRunner::readNews);
    return 0;
}

void CommandRunner::readNews()
{
    Message message;
    while (m_control >= 0) {
        const ssize_t size = ::recv(m_control, &message, sizeof(message), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && errno == EAGAIN)
            return;
        if (size <= 0) {
            onGuardianLost();
            return;
        }
        const auto value = static_cast<int>(message.value);
        switch (static_cast<News>(message.kind)) {
        case News::Started:
            m_group = value;
            break;
        case News::NotFound:
            onNotExecuted(value);
            break;
        case News::Stopped:
            onStopped(value);
            break;
        case News::Ended:
            onEnded(value);
            break;
        case News::Lingers:
            break;
        case News::TreeGone:
            m_treeGone = true;
            if (m_killed)
                abandonOutput();
            finishWithTree();
            break;
        }
    }
}

void CommandRunner::send(quint8 order, qint64 value) const
{
    const Message message{order, value};
    if (m_control >= 0)
        ::send(m_control, &message, sizeof(message), MSG_NOSIGNAL);
}

void CommandRunner::terminate(std::chrono::milliseconds grace)
{
    if (m_running && !std::exchange(m_terminating, true))
        send(static_cast<quint8>(Order::Terminate), grace.count());
}

void CommandRunner::kill()
{
    if (!m_running)
        return;
    m_terminating = true;
    m_killed = true;
    send(static_cast<quint8>(Order::Kill));
    if (m_treeGone)
        abandonOutput();
}

/// A reader that doesn't read is not waited for either.
void CommandRunner::abandonOutput()
{
    m_output.abandon();
    m_errorOutput.abandon();
}

bool CommandRunner::isInForeground() const
{
    return m_group > 0 && hasTerminal() && ::tcgetpgrp(STDIN_FILENO) == static_cast<pid_t>(m_group);
}

void CommandRunner::takeTerminalBack() const
{
    if (isInForeground())
        Guardian::giveTerminalTo(::getpgrp());
}

/// Where the command was stopped from the terminal, stops this program too, as the shell expects of a job, and lets
/// both go on together.
void CommandRunner::onStopped(int signalNumber)
{
    if (m_exited || !hasTerminal() || (signalNumber != SIGTSTP && signalNumber != SIGTTIN && signalNumber != SIGTTOU))
        return; // someone stopped the command alone
    takeTerminalBack();
    ::kill(0, SIGTSTP); // our job stops here, and goes on here
    if (::tcgetpgrp(STDIN_FILENO) == ::getpgrp())
        Guardian::giveTerminalTo(static_cast<pid_t>(m_group));
    ::kill(-static_cast<pid_t>(m_group), SIGCONT);
}

void CommandRunner::onEnded(int status)
{
    const bool wasForeground = isInForeground();
    takeTerminalBack();
    m_exited = true;
    if (m_failedToStart) {
        m_group = 0;
    } else if (WIFSIGNALED(status)) {
        const int number = WTERMSIG(status);
        m_ending.exitCode = 128 + number;
        m_ending.problem = u"Killed by signal %1 (%2)"_s.arg(number).arg(signalName(number));
    } else {
        m_ending.exitCode = WEXITSTATUS(status);
        if (m_ending.exitCode != 0)
            m_ending.problem = u"Exit code %1"_s.arg(m_ending.exitCode);
    }
    m_ending.interrupted = wasForeground && m_ending.exitCode == 128 + SIGINT;
    m_output.drain();
    m_errorOutput.drain();
    // Also where nothing was printed, never from within start().
    QMetaObject::invokeMethod(this, &CommandRunner::finishWithTree, Qt::QueuedConnection);
}

void CommandRunner::onNotExecuted(int problem)
{
    m_failedToStart = true;
    const bool isMissing =
        problem == ENOENT && (!m_program.contains('/') || ::access(m_program.constData(), F_OK) != 0);
    const QString program = ByteText::shown(ByteText::fromBytes(m_program));
    m_ending.exitCode = isMissing || problem == ENOTDIR ? notFound : notExecutable;
    m_ending.problem = m_ending.exitCode == notFound
        ? u"Command not found: %1"_s.arg(program)
        : u"Can't execute %1: %2"_s.arg(program, QString::fromLocal8Bit(std::strerror(problem)));
}

/// Somebody killed the guardian; the command got SIGTERM by that, and what remains of its group is killed.
void CommandRunner::onGuardianLost()
{
    closeControl();
    m_treeGone = true;
    if (!m_exited) {
        if (m_group > 0)
            ::kill(-static_cast<pid_t>(m_group), SIGKILL);
        onEnded(SIGKILL);
    }
    finishWithTree();
}

void CommandRunner::onPumpFinished(const OutputPump &pump, int index)
{
    if (pump.lostItsReader())
        send(static_cast<quint8>(Order::OutputGone), index); // the command shall see that nobody reads
    finishWithTree();
}

void CommandRunner::finishWithTree()
{
    if (!m_running || !m_exited || m_output.isRunning() || m_errorOutput.isRunning())
        return;
    // Children of a command that is being ended don't outlive it; they have the same grace.
    if (m_terminating && !m_treeGone && m_control >= 0)
        return;
    m_running = false;
    release();
    Q_EMIT finished(m_ending);
}

/// Waits for the guardian, unless it has to linger: where nobody cares for orphans, it would stay as a zombie.
void CommandRunner::release()
{
    send(static_cast<quint8>(Order::Release));
    Message message{static_cast<quint8>(News::TreeGone)};
    ssize_t size = m_control >= 0 ? 1 : 0;
    while ((size > 0 || (size < 0 && errno == EINTR)) && message.kind != static_cast<quint8>(News::Lingers))
        size = ::recv(m_control, &message, sizeof(message), 0);
    const pid_t guardian = m_guardian;
    dismissGuardian();
    if (size <= 0 && guardian > 0) {
        ::waitpid(guardian, nullptr, 0);
        std::erase(m_dismissed, guardian);
    }
}

void CommandRunner::closeControl()
{
    if (m_news) {
        m_news->setEnabled(false);
        m_news.release()->deleteLater(); // it may be what called us
    }
    if (m_control >= 0)
        ::close(std::exchange(m_control, -1));
}

/// From now on it goes its own way, and ends when it has nothing to pass on.
void CommandRunner::dismissGuardian()
{
    closeControl();
    if (m_guardian > 0)
        m_dismissed.push_back(m_guardian);
    m_guardian = 0;
}

void CommandRunner::reapGuardians()
{
    std::erase_if(m_dismissed, [](pid_t guardian) { return ::waitpid(guardian, nullptr, WNOHANG) != 0; });
}

} // namespace Procession
