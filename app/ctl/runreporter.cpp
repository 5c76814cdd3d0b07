// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runreporter.h"

#include "backoff.h"
#include "changejson.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSysInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcReporter, "processionctl.reporter")

constexpr std::chrono::milliseconds reportSpacing{200};

} // namespace

RunReporter::RunReporter(ApiClient &api, const RunOptions &options, Compose compose, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_options(options)
    , m_compose(std::move(compose))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RunReporter::send);
}

Result<StartChange> RunReporter::composeStart() const
{
    // With the pid in it the body is this run's alone: the id of another run is refused, and not taken over.
    QJsonObject body{
        {u"process_id"_s, m_options.id.toString()},
        {u"process_type"_s, m_options.type},
        {u"name"_s, m_options.name},
        {u"status"_s, u"running"_s},
        {u"heartbeat_timeout"_s, m_options.heartbeatTimeout},
        {u"metadata"_s,
         QJsonObject{{u"command"_s, toldCommand(m_options.command, m_options.told)},
                     {u"host"_s, QSysInfo::machineHostName()},
                     {u"runner_pid"_s, QCoreApplication::applicationPid()}}},
    };
    if (!m_options.description.isEmpty())
        body.insert(u"description"_s, m_options.description);
    if (m_options.timeout)
        body.insert(u"timeout"_s, *m_options.timeout);
    if (m_options.retries) {
        // A server that forgot the process counts from 1 again; what was tried before still counts.
        const int tried = m_forgotten ? m_attempt - 1 : 0;
        body.insert(u"retry_policy"_s,
                    QJsonObject{{u"max_attempts"_s, std::max(1, *m_options.retries + 1 - tried)},
                                {u"initial_delay"_s, m_options.retryDelay},
                                {u"max_delay"_s, m_options.retryMaxDelay},
                                {u"exponential_base"_s, 2},
                                {u"jitter"_s, true}});
    }
    return startFromJson(body, 0);
}

void RunReporter::start()
{
    sendStart();
}

void RunReporter::touch()
{
    m_dirty = true;
    if (!m_stopped && !m_inFlight && !m_timer.isActive())
        m_timer.start(reportSpacing);
}

void RunReporter::flush()
{
    m_dirty = true;
    m_urgent = true;
    if (m_failures == 0) // else the next try is due soon
        send();
}

void RunReporter::stop()
{
    m_stopped = true;
    m_timer.stop();
}

void RunReporter::sendStart()
{
    const auto start = composeStart();
    if (!start) {
        stop();
        Q_EMIT refused(ApiError{422, wireName(start.error().code), start.error(), {}});
        return;
    }
    m_inFlight = true;
    m_api.start(*start, [this](const ApiReply<ProcessPtr> &reply) {
        m_inFlight = false;
        startAnswered(reply);
    });
}

void RunReporter::startAnswered(const ApiReply<ProcessPtr> &reply)
{
    if (mayTryAgain(reply))
        return;
    if (!reply) {
        stop();
        Q_EMIT refused(reply.error());
        return;
    }
    m_tracked = true;
    m_attempt = (**reply)->attempt;
    Q_EMIT tracked(*reply);
    if (m_dirty && !m_inFlight)
        send();
}

void RunReporter::send()
{
    if (m_stopped || m_inFlight || !m_dirty)
        return;
    m_timer.stop();
    if (!m_tracked) {
        sendStart();
        return;
    }
    m_dirty = false;
    m_urgent = false;
    ReportChange report = m_compose();
    report.attempt = m_attempt;
    m_inFlight = true;
    m_api.report(m_options.id, report, [this](const ApiReply<ProcessPtr> &reply) {
        m_inFlight = false;
        answered(reply);
    });
}

void RunReporter::answered(const ApiReply<ProcessPtr> &reply)
{
    if (mayTryAgain(reply)) {
        m_dirty = true;
        return;
    }
    if (!reply && reply.error().status == 404) { // a server that was restarted without its memory
        qCDebug(lcReporter) << "the server forgot the process; starting it again";
        m_tracked = false;
        m_forgotten = true;
        m_dirty = true;
        sendStart();
    } else if (reply) {
        if (m_urgent)
            send();
        else if (m_dirty)
            m_timer.start(reportSpacing);
        else
            Q_EMIT reported(*reply);
    } else if (reply.error().process) {
        m_dirty = false;
        Q_EMIT overruled(reply.error().process);
    } else {
        stop();
        Q_EMIT refused(reply.error());
    }
}

/// Whether the server is away, or too busy; if so, the next try is arranged.
bool RunReporter::mayTryAgain(const ApiReply<ProcessPtr> &reply)
{
    const bool away = !reply && reply.error().isTemporary();
    if (away) {
        m_dirty = true;
        if (!m_stopped)
            m_timer.start(backoff(m_failures++));
    } else {
        m_failures = 0;
    }
    setReachable(!away, away ? reply.error().error.message : QString());
    return away;
}

void RunReporter::setReachable(bool reachable, const QString &problem)
{
    if (std::exchange(m_reachable, reachable) != reachable)
        Q_EMIT reachableChanged(reachable, problem);
}

} // namespace Procession
