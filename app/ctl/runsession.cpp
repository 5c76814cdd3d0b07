// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runsession.h"

#include "exitcode.h"
#include "metadatakeys.h"
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
constexpr std::chrono::milliseconds waitCheckInterval{1000};
/// How long the word that a command has ended waits for the rest of its output, so that its readers have all by then.
constexpr std::chrono::milliseconds drainTime{2000};

/// What the runner itself looks after; a limit that lasts as long as on the server where none is given.
ResourceLimits runnerLimits(const AttemptLimits &limits)
{
    return {.maxMemoryBytes = limits.maxMemory,
            .maxCpuTime = limits.maxCpuTime,
            .sustain = limits.sustain.value_or(AttemptLimits::defaultSustain)};
}

/// The environment for one attempt: ours, and what the command may report on itself with.
QByteArrayList commandEnvironment(const RunOptions &options, const ApiEndpoint &endpoint, int attempt)
{
    QByteArrayList environment =
        ownEnvironment({"PROCESSION_TOKEN", "PROCESSION_PROCESS_ID", "PROCESSION_ATTEMPT", "PROCESSION_URL"});
    environment.append("PROCESSION_PROCESS_ID=" + options.id.bytes().toByteArray());
    environment.append("PROCESSION_ATTEMPT=" + QByteArray::number(attempt));
    environment.append("PROCESSION_URL=" + endpoint.url.toString(QUrl::RemoveUserInfo).toUtf8());
    if (options.passToken && !endpoint.token.isEmpty())
        environment.append("PROCESSION_TOKEN=" + endpoint.token);
    return environment;
}

} // namespace

RunSession::RunSession(ApiEndpoint endpoint, RunOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_joined(goToOnePlace(STDOUT_FILENO, STDERR_FILENO))
    , m_api(std::move(endpoint), requestTimeout)
    , m_output(m_options.readsProgress, m_options.progressPattern)
    , m_sentOutput(m_api, m_options.id, m_clock)
    , m_runner(
          [this](QByteArrayView bytes) {
              m_output.feed(m_joined ? CommandOutput::Stream::Error : CommandOutput::Stream::Output, bytes);
              m_sentOutput.append(OutputStream::Stdout, bytes);
          },
          [this](QByteArrayView bytes) {
              m_output.feed(CommandOutput::Stream::Error, bytes);
              m_sentOutput.append(OutputStream::Stderr, bytes);
          },
          m_clock)
    , m_reporter(m_api, m_options, [this] { return composeReport(); })
    , m_timeoutTimer(this)
    , m_heartbeatTimer(this)
    , m_drainTimer(this)
    , m_finalTimer(this)
    , m_waitTimer(this)
{
    connect(&m_output, &CommandOutput::changed, this, [this] {
        if (m_phase == Phase::Running && !m_givenUp)
            m_reporter.touch();
    });
    // So that even the shortest command was seen running, and by its pid.
    connect(&m_runner, &CommandRunner::started, this, [this] { m_reporter.flush(); });
    connect(&m_runner, &CommandRunner::finished, this, &RunSession::commandEnded);
    connect(&m_runner, &CommandRunner::sampled, this, [this](const ResourceSample &sample) {
        m_unreported = reportedSample(sample, m_sample ? &*m_sample : nullptr);
        m_sample = sample;
        if (m_phase == Phase::Running && !m_givenUp)
            m_reporter.touch();
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
    connect(&m_drainTimer, &QTimer::timeout, this, &RunSession::attemptOver);
    m_finalTimer.setSingleShot(true);
    connect(&m_finalTimer, &QTimer::timeout, this, &RunSession::onFinalTimeout);
    m_waitTimer.setInterval(waitCheckInterval);
    connect(&m_waitTimer, &QTimer::timeout, this, &RunSession::lookAfterWait);
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
            m_ending.exitCode = ExitCode::refused;
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
        m_ending.exitCode = ExitCode::unreachable;
        finish();
    } else if (m_phase == Phase::Draining) {
        attemptOver();
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
    m_waitTimer.stop();
    m_givenUp = false;
    m_announced = false;
    m_timedOut = false;
    m_ending = {};
    m_hasEnded = false;
    m_sample.reset();
    m_unreported.reset();
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
                    .limits = runnerLimits(m_options.limits),
                    .cgroupHome = m_cgroupHome});
}

void RunSession::commandEnded(const CommandRunner::Ending &ending)
{
    m_output.finish();
    m_ending = ending;
    m_hasEnded = true;
    if (ending.interrupted) {
        m_interrupted = true;
        m_cancelSignal = SIGINT;
    }
    m_timeoutTimer.stop();
    if (m_timedOut) {
        m_ending.problem = u"Timed out after %1 s"_s.arg(m_options.timeout.value_or(0));
        if (m_ending.exitCode == 0)
            m_ending.exitCode = ExitCode::timedOut; // it ended well when it was told to
    }
    m_endStatus = endStatus();
    if (auto totals = reportedTotals(ending.resources, m_sample ? &*m_sample : nullptr)) {
        if (m_unreported)
            m_unreported->take(*totals);
        else
            m_unreported = std::move(totals);
    }
    m_sentOutput.end();
    m_phase = Phase::Draining;
    if (m_sentOutput.isSent() || m_reporter.isStopped() || !m_reporter.isReachable())
        attemptOver();
    else
        m_drainTimer.start(drainTime);
}

ProcessStatus RunSession::endStatus() const
{
    return m_cancelSignal        ? ProcessStatus::Cancelled
        : m_timedOut             ? ProcessStatus::Timeout
        : m_ending.exitCode == 0 ? ProcessStatus::Completed
                                 : ProcessStatus::Failed;
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
    ReportChange report;
    report.attempt = m_reporter.attempt();
    addFigures(report);
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
    m_timedOut = true;
    Terminal::printError(u"timed out; ending the command."_s);
    m_runner.terminate(m_options.grace);
}

void RunSession::startReporting()
{
    m_phase = Phase::Reporting;
    m_finalTimer.start(m_timedOut && !m_reporter.isReachable() ? m_options.timedOutWait : m_options.finalWait);
    m_reporter.flush();
}

void RunSession::onFinalTimeout()
{
    if (m_phase == Phase::Sending) {
        end();
        return;
    }
    Terminal::printError(u"the server did not learn how \"%1\" ended (%2)."_s.arg(
        m_options.name, m_ending.problem.isEmpty() ? u"completed"_s : m_ending.problem));
    finish();
}

/// The figures that no report has carried yet and, at the end, how the command ended.
void RunSession::addFigures(ReportChange &report)
{
    if (const auto figures = std::exchange(m_unreported, {}))
        report.resources = *figures;
    if (m_phase == Phase::Running || m_phase == Phase::Draining || !m_hasEnded)
        return;
    const bool saysMore = m_ending.limit || m_timedOut || m_ending.resources == ResourceTotals{};
    report.exit = reportedExit(m_ending, saysMore ? m_ending.problem : QString());
}

ReportChange RunSession::composeReport()
{
    const CommandOutput::State output = m_output.state();
    ReportChange report{.progress = output.progress};
    if (!output.message.isEmpty())
        report.message = output.message;
    addFigures(report);
    if (m_phase == Phase::Running || m_phase == Phase::Draining) {
        report.status = ProcessStatus::Running;
        if (m_runner.processId() > 0)
            report.metadataUpdate.insert(MetadataKeys::pid, m_runner.processId());
        return report;
    }
    report.status = m_endStatus;
    if (m_ending.limit && m_options.limits.retriesOver == false)
        report.retryable = false;
    if (!m_ending.problem.isEmpty()) {
        report.errorMessage =
            output.lastErrorLine.isEmpty() ? m_ending.problem : m_ending.problem + u": "_s + output.lastErrorLine;
    }
    report.metadataUpdate.insert(u"exit_code"_s, m_ending.exitCode);
    return report;
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
        const bool isEnding = std::exchange(m_timedOut, m_timedOut || status == ProcessStatus::Timeout);
        if (isEnding)
            return; // it is being ended here already
        Terminal::printError(isNext ? u"another attempt was asked for; ending the command."_s
                                 : status == ProcessStatus::Timeout
                                 ? u"timed out; ending the command."_s
                                 : u"%1 on the server; ending the command."_s.arg(wireName(status)));
        m_runner.terminate(m_options.grace);
    } else if (m_phase == Phase::Draining) {
        m_givenUp = m_givenUp || isTerminal(status) || (*process)->attempt > m_reporter.attempt();
    } else if (m_phase == Phase::Waiting) {
        decideWhatIsNext();
    }
}

/// The server knows how this attempt ended. Is there another one?
void RunSession::waitForRetry()
{
    m_finalTimer.stop();
    m_phase = Phase::Waiting;
    m_waitDeadline.setRemainingTime(m_options.finalWait);
    m_waitTimer.start();
    decideWhatIsNext();
}

void RunSession::decideWhatIsNext()
{
    const Process &latest = **m_latest;
    if (m_cancelSignal || !isLive(latest)) {
        finish();
    } else if (latest.attempt > m_reporter.attempt()) {
        m_reporter.setAttempt(latest.attempt);
        Terminal::printError(
            u"attempt %1 of %2."_s.arg(latest.attempt).arg(latest.retry ? latest.retry->maxAttempts : latest.attempt));
        runAttempt();
    } else if (isTerminal(latest.status) && !std::exchange(m_announced, true)) {
        m_waitDeadline.setRemainingTime(latest.retry->delay + m_options.finalWait);
        Terminal::printError(retryAnnouncement(latest));
    }
}

void RunSession::lookAfterWait()
{
    if (m_waitDeadline.hasExpired()) {
        Terminal::printError(u"no word from the server about another attempt."_s);
        finish();
        return;
    }
    if (m_feed && m_feed->state().isLive()) {
        if (m_announced) // the server may be late, but it is there
            m_waitDeadline.setRemainingTime(
                std::max(m_waitDeadline.remainingTime(), qint64(m_options.finalWait.count())));
        return;
    }
    m_api.get(m_options.id, [this](const ApiReply<ProcessPtr> &reply) {
        if (m_phase != Phase::Waiting)
            return;
        if (reply)
            follow(*reply);
        else if (reply.error().status == 404)
            forgotten();
    });
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
        m_ending.problem = u"Cancelled before it began"_s;
        m_ending.exitCode = 128 + signalNumber;
        m_endStatus = ProcessStatus::Cancelled;
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
    m_waitTimer.stop();
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
    Q_EMIT finished(m_cancelSignal ? 128 + *m_cancelSignal : m_ending.exitCode);
}

} // namespace Procession
