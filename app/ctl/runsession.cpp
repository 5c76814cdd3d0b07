// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runsession.h"

#include "exitcode.h"
#include "processtext.h"
#include "programstart.h"
#include "runfigures.h"
#include "sizetext.h"
#include "terminal.h"

#include <csignal>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds requestTimeout{5000};
/// How long the word that a command has ended waits for the rest of its output, so that its readers have all by then.
/// How long the word of the end waits for output of which nothing gets through.
constexpr std::chrono::milliseconds drainTime{2000};

/// The environment for one attempt: ours, and what the command may report on itself with.
QByteArrayList commandEnvironment(const RunOptions &options, const ApiEndpoint &endpoint, int attempt)
{
    QByteArrayList environment = ownEnvironment(
        {"PROCESSION_TOKEN", "PROCESSION_PROCESS_ID", "PROCESSION_ATTEMPT", "PROCESSION_URL", messagesVariable});
    environment.append("PROCESSION_PROCESS_ID=" + options.id.bytes().toByteArray());
    environment.append("PROCESSION_ATTEMPT=" + QByteArray::number(attempt));
    environment.append("PROCESSION_URL=" + endpoint.url.toString(QUrl::RemoveUserInfo).toUtf8());
    if (options.passToken && !endpoint.token.isEmpty())
        environment.append("PROCESSION_TOKEN=" + endpoint.token);
    return environment;
}

/// What the command does that it may not.
QString overLimit(ResourceLimit limit, const AttemptLimits &limits)
{
    if (limit == ResourceLimit::CpuTime) {
        return u"it has used more CPU time than --max-cpu-time allows, %1 s"_s.arg(
            static_cast<double>(limits.maxCpuTime.value_or(std::chrono::milliseconds(0)).count()) / 1000.0);
    }
    return u"it uses more memory than --max-memory allows, %1"_s.arg(sizeText(limits.maxMemory.value_or(0)));
}

/// Why a command is ended whose attempt was ended on the server.
QString whyEnded(const Process &process)
{
    if (process.status == ProcessStatus::Timeout)
        return u"timed out; ending the command."_s;
    const QString why = process.errorMessage.toString();
    return u"%1 on the server%2; ending the command."_s.arg(wireName(process.status),
                                                            why.isEmpty() ? QString() : u" (%1)"_s.arg(why));
}

} // namespace

RunSession::RunSession(ApiEndpoint endpoint, RunOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_attempt(m_options)
    , m_joined(goToOnePlace(STDOUT_FILENO, STDERR_FILENO))
    , m_api(std::move(endpoint), requestTimeout)
    , m_output(m_options.readsProgress, m_options.progressPattern)
    , m_sentOutput(m_api, m_options.id, m_clock)
    , m_runner(CommandRunner::Place::Here,
               {[this](QByteArrayView bytes) {
                    m_output.feed(m_joined ? CommandOutput::Stream::Joined : CommandOutput::Stream::Output, bytes);
                    m_sentOutput.append(OutputStream::Stdout, bytes);
                },
                [this](QByteArrayView bytes) {
                    m_output.feed(CommandOutput::Stream::Error, bytes);
                    m_sentOutput.append(OutputStream::Stderr, bytes);
                },
                [this](QByteArrayView bytes) { m_output.feed(CommandOutput::Stream::Messages, bytes); }},
               m_clock)
    , m_reporter(m_api, m_options, [this] { return composeReport(); })
    , m_wait(
          m_api, m_options.id, [this] { return m_feed && m_feed->state().isLive(); }, m_options.finalWait)
    , m_timeoutTimer(this)
    , m_heartbeatTimer(this)
    , m_drainTimer(this)
    , m_finalTimer(this)
{
    connect(&m_output, &CommandOutput::changed, this, [this] {
        if (m_phase == Phase::Running && !m_givenUp)
            m_reporter.touch();
    });
    // So that even the shortest command was seen running, and by its pid.
    connect(&m_runner, &CommandRunner::started, this, [this] { m_reporter.flush(); });
    connect(&m_runner, &CommandRunner::finished, this, &RunSession::commandEnded);
    connect(&m_runner, &CommandRunner::sampled, this, [this](const ResourceSample &sample) {
        m_attempt.takeSample(sample);
        if (m_phase == Phase::Running && !m_givenUp)
            m_reporter.touch();
    });
    connect(&m_runner, &CommandRunner::limitExceeded, this, [this](ResourceLimit limit) {
        m_attempt.exceed();
        Terminal::printError(overLimit(limit, m_options.limits) + u"; ending the command."_s);
    });
    connect(&m_sentOutput, &RunOutput::sent, this, [this] {
        if (m_phase == Phase::Draining)
            attemptOver();
        else if (m_phase == Phase::Sending)
            end();
    });
    connect(&m_sentOutput, &RunOutput::refused, this,
            [](const QString &problem) { Terminal::printError(problem + u" The output isn't sent."_s); });
    connectReporter();

    m_heartbeatTimer.setInterval(static_cast<int>(m_options.heartbeatTimeout * 1000.0 / 3.0));
    connect(&m_heartbeatTimer, &QTimer::timeout, this, [this] {
        if ((m_phase == Phase::Running || m_phase == Phase::Draining) && !m_givenUp)
            m_reporter.flush();
    });
    m_timeoutTimer.setSingleShot(true);
    m_timeoutTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_timeoutTimer, &QTimer::timeout, this, &RunSession::onTimeout);
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &RunSession::onDrainTimeout);
    m_finalTimer.setSingleShot(true);
    connect(&m_finalTimer, &QTimer::timeout, this, &RunSession::onFinalTimeout);
    connect(&m_wait, &RetryWait::heard, this, &RunSession::follow);
    connect(&m_wait, &RetryWait::forgotten, this, &RunSession::forgotten);
    connect(&m_wait, &RetryWait::over, this, &RunSession::finish);
    connect(&m_wait, &RetryWait::nextAttempt, this, [this](const ProcessPtr &process) {
        const Process &next = **process;
        m_reporter.setAttempt(next.attempt);
        Terminal::printError(
            u"attempt %1 of %2."_s.arg(next.attempt).arg(next.retry ? next.retry->maxAttempts : next.attempt));
        runAttempt();
    });
}

void RunSession::connectReporter()
{
    connect(&m_reporter, &RunReporter::tracked, this, &RunSession::onTracked);
    connect(&m_reporter, &RunReporter::refused, this, &RunSession::onRefused);
    connect(&m_reporter, &RunReporter::reachableChanged, this, &RunSession::onReachableChanged);
    const auto heard = [this](const ProcessPtr &process) {
        follow(process);
        if (m_phase == Phase::Reporting)
            waitForRetry();
    };
    connect(&m_reporter, &RunReporter::reported, this, heard);
    connect(&m_reporter, &RunReporter::overruled, this, heard); // it was ended there before
}

void RunSession::openFeed()
{
    m_feed =
        std::make_unique<FeedClient>(m_api.endpoint(), FeedClientOptions{.filter = {.ids = {m_options.id}}}, m_clock);
    connect(m_feed.get(), &FeedClient::eventReceived, this, [this](const Event &event) { follow(event.process); });
    connect(m_feed.get(), &FeedClient::snapshotReceived, this, &RunSession::onSnapshot);
    connect(m_feed.get(), &FeedClient::processLeft, this, [this] {
        if (m_phase == Phase::Waiting)
            forgotten();
    });
    m_feed->open();
}

void RunSession::start()
{
    m_reporter.start();
}

void RunSession::onTracked(const ProcessPtr &process)
{
    m_latest = process; // whatever was known of it before is of a server that forgot it
    if (!m_feed)
        openFeed();
    m_sentOutput.resume((*process)->attempt);
    if (m_phase == Phase::Starting)
        runAttempt();
}

void RunSession::onRefused(const ApiError &error)
{
    m_sentOutput.stop();
    switch (m_phase) {
    case Phase::Starting:
        // An id that is taken may be that of the same job, still at work; nothing else is worth a job that isn't done.
        if (m_options.requireServer || error.status == 409) {
            Terminal::printError(error.error.message);
            m_attempt.endUnbegun(ExitCode::refused);
            finish();
        } else {
            Terminal::printError(error.error.message + u" The command runs all the same, untracked."_s);
            runAttempt();
        }
        break;
    case Phase::Reporting:
        Terminal::printError(error.error.message);
        finish();
        break;
    case Phase::Running:
    case Phase::Waiting:
        Terminal::printError(error.error.message + u" The command goes on, untracked."_s);
        break;
    case Phase::Draining:
        Terminal::printError(error.error.message);
        attemptOver();
        break;
    case Phase::Sending:
    case Phase::Done:
        break;
    }
}

void RunSession::onReachableChanged(bool reachable, const QString &problem)
{
    if (m_phase == Phase::Done)
        return;
    if (reachable) {
        Terminal::printError(u"the server is back."_s);
        m_sentOutput.resume(m_reporter.attempt());
    } else if (m_phase == Phase::Starting && m_options.requireServer) {
        Terminal::printError(problem);
        m_attempt.endUnbegun(ExitCode::unreachable);
        finish();
    } else if (m_phase == Phase::Draining) {
        // It may be back at once; m_drainTimer waits no longer than that.
    } else if (m_phase == Phase::Reporting || m_phase == Phase::Sending) {
        Terminal::printError(
            problem + u" Trying for %1 s to tell it how the command ended."_s.arg(m_options.finalWait.count() / 1000));
    } else {
        Terminal::printError(problem + u" The command runs all the same; what it does is reported later."_s);
        if (m_phase == Phase::Starting)
            runAttempt();
    }
}

void RunSession::onSnapshot(const FeedSnapshot &snapshot)
{
    if (!snapshot.processes.empty()) {
        follow(snapshot.processes.front());
        return;
    }
    if (m_phase == Phase::Waiting)
        forgotten();
    else if (m_phase == Phase::Running && !m_givenUp)
        m_reporter.flush(); // which starts it again
}

void RunSession::runAttempt()
{
    m_phase = Phase::Running;
    m_givenUp = false;
    m_attempt.begin();
    m_output.reset();
    if (m_options.sendsOutput && !m_reporter.isStopped())
        m_sentOutput.begin(m_reporter.attempt());
    m_heartbeatTimer.start();
    if (m_options.timeout)
        m_timeoutTimer.start(std::chrono::milliseconds(static_cast<qint64>(*m_options.timeout * 1000.0)));
    m_runner.start({.command = m_options.command,
                    .environment = commandEnvironment(m_options, m_api.endpoint(), m_reporter.attempt()),
                    .joined = m_joined,
                    .grace = m_options.grace,
                    .ignored = ignoredAtStart(),
                    .limits = resourceLimits(m_options.limits),
                    .cgroupHome = m_cgroupHome});
}

void RunSession::commandEnded(const CommandRunner::Ending &ending)
{
    m_output.finish();
    if (ending.interrupted) {
        m_interrupted = true;
        m_cancelSignal = SIGINT;
    }
    m_timeoutTimer.stop();
    m_attempt.end(ending, m_cancelSignal.has_value());
    m_sentOutput.end();
    m_phase = Phase::Draining;
    if (m_sentOutput.isSent() || m_reporter.isStopped())
        attemptOver();
    else
        drain();
}

/// Waits for the rest of the output as long as some of it gets through, but no longer than for the last word: who follows the
/// output takes the end for its end.
void RunSession::drain()
{
    m_drainedFor = std::chrono::milliseconds(0);
    m_leftToDrain = m_sentOutput.waiting();
    m_drainTimer.start(drainTime);
}

void RunSession::onDrainTimeout()
{
    m_drainedFor += drainTime;
    const qint64 left = m_sentOutput.waiting();
    if (left >= std::exchange(m_leftToDrain, left) || m_drainedFor >= m_options.finalWait)
        attemptOver();
    else
        m_drainTimer.start(drainTime);
}

void RunSession::attemptOver()
{
    m_drainTimer.stop();
    m_heartbeatTimer.stop();
    if (m_reporter.isStopped())
        finish(); // the server doesn't want to hear of it
    else if (m_givenUp)
        reportExitLate(); // the server knows more than we could tell it, but not this
    else
        startReporting();
}

/// Of an attempt that was ended on the server.
void RunSession::reportExitLate()
{
    m_phase = Phase::Reporting;
    ReportChange report = m_attempt.exitReport();
    report.attempt = m_reporter.attempt();
    m_api.report(m_options.id, report, [this](const ApiReply<ProcessPtr> &) {
        if (m_phase == Phase::Reporting)
            waitForRetry();
    });
}

/// The server's own clock ends the attempt too, where the server is there; whichever is first.
void RunSession::onTimeout()
{
    if (m_phase != Phase::Running || m_givenUp || m_cancelSignal)
        return;
    m_attempt.timeOut();
    Terminal::printError(u"timed out; ending the command."_s);
    m_runner.terminate(m_options.grace);
}

void RunSession::startReporting()
{
    m_phase = Phase::Reporting;
    m_finalTimer.start(m_attempt.hasTimedOut() && !m_reporter.isReachable() ? m_options.timedOutWait
                                                                            : m_options.finalWait);
    m_reporter.flush();
}

void RunSession::onFinalTimeout()
{
    if (m_phase == Phase::Sending) {
        end();
        return;
    }
    Terminal::printError(u"the server did not learn how \"%1\" ended (%2)."_s.arg(
        m_options.name, m_attempt.problem().isEmpty() ? u"completed"_s : m_attempt.problem()));
    finish();
}

ReportChange RunSession::composeReport()
{
    if (m_phase == Phase::Running || m_phase == Phase::Draining)
        return m_attempt.runningReport(m_output.state(), m_runner.processId());
    return m_attempt.finalReport(m_output.state());
}

/// How the process stands on the server, from whichever source came first.
void RunSession::follow(const ProcessPtr &process)
{
    // The feed and the answers to reports overtake each other; the highest seq is the truth.
    if (m_latest && (*process)->seq < (*m_latest)->seq)
        return;
    m_latest = process;
    const ProcessStatus status = (*process)->status;
    if (m_phase == Phase::Running) {
        const bool isNext = (*process)->attempt > m_reporter.attempt();
        if ((!isNext && !isTerminal(status)) || std::exchange(m_givenUp, true))
            return;
        const bool isEnding = m_attempt.hasTimedOut() || m_attempt.hasExceeded();
        if (status == ProcessStatus::Timeout)
            m_attempt.timeOut();
        if (isEnding)
            return; // it is being ended here already
        Terminal::printError(isNext ? u"another attempt was asked for; ending the command."_s : whyEnded(**process));
        m_runner.terminate(m_options.grace);
    } else if (m_phase == Phase::Draining) {
        m_givenUp = m_givenUp || isTerminal(status) || (*process)->attempt > m_reporter.attempt();
    } else if (m_phase == Phase::Waiting) {
        m_wait.take(process);
    }
}

/// The server knows how this attempt ended. Is there another one?
void RunSession::waitForRetry()
{
    m_finalTimer.stop();
    m_phase = Phase::Waiting;
    if (m_cancelSignal)
        finish();
    else
        m_wait.begin(m_reporter.attempt(), m_latest);
}

void RunSession::forgotten()
{
    Terminal::printError(u"the server no longer knows the process; there is no further attempt."_s);
    finish();
}

void RunSession::cancel(int signalNumber)
{
    const bool again = m_cancelSignal.has_value();
    m_cancelSignal = signalNumber;
    switch (m_phase) {
    case Phase::Starting:
        m_attempt.endUnbegun(128 + signalNumber, u"Cancelled before it began"_s);
        if (again)
            finish();
        else
            startReporting();
        break;
    case Phase::Running:
        if (again)
            m_runner.kill();
        else
            m_runner.terminate(m_options.grace);
        break;
    case Phase::Draining:
        attemptOver();
        break;
    case Phase::Reporting:
        Terminal::printError(u"the server did not learn how \"%1\" ended."_s.arg(m_options.name));
        end();
        break;
    case Phase::Sending:
        end();
        break;
    case Phase::Waiting:
        m_wait.stop();
        if (again)
            finish();
        else
            m_api.cancel(m_options.id, {}, [this](const ApiReply<void> &) { finish(); });
        break;
    case Phase::Done:
        break;
    }
}

/// Nothing is left to do but to send the rest of the output, where the server is there to take it.
void RunSession::finish()
{
    if (m_phase == Phase::Sending || m_phase == Phase::Done)
        return;
    m_timeoutTimer.stop();
    m_heartbeatTimer.stop();
    m_drainTimer.stop();
    m_wait.stop();
    if (m_sentOutput.isSent() || m_reporter.isStopped() || !m_reporter.isReachable()) {
        end();
        return;
    }
    m_phase = Phase::Sending;
    Terminal::printError(u"sending the rest of the output, %1, for up to %2 s."_s.arg(sizeText(m_sentOutput.waiting()))
                             .arg(m_options.finalWait.count() / 1000));
    m_finalTimer.start(m_options.finalWait);
    m_sentOutput.resume(m_reporter.attempt());
}

void RunSession::end()
{
    if (std::exchange(m_phase, Phase::Done) == Phase::Done)
        return;
    if (const qint64 unsent = m_sentOutput.isSent() ? 0 : m_sentOutput.waiting(); unsent > 0)
        Terminal::printError(u"the last %1 of the output did not reach the server."_s.arg(sizeText(unsent)));
    m_sentOutput.stop();
    m_reporter.stop();
    m_finalTimer.stop();
    Q_EMIT finished(m_cancelSignal ? 128 + *m_cancelSignal : m_attempt.exitCode());
}

} // namespace Procession
