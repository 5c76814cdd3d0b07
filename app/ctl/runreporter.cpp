// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runreporter.h"

#include "changejson.h"
#include "metadatakeys.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds reportSpacing{200};

} // namespace

RunReporter::RunReporter(ApiClient &api, const RunOptions &options, Compose compose, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_compose(std::move(compose))
    , m_spool(api,
              {.startAgain =
                   [this](const ProcessId &) {
                       const auto start = composeStart(true);
                       return start ? std::optional(*start) : std::nullopt;
                   }})
    , m_spacing(this)
{
    m_spacing.setSingleShot(true);
    connect(&m_spacing, &QTimer::timeout, this, &RunReporter::send);
    connect(&m_spool, &ReportSpool::started, this, [this](const ProcessPtr &process) {
        m_isTracked = true;
        m_attempt = (*process)->attempt;
        Q_EMIT tracked(process);
    });
    connect(&m_spool, &ReportSpool::reported, this, [this](const ProcessPtr &process) {
        if (m_spool.isEmpty() && !m_spacing.isActive())
            Q_EMIT reported(process);
    });
    connect(&m_spool, &ReportSpool::refused, this, [this](const ProcessId &, const ApiError &error) {
        if (m_isTracked && error.process) {
            Q_EMIT overruled(error.process);
            return;
        }
        stop();
        Q_EMIT refused(error);
    });
    connect(&m_spool, &ReportSpool::reachableChanged, this, &RunReporter::reachableChanged);
}

Result<StartChange> RunReporter::composeStart(bool isForgotten) const
{
    // With the pid in it the body is this run's alone: the id of another run is refused, and not taken over.
    QJsonObject metadata{{u"command"_s, toldCommand(m_options.command, m_options.told)},
                         {MetadataKeys::host, QSysInfo::machineHostName()},
                         {MetadataKeys::runnerPid, QCoreApplication::applicationPid()}};
    if (!m_options.expectation.isEmpty())
        metadata.insert(u"expectation"_s, m_options.expectation);
    QJsonObject body{
        {u"process_id"_s, m_options.id.toString()},
        {u"process_type"_s, m_options.type},
        {u"name"_s, m_options.name},
        {u"status"_s, u"running"_s},
        {u"heartbeat_timeout"_s, m_options.heartbeatTimeout},
        {u"metadata"_s, metadata},
    };
    if (!m_options.description.isEmpty())
        body.insert(u"description"_s, m_options.description);
    if (m_options.timeout)
        body.insert(u"timeout"_s, *m_options.timeout);
    if (m_options.retries) {
        // A server that forgot the process counts from 1 again; what was tried before still counts.
        const int tried = isForgotten ? m_attempt - 1 : 0;
        body.insert(u"retry_policy"_s,
                    QJsonObject{{u"max_attempts"_s, std::max(1, *m_options.retries + 1 - tried)},
                                {u"initial_delay"_s, m_options.retryDelay},
                                {u"max_delay"_s, m_options.retryMaxDelay},
                                {u"exponential_base"_s, 2},
                                {u"jitter"_s, true}});
    }
    auto start = startFromJson(body, 0);
    if (start)
        start->limits = m_options.limits;
    return start;
}

void RunReporter::start()
{
    const auto start = composeStart(false);
    if (start) {
        m_spool.start(*start).ok(); // it has room for one
        return;
    }
    stop();
    Q_EMIT refused(ApiError{422, wireName(start.error().code), start.error(), {}});
}

void RunReporter::touch()
{
    if (!isStopped() && !m_spacing.isActive())
        m_spacing.start(reportSpacing);
}

void RunReporter::flush()
{
    m_spacing.stop();
    send();
}

void RunReporter::stop()
{
    m_spool.stop();
    m_spacing.stop();
}

void RunReporter::send()
{
    if (isStopped())
        return;
    ReportChange report = m_compose();
    report.attempt = m_attempt;
    m_spool.report(m_options.id, report).ok(); // what waits is merged, so that there is room
}

} // namespace Procession
