// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotewindow.h"

#include "settings.h"
#include "thismachine.h"
#include "tokenfile.h"

namespace Procession {

using namespace Qt::StringLiterals;

RemoteWindow::RemoteWindow(const ApiEndpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_url(endpoint.url.toString())
    , m_source(endpoint, m_clock)
    , m_operator(endpoint)
    , m_history(endpoint)
    , m_output(endpoint)
    , m_series(endpoint)
    , m_analytics(endpoint)
    , m_dashboard({.source = m_source.processes(),
                   .changes = m_operator,
                   .clock = m_clock,
                   .history = &m_history,
                   .output = &m_output,
                   .series = &m_series,
                   .analytics = &m_analytics})
{
    m_dashboard.server()->setListening(m_url, {}, u"processionctl run --url %1 -- sleep 60"_s.arg(m_url));
    connect(&m_source, &RemoteSource::stateChanged, this, &RemoteWindow::showState);
    connect(&m_operator, &RemoteOperator::healthReceived, m_dashboard.server(),
            [this](const ServerHealth &health) { m_dashboard.server()->setSubscriberCount(health.subscribers); });
    showState();
    m_source.open();
}

void RemoteWindow::showState()
{
    const FeedState &state = m_source.state();
    ServerStatus::Link link = ServerStatus::Link::CatchingUp;
    switch (state.kind) {
    case FeedState::Kind::CatchingUp:
        break;
    case FeedState::Kind::Live:
        link = ServerStatus::Link::Live;
        beginEstimates();
        break;
    case FeedState::Kind::Stale:
        link = ServerStatus::Link::Stale;
        break;
    case FeedState::Kind::Refused:
        link = ServerStatus::Link::Refused;
        break;
    }
    m_dashboard.alerts()->setSupported(state.tellsAlerts);
    m_dashboard.server()->setLink(link, state.staleSince.value_or(0), state.problem);
}

/// By the runs that the server's history has, and those that end from now on. It is read over the network, so not as
/// much of it as the server itself reads.
void RemoteWindow::beginEstimates()
{
    if (m_durations)
        return;
    m_durations = std::make_unique<DurationHistory>(
        m_source.processes(), &m_history, DurationHistoryOptions{.history = {.maxRuns = 2000, .maxCourses = 100}});
    m_dashboard.setDurations(m_durations.get());
}

void RemoteWindow::leave()
{
    m_dashboard.actions()->finishWaiting();
    if (m_operator.underWay() == 0) {
        Q_EMIT finished();
        return;
    }
    constexpr std::chrono::seconds patience{2};
    connect(&m_operator, &RemoteOperator::settled, this, &RemoteWindow::finished);
    QTimer::singleShot(patience, this, &RemoteWindow::finished);
}

Result<ApiEndpoint> RemoteWindow::endpointOf(const CommandLine &commandLine)
{
    ApiEndpoint endpoint{.url = commandLine.connect, .token = commandLine.settings.token, .tokenSource = {}};
    if (commandLine.tokenFile.isEmpty() && !endpoint.token.isEmpty()) {
        endpoint.tokenSource = u"the token came from PROCESSION_TOKEN"_s;
        return endpoint;
    }
    const bool isNamed = !commandLine.tokenFile.isEmpty();
    if (!isNamed && !isThisMachine(endpoint.url.host()) && commandLine.settings.dataDir == defaultDataDir()) {
        endpoint.tokenSource = u"no token; name its file with --token-file, or set PROCESSION_TOKEN"_s;
        return endpoint;
    }
    const QString path = isNamed ? commandLine.tokenFile : TokenFile::pathIn(commandLine.settings.dataDir);
    if (const auto read = endpoint.useTokenFile(path); !read && isNamed) {
        return Error{ErrorCode::Io,
                     u"The token file %1 can't be read (%2); name another one with --token-file."_s.arg(
                         path, read.error().message),
                     u"--token-file"_s};
    }
    return endpoint;
}

} // namespace Procession
