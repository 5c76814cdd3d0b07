// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include "commandstart.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using Guardian::Message;
using Guardian::News;
using Guardian::Order;

namespace {

/// The lowest number that a command doesn't have from us anyway.
int freeNumber(CommandRunner::Place place)
{
    int number = STDERR_FILENO + 1;
    while (place == CommandRunner::Place::Here) {
        const int flags = ::fcntl(number, F_GETFD);
        if (flags < 0 || (flags & FD_CLOEXEC) != 0)
            break;
        ++number;
    }
    return number;
}

} // namespace

CommandRunner::CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, const Clock &clock, QObject *parent)
    : CommandRunner(Place::Here, {std::move(output), std::move(errorOutput)}, clock, parent)
{
}

CommandRunner::CommandRunner(Place place, Taps taps, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_place(place)
    , m_output(place == Place::Here ? STDOUT_FILENO : OutputPump::nowhere, std::move(taps.output), this)
    , m_errorOutput(place == Place::Here ? STDERR_FILENO : OutputPump::nowhere, std::move(taps.errorOutput), this)
    , m_messages(taps.messages ? std::make_unique<OutputPump>(OutputPump::nowhere, std::move(taps.messages)) : nullptr)
    , m_guardian(this)
    , m_sampler(clock, this)
{
    connect(&m_output, &OutputPump::finished, this, [this] { onPumpFinished(m_output, 0); });
    connect(&m_errorOutput, &OutputPump::finished, this, [this] { onPumpFinished(m_errorOutput, 1); });
    if (m_messages)
        connect(m_messages.get(), &OutputPump::finished, this, &CommandRunner::finishWithTree);
    connect(&m_guardian, &GuardianLink::told, this, &CommandRunner::onNews);
    connect(&m_guardian, &GuardianLink::lost, this, &CommandRunner::onGuardianLost);
    connect(&m_sampler, &ResourceSampler::sampled, this, &CommandRunner::sampled);
    connect(&m_sampler, &ResourceSampler::limitExceeded, this, &CommandRunner::onLimitExceeded);
}

CommandRunner::~CommandRunner()
{
    m_guardian.disconnect(this);
    if (m_running)
        takeTerminalBack();
}

void CommandRunner::start(const CommandPlan &plan)
{
    Q_ASSERT(!m_running && !plan.command.isEmpty());
    m_plan = plan;
    m_group = 0;
    m_running = true;
    m_isForked = false;
    m_exited = false;
    m_terminating = false;
    m_killed = false;
    m_treeGone = false;
    m_failedToStart = false;
    m_waited = {};
    m_limit.reset();
    m_ending = {};
    const int problem = startGuardian();
    m_output.start();
    if (!plan.joined)
        m_errorOutput.start();
    if (m_messages)
        m_messages->start();
    if (problem != 0) {
        onNotExecuted(problem);
        onEnded(0);
        return;
    }
    // That it was forked, and its pid, is known at once.
    while (!m_isForked && m_guardian.isOpen())
        m_guardian.waitForNews();
}

/// 0, or errno where it could not be started.
int CommandRunner::startGuardian()
{
    Guardian::Plan guardian;
    const int output = m_output.open();
    const int errorOutput = m_plan.joined ? output : m_errorOutput.open();
    guardian.messages = m_messages ? m_messages->open() : -1;
    const Descriptor nothing(m_place == Place::Apart ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : -1);
    if (output < 0 || errorOutput < 0 || (m_messages && guardian.messages < 0)
        || (m_place == Place::Apart && nothing.number() < 0))
        return errno;
    guardian.writeEnds = {output, errorOutput};
    if (m_place == Place::Here) {
        guardian.targets = {STDOUT_FILENO, STDERR_FILENO};
        guardian.readEnds = {m_output.readEnd(), m_plan.joined ? -1 : m_errorOutput.readEnd()};
    }
    guardian.input = m_place == Place::Apart && m_plan.input >= 0 ? m_plan.input : nothing.number();
    guardian.isApart = m_place == Place::Apart;
    guardian.lock = m_plan.lock;
    guardian.folder = m_plan.folder.isEmpty() ? nullptr : m_plan.folder.constData();
    if (m_messages) {
        guardian.messagesNumber = freeNumber(m_place);
        m_plan.environment.append(messagesVariable + QByteArray("=") + QByteArray::number(guardian.messagesNumber));
    }
    guardian.takesTerminal = hasTerminal() && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
    m_cgroup = m_plan.cgroupHome.isEmpty() ? std::nullopt : CommandCgroup::make(m_plan.cgroupHome);
    if (m_cgroup) {
        guardian.cgroup = m_cgroup->descriptor();
        guardian.cgroupFolder = m_cgroup->folder().constData();
    }
    return m_guardian.start(guardian, m_plan);
}

void CommandRunner::onNews(const Message &message)
{
    const auto value = static_cast<int>(message.value);
    m_waited = message.usage;
    switch (static_cast<News>(message.kind)) {
    case News::OutsideCgroup:
        removeCgroup();
        break;
    case News::Started:
        m_isForked = true;
        m_group = value;
        if (value > 0) {
            m_sampler.start(m_guardian.processId(), m_cgroup ? m_cgroup->folder() : QByteArray(), m_plan.limits);
            Q_EMIT started();
        }
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

void CommandRunner::terminate(std::chrono::milliseconds grace)
{
    if (m_running && !std::exchange(m_terminating, true))
        m_guardian.send(Order::Terminate, grace.count());
}

void CommandRunner::kill()
{
    if (!m_running)
        return;
    m_terminating = true;
    m_killed = true;
    m_guardian.send(Order::Kill);
    if (m_treeGone)
        abandonOutput();
}

/// A reader that doesn't read is not waited for either.
void CommandRunner::abandonOutput()
{
    m_output.abandon();
    m_errorOutput.abandon();
    if (m_messages)
        m_messages->abandon();
}

/// Whether this program has a terminal that it shares with its commands.
bool CommandRunner::hasTerminal() const
{
    return m_place == Place::Here && ::isatty(STDIN_FILENO) == 1;
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
    if (m_failedToStart)
        m_group = 0;
    else
        m_ending = endingOf(status);
    m_ending.interrupted = wasForeground && m_ending.exitCode == 128 + SIGINT;
    if (m_place == Place::Apart)
        terminate(m_plan.grace); // what it leaves running
    m_output.drain();
    m_errorOutput.drain();
    if (m_messages)
        m_messages->drain();
    // Also where nothing was printed, never from within start().
    QMetaObject::invokeMethod(this, &CommandRunner::finishWithTree, Qt::QueuedConnection);
}

void CommandRunner::onNotExecuted(int problem)
{
    m_failedToStart = true;
    m_ending = endingNotExecuted(m_plan.command.constFirst(), problem);
}

/// Somebody killed the guardian; the command got SIGTERM by that, and what remains of its group, or of its cgroup, is
/// killed.
void CommandRunner::onGuardianLost()
{
    m_treeGone = true;
    if (!m_exited) {
        if (m_group > 0)
            ::kill(-static_cast<pid_t>(m_group), SIGKILL);
        if (m_cgroup)
            m_cgroup->kill();
        onEnded(SIGKILL);
    }
    finishWithTree();
}

void CommandRunner::onPumpFinished(const OutputPump &pump, int index)
{
    if (pump.lostItsReader())
        m_guardian.send(Order::OutputGone, index); // the command shall see that nobody reads
    finishWithTree();
}

bool CommandRunner::isPumping() const
{
    return m_output.isRunning() || m_errorOutput.isRunning() || (m_messages && m_messages->isRunning());
}

void CommandRunner::finishWithTree()
{
    if (!m_running || !m_exited || isPumping())
        return;
    // Children of a command that is being ended don't outlive it; they have the same grace.
    if (m_terminating && !m_treeGone && m_guardian.isOpen())
        return;
    m_running = false;
    if (!m_failedToStart) {
        m_ending.resources = m_sampler.finish(m_waited);
        m_ending.outOfMemory = m_sampler.ranOutOfMemory();
    }
    if (m_limit) {
        m_ending.limit = m_limit;
        m_ending.problem = limitProblem(*m_limit, m_plan.limits, m_ending.resources);
    }
    m_guardian.release();
    removeCgroup();
    Q_EMIT finished(m_ending);
}

void CommandRunner::onLimitExceeded(ResourceLimit limit)
{
    if (m_exited || m_terminating)
        return; // it ends for another reason
    m_limit = limit;
    terminate(m_plan.grace);
    Q_EMIT limitExceeded(limit);
}

/// Unless processes that the command left running are in it; the guardian, or a later run, removes it then.
void CommandRunner::removeCgroup()
{
    if (m_cgroup)
        m_cgroup->remove();
    m_cgroup.reset();
}

} // namespace Procession
