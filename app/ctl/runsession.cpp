// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runsession.h"

#include "terminal.h"
#include "uuid.h"

#include <QDateTime>
#include <QSysInfo>

#include <cstdio>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int reportSpacingMs = 200;
constexpr int retrySpacingMs = 1000;

void passThrough(const QByteArray &bytes, FILE *stream)
{
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

bool isTerminalStatus(const QString &status)
{
    return status == "completed"_L1 || status == "failed"_L1 || status == "cancelled"_L1 || status == "timeout"_L1;
}

} // namespace

RunSession::RunSession(ApiEndpoint endpoint, RunOptions options, QObject *parent)
    : QObject(parent)
    , m_api(std::move(endpoint))
    , m_options(std::move(options))
    , m_runner(this)
    , m_id(m_options.id)
    , m_reportTimer(this)
    , m_heartbeatTimer(this)
    , m_finalTimer(this)
{
    // The id is chosen here, so that a start whose answer was lost can be repeated.
    if (m_id.isEmpty())
        m_id = makeUuidV7(QDateTime::currentMSecsSinceEpoch()).toString(QUuid::WithoutBraces);

    connect(&m_runner, &CommandRunner::outputReceived, this, [this](const QByteArray &bytes) {
        passThrough(bytes, stdout);
        m_output.feed(bytes);
        markDirty();
    });
    connect(&m_runner, &CommandRunner::errorOutputReceived, this, [this](const QByteArray &bytes) {
        passThrough(bytes, stderr);
        m_errorOutput.feed(bytes);
        markDirty();
    });
    connect(&m_runner, &CommandRunner::started, this, &RunSession::markDirty);
    connect(&m_runner, &CommandRunner::finished, this, &RunSession::commandEnded);

    m_reportTimer.setSingleShot(true);
    connect(&m_reportTimer, &QTimer::timeout, this, &RunSession::sendReport);
    m_heartbeatTimer.setInterval(static_cast<int>(m_options.heartbeatTimeout * 1000 / 3));
    connect(&m_heartbeatTimer, &QTimer::timeout, this, [this] {
        m_dirty = true;
        sendReport();
    });
    m_finalTimer.setSingleShot(true);
    connect(&m_finalTimer, &QTimer::timeout, this, [this] {
        Terminal::printError(u"gave up telling the server how \"%1\" ended (%2)."_s.arg(
            m_options.name, m_ending.problem.isEmpty() ? u"completed"_s : m_ending.problem));
        finish();
    });
}

QJsonObject RunSession::startBody() const
{
    QJsonObject body{
        {u"process_id"_s, m_id},
        {u"process_type"_s, m_options.type},
        {u"name"_s, m_options.name},
        {u"status"_s, u"running"_s},
        {u"heartbeat_timeout"_s, m_options.heartbeatTimeout},
        {u"metadata"_s,
         QJsonObject{{u"command"_s, m_options.command.join(u' ')}, {u"host"_s, QSysInfo::machineHostName()}}},
    };
    if (!m_options.description.isEmpty())
        body.insert(u"description"_s, m_options.description);
    if (m_options.timeout)
        body.insert(u"timeout"_s, *m_options.timeout);
    if (m_options.retries) {
        body.insert(u"retry_policy"_s,
                    QJsonObject{{u"max_attempts"_s, *m_options.retries + 1},
                                {u"initial_delay"_s, m_options.retryDelay},
                                {u"max_delay"_s, std::max(m_options.retryMaxDelay, m_options.retryDelay)}});
    }
    return body;
}

void RunSession::start()
{
    if (m_options.retries) {
        m_maxAttempts = *m_options.retries + 1;
        requestStart();
        return;
    }
    m_api.get(u"/retry-policies"_s, {}, [this](const ApiReply &reply) {
        const QJsonObject policies = reply.body.value("retry_policies"_L1).toObject();
        m_maxAttempts = policies.value(m_options.type).toObject().value("max_attempts"_L1).toInt(1);
        requestStart();
    });
}

void RunSession::requestStart()
{
    m_inFlight = true;
    m_api.send("POST", u"/processes"_s, startBody(), [this](const ApiReply &reply) {
        m_inFlight = false;
        startedOnServer(reply);
    });
}

void RunSession::startedOnServer(const ApiReply &reply)
{
    if (reply.answered() && !reply.ok() && reply.status < 500 && m_phase == Phase::Starting) {
        Terminal::printError(reply.problem);
        m_ending.exitCode = reply.status == 401 ? 1 : 2;
        finish();
        return;
    }
    if (!reply.ok() && m_phase == Phase::Starting && m_options.requireServer) {
        Terminal::printError(reply.problem);
        m_ending.exitCode = 3;
        finish();
        return;
    }

    m_tracked = reply.ok();
    setReachable(reply.ok(), reply.problem);
    if (m_tracked && !m_feed) {
        QUrlQuery filter;
        filter.addQueryItem(u"process_id"_s, m_id);
        m_feed = std::make_unique<FeedClient>(m_api.endpoint(), filter);
        connect(m_feed.get(), &FeedClient::updateReceived, this, &RunSession::follow);
        connect(m_feed.get(), &FeedClient::snapshotReceived, this, [this](const QList<QJsonObject> &processes) {
            for (const QJsonObject &process : processes)
                follow(process);
        });
        m_feed->open();
    }
    if (m_phase == Phase::Starting) {
        runAttempt();
    } else if (m_tracked) {
        m_attempt = reply.body.value("process"_L1).toObject().value("attempt"_L1).toInt(1);
        sendReport();
    } else if (m_dirty) {
        m_reportTimer.start(retrySpacingMs);
    }
}

void RunSession::runAttempt()
{
    m_phase = Phase::Running;
    m_output = m_options.progressPattern ? ProgressParser(*m_options.progressPattern) : ProgressParser();
    m_errorOutput = m_output;
    m_reportedProgress.reset();
    m_reportedMessage.clear();
    m_ending = {};
    m_heartbeatTimer.start();
    m_dirty = true;
    m_runner.start(m_options.command);
    sendReport(); // so that even the shortest command was seen running
}

void RunSession::commandEnded(const CommandRunner::Ending &ending)
{
    m_ending = ending;
    m_phase = Phase::Reporting;
    m_heartbeatTimer.stop();
    m_finalTimer.start(m_options.finalWait);
    m_dirty = true;
    m_reportTimer.stop();
    sendReport();
}

void RunSession::markDirty()
{
    m_dirty = true;
    if (!m_inFlight && !m_reportTimer.isActive())
        m_reportTimer.start(reportSpacingMs);
}

// One report at a time, and always the newest state: what came meanwhile goes with the next.
void RunSession::sendReport()
{
    if (m_inFlight || !m_dirty || (m_phase != Phase::Running && m_phase != Phase::Reporting))
        return;
    if (!m_tracked) {
        requestStart();
        return;
    }
    const bool final = m_phase == Phase::Reporting;
    QJsonObject report{{u"attempt"_s, m_attempt}};
    QJsonObject metadata;
    const auto progress = m_output.progress() ? m_output.progress() : m_errorOutput.progress();
    if (progress && progress != m_reportedProgress)
        report.insert(u"progress"_s, *progress);
    const QString &message = m_output.lastLine().isEmpty() ? m_errorOutput.lastLine() : m_output.lastLine();
    if (message != m_reportedMessage)
        report.insert(u"message"_s, message);
    if (!final) {
        report.insert(u"status"_s, u"running"_s);
        if (m_runner.processId() > 0)
            metadata.insert(u"pid"_s, m_runner.processId());
    } else {
        report.insert(u"status"_s,
                      m_cancelled ? u"cancelled"_s : (m_ending.exitCode == 0 ? u"completed"_s : u"failed"_s));
        if (!m_ending.problem.isEmpty()) {
            const QString said = m_errorOutput.lastLine();
            report.insert(u"error_message"_s, said.isEmpty() ? m_ending.problem : m_ending.problem + u": "_s + said);
        }
        metadata.insert(u"exit_code"_s, m_ending.exitCode);
    }
    if (!metadata.isEmpty())
        report.insert(u"metadata_update"_s, metadata);
    m_reportedProgress = progress;
    m_reportedMessage = message;
    m_dirty = false;
    m_inFlight = true;
    m_api.send("PATCH", u"/processes/"_s + m_id, report, [this, final](const ApiReply &reply) {
        m_inFlight = false;
        reportAnswered(reply, final);
    });
}

void RunSession::reportAnswered(const ApiReply &reply, bool final)
{
    setReachable(reply.answered() && reply.status < 500, reply.problem);
    const QJsonObject process = reply.body.value("process"_L1).toObject();
    if (reply.ok()) {
        if (final)
            attemptReported(process);
        else if (m_dirty)
            m_reportTimer.start(m_phase == Phase::Reporting ? 0 : reportSpacingMs);
        return;
    }

    m_dirty = true;
    if (reply.status == 404) { // a server that was restarted without its memory
        m_tracked = false;
        requestStart();
    } else if (reply.status == 409) {
        if (final)
            attemptReported(process); // it was ended there before
        else
            follow(process);
    } else if (reply.answered() && reply.status < 500) {
        Terminal::printError(reply.problem);
        m_dirty = false;
        if (final)
            finish();
    } else {
        m_reportTimer.start(retrySpacingMs);
    }
}

void RunSession::setReachable(bool reachable, const QString &problem)
{
    if (std::exchange(m_reachable, reachable) == reachable)
        return;
    Terminal::printError(reachable ? u"the server is back."_s
                                   : problem + u" The command goes on; its reports follow when the server is back."_s);
}

/// How the process stands on the server, from whichever source came first.
void RunSession::follow(const QJsonObject &process)
{
    // The feed and the answers to reports overtake each other; the highest seq is the truth.
    if (process.value("seq"_L1).toInteger() < m_latest.value("seq"_L1).toInteger())
        return;
    m_latest = process;
    const QString status = process.value("status"_L1).toString();
    const int attempt = process.value("attempt"_L1).toInt();
    if (m_phase == Phase::Running) {
        const bool givenUp = attempt > m_attempt || (attempt == m_attempt && isTerminalStatus(status));
        if (givenUp && m_runner.isRunning()) {
            Terminal::printError(status == "timeout"_L1
                                     ? u"timed out; ending the command."_s
                                     : u"%1 on the server; ending the command."_s.arg(status));
            m_runner.terminate(m_options.grace);
        }
    } else if (m_phase == Phase::Waiting) {
        decideWhatIsNext();
    }
}

/// Whether the server will decide on a retry once it has seen this attempt fail.
bool RunSession::retryExpected() const
{
    return m_attempt < m_maxAttempts;
}

/// The server knows how this attempt ended.
void RunSession::attemptReported(const QJsonObject &process)
{
    m_finalTimer.stop();
    m_phase = Phase::Waiting;
    follow(process);
    decideWhatIsNext();
}

/// Is there another attempt?
void RunSession::decideWhatIsNext()
{
    const QString status = m_latest.value("status"_L1).toString();
    const int attempt = m_latest.value("attempt"_L1).toInt();
    const QJsonObject retry = m_latest.value("retry"_L1).toObject();
    const QString retryStatus = retry.value("status"_L1).toString();
    if (m_phase != Phase::Waiting)
        return;
    if (m_cancelled || status == "completed"_L1) {
        finish();
    } else if (attempt > m_attempt && !isTerminalStatus(status)) {
        m_attempt = attempt;
        Terminal::printError(u"attempt %1 of %2"_s.arg(attempt).arg(std::max(attempt, m_maxAttempts)));
        runAttempt();
    } else if (retryStatus == "scheduled"_L1) {
        if (std::exchange(m_announced, m_attempt) != m_attempt) {
            Terminal::printError(u"attempt %1 ended: %2. The next one begins in %3 s."_s.arg(m_attempt)
                                     .arg(m_ending.problem)
                                     .arg(retry.value("delay"_L1).toDouble(), 0, 'f', 1));
        }
    } else if (status == "cancelled"_L1 || retryStatus == "exhausted"_L1 || retryStatus == "cancelled"_L1
               || !retryExpected()) {
        finish();
    } // else the server is about to schedule the retry
}

void RunSession::cancel()
{
    m_cancelled = true;
    if (m_phase == Phase::Running) {
        m_runner.terminate(m_options.grace);
    } else if (m_phase == Phase::Waiting) {
        m_api.send("POST", u"/processes/%1/cancel"_s.arg(m_id), {}, [this](const ApiReply &) { finish(); });
    } else {
        finish();
    }
}

void RunSession::finish()
{
    if (std::exchange(m_phase, Phase::Done) == Phase::Done)
        return;
    m_reportTimer.stop();
    m_finalTimer.stop();
    Q_EMIT finished(m_cancelled ? 130 : m_ending.exitCode);
}

} // namespace Procession
