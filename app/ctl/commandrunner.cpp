// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int groupCheckMs = 20;

bool hasTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

/// Makes that group the terminal's foreground, which a group in the background may do only if it ignores SIGTTOU.
/// Also called between fork and exec: only what is async-signal-safe.
void giveTerminalTo(pid_t group)
{
    struct sigaction ignore = {};
    struct sigaction before = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGTTOU, &ignore, &before);
    ::tcsetpgrp(STDIN_FILENO, group);
    ::sigaction(SIGTTOU, &before, nullptr);
}

/// Runs in the child, between fork and exec: only what is async-signal-safe.
void becomeGroup(pid_t parent, bool foreground, int output, int errorOutput)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent)
        ::_exit(128 + SIGTERM); // it was killed before the line above
    if (foreground)
        giveTerminalTo(::getpid());
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errorOutput, STDERR_FILENO);
    ::signal(SIGPIPE, SIG_DFL);
}

QString signalName(int number)
{
    const char *name = ::sigabbrev_np(number);
    return name ? u"SIG"_s + QLatin1StringView(name) : u"signal %1"_s.arg(number);
}

} // namespace

CommandRunner::CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, QObject *parent)
    : QObject(parent)
    , m_process(this)
    , m_output(STDOUT_FILENO, std::move(output), this)
    , m_errorOutput(STDERR_FILENO, std::move(errorOutput), this)
    , m_graceTimer(this)
    , m_groupTimer(this)
{
    m_graceTimer.setSingleShot(true);
    connect(&m_graceTimer, &QTimer::timeout, this, &CommandRunner::kill);
    m_groupTimer.setInterval(groupCheckMs);
    connect(&m_groupTimer, &QTimer::timeout, this, &CommandRunner::finishWithGroup);

    m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels); // the pumps' pipes take their place
    connect(&m_process, &QProcess::finished, this, &CommandRunner::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onFailedToStart();
    });
    connect(&m_output, &OutputPump::finished, this, &CommandRunner::finishWithGroup);
    connect(&m_errorOutput, &OutputPump::finished, this, &CommandRunner::finishWithGroup);
}

CommandRunner::~CommandRunner()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        signalGroup(SIGKILL);
        m_process.waitForFinished();
        takeTerminalBack();
    }
}

void CommandRunner::start(const QStringList &command, const QProcessEnvironment &environment)
{
    Q_ASSERT(!m_running);
    m_program = command.constFirst();
    m_group = 0;
    m_running = true;
    m_exited = false;
    m_terminating = false;
    m_ending = {};

    m_process.setProcessEnvironment(environment);

    const int output = m_output.open();
    const int errorOutput = m_errorOutput.open();
    const bool foreground = hasTerminal() && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
    m_process.setChildProcessModifier([parent = ::getpid(), foreground, output, errorOutput] {
        becomeGroup(parent, foreground, output, errorOutput);
    });
    m_process.start(m_program, command.sliced(1));
    m_group = m_process.processId();
    if (m_group > 0)
        ::setpgid(static_cast<pid_t>(m_group), static_cast<pid_t>(m_group)); // whoever of the two is first
    m_output.start();
    m_errorOutput.start();
}

bool CommandRunner::groupIsAlive() const
{
    return m_group > 0 && ::kill(-static_cast<pid_t>(m_group), 0) == 0;
}

void CommandRunner::signalGroup(int signalNumber) const
{
    if (m_group > 0)
        ::kill(-static_cast<pid_t>(m_group), signalNumber);
}

void CommandRunner::terminate(std::chrono::milliseconds grace)
{
    if (!m_running || std::exchange(m_terminating, true))
        return;
    signalGroup(SIGTERM);
    signalGroup(SIGCONT); // a stopped one could not end
    m_graceTimer.start(grace);
}

void CommandRunner::kill()
{
    if (!m_running)
        return;
    m_terminating = true;
    m_graceTimer.stop();
    signalGroup(SIGKILL);
    // A reader that doesn't read is not waited for either.
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
        giveTerminalTo(::getpgrp());
}

void CommandRunner::followStop()
{
    siginfo_t info = {};
    if (!m_running || m_exited || m_group <= 0 || !hasTerminal()
        || ::waitid(P_PID, static_cast<id_t>(m_group), &info, WSTOPPED | WNOHANG) != 0 || info.si_pid == 0)
        return;
    if (info.si_status != SIGTSTP && info.si_status != SIGTTIN && info.si_status != SIGTTOU)
        return; // someone stopped the command alone
    takeTerminalBack();
    ::kill(0, SIGTSTP); // our job stops here, and goes on here
    if (::tcgetpgrp(STDIN_FILENO) == ::getpgrp())
        giveTerminalTo(static_cast<pid_t>(m_group));
    signalGroup(SIGCONT);
}

void CommandRunner::onFinished(int exitCode, QProcess::ExitStatus status)
{
    const bool wasForeground = isInForeground();
    takeTerminalBack();
    m_exited = true;
    m_ending.exitCode = exitCode;
    if (status == QProcess::CrashExit) {
        // For a process that a signal ended, QProcess gives the signal's number as its exit code.
        m_ending.exitCode = 128 + exitCode;
        m_ending.problem = u"Killed by signal %1 (%2)"_s.arg(exitCode).arg(signalName(exitCode));
    } else if (exitCode != 0) {
        m_ending.problem = u"Exit code %1"_s.arg(exitCode);
    }
    m_ending.interrupted = wasForeground && m_ending.exitCode == 128 + SIGINT;
    m_output.drain();
    m_errorOutput.drain();
    m_groupTimer.start();
}

void CommandRunner::onFailedToStart()
{
    takeTerminalBack();
    m_exited = true;
    m_group = 0;
    const bool exists =
        m_program.contains(u'/') ? QFileInfo::exists(m_program) : !QStandardPaths::findExecutable(m_program).isEmpty();
    m_ending.exitCode = exists ? 126 : 127;
    m_ending.problem = exists ? u"Can't execute %1: %2"_s.arg(m_program, m_process.errorString())
                              : u"Command not found: %1"_s.arg(m_program);
    m_output.drain();
    m_errorOutput.drain();
    m_groupTimer.start();
}

void CommandRunner::finishWithGroup()
{
    if (!m_running || !m_exited || m_output.isRunning() || m_errorOutput.isRunning())
        return;
    // Children of a command that is being ended don't outlive it; they have the same grace.
    if (m_terminating && m_graceTimer.isActive() && groupIsAlive())
        return; // m_groupTimer looks again
    m_graceTimer.stop();
    m_groupTimer.stop();
    m_running = false;
    Q_EMIT finished(m_ending);
}

} // namespace Procession
