// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

bool hasTerminal()
{
    return ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

/// Runs in the child, between fork and exec: only what is async-signal-safe.
void becomeGroup(bool foreground)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (foreground) {
        ::signal(SIGTTOU, SIG_IGN);
        ::tcsetpgrp(STDIN_FILENO, ::getpid());
        ::signal(SIGTTOU, SIG_DFL);
    }
    ::signal(SIGPIPE, SIG_DFL);
}

} // namespace

CommandRunner::CommandRunner(QObject *parent)
    : QObject(parent)
    , m_process(this)
    , m_graceTimer(this)
{
    m_graceTimer.setSingleShot(true);
    connect(&m_graceTimer, &QTimer::timeout, this, [this] {
        if (groupIsAlive())
            ::kill(-static_cast<pid_t>(m_group), SIGKILL);
    });
    m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    connect(&m_process, &QProcess::started, this, [this] {
        m_group = m_process.processId();
        ::setpgid(static_cast<pid_t>(m_group), static_cast<pid_t>(m_group)); // whoever of the two is first
        Q_EMIT started();
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { Q_EMIT outputReceived(m_process.readAllStandardOutput()); });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { Q_EMIT errorOutputReceived(m_process.readAllStandardError()); });
    connect(&m_process, &QProcess::finished, this, &CommandRunner::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onFailedToStart();
    });
}

CommandRunner::~CommandRunner()
{
    m_process.disconnect(this);
    if (isRunning()) {
        ::kill(-static_cast<pid_t>(m_group), SIGKILL);
        m_process.waitForFinished();
    }
}

void CommandRunner::start(const QStringList &command)
{
    m_program = command.constFirst();
    m_group = 0;
    m_terminating = false;
    const bool foreground = hasTerminal();
    m_process.setChildProcessModifier([foreground] { becomeGroup(foreground); });
    m_process.start(m_program, command.sliced(1));
}

bool CommandRunner::isRunning() const
{
    return m_process.state() != QProcess::NotRunning;
}

bool CommandRunner::groupIsAlive() const
{
    return m_group > 0 && ::kill(-static_cast<pid_t>(m_group), 0) == 0;
}

void CommandRunner::terminate(std::chrono::milliseconds grace)
{
    if (std::exchange(m_terminating, true) || !groupIsAlive())
        return;
    ::kill(-static_cast<pid_t>(m_group), SIGTERM);
    ::kill(-static_cast<pid_t>(m_group), SIGCONT); // a stopped one could not end
    m_graceTimer.start(grace);
}

void CommandRunner::takeTerminalBack() const
{
    if (::isatty(STDIN_FILENO) != 1)
        return;
    ::signal(SIGTTOU, SIG_IGN);
    ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
    ::signal(SIGTTOU, SIG_DFL);
}

void CommandRunner::onFinished(int exitCode, QProcess::ExitStatus status)
{
    takeTerminalBack();
    Q_EMIT outputReceived(m_process.readAllStandardOutput());
    Q_EMIT errorOutputReceived(m_process.readAllStandardError());
    Ending ending;
    ending.exitCode = exitCode;
    if (status == QProcess::CrashExit) {
        // For a process that a signal ended, QProcess gives the signal's number as its exit code.
        ending.exitCode = 128 + exitCode;
        ending.problem = u"Killed by signal %1 (%2)"_s.arg(exitCode).arg(QString::fromLocal8Bit(::strsignal(exitCode)));
    } else if (exitCode != 0) {
        ending.problem = u"Exit code %1"_s.arg(exitCode);
    }
    m_ending = ending;
    finishWithGroup();
}

void CommandRunner::finishWithGroup()
{
    // Children of a command that is being ended don't outlive it; they have the same grace.
    if (m_terminating && m_graceTimer.isActive() && groupIsAlive()) {
        QTimer::singleShot(20, this, &CommandRunner::finishWithGroup);
        return;
    }
    m_graceTimer.stop();
    Q_EMIT finished(m_ending);
}

void CommandRunner::onFailedToStart()
{
    takeTerminalBack();
    const bool exists =
        m_program.contains(u'/') ? QFileInfo::exists(m_program) : !QStandardPaths::findExecutable(m_program).isEmpty();
    Ending ending;
    ending.exitCode = exists ? 126 : 127;
    ending.problem = exists ? u"Can't execute %1: %2"_s.arg(m_program, m_process.errorString())
                            : u"Command not found: %1"_s.arg(m_program);
    Q_EMIT finished(ending);
}

} // namespace Procession
