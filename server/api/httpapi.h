// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accesspolicy.h"
#include "analyticscontroller.h"
#include "apioptions.h"
#include "authenticator.h"
#include "controllers.h"
#include "expectationcontroller.h"
#include "graphcontroller.h"
#include "origins.h"
#include "outputcontroller.h"
#include "routetable.h"
#include "schedulecontroller.h"
#include "serverparts.h"

namespace Procession {

/// The REST API: request in, answer out. It knows no socket, so that tests call it as it is.
///
/// It judges who may pass, finds the route of a request in its table, checks what the table says about parameters and
/// body, and hands the rest to a controller. A long answer comes in parts (see BodyRest), and many changes are made in
/// slices. Where memory runs out the answer says so (503 `out_of_memory`), and nothing is confirmed that wasn't done.
///
/// Threads: the server's, but for answer(). Owner: Server; options and authenticator must outlive it.
class HttpApi
{
public:
    /// `subscribers` counts those of the feed; it is called in the server's thread.
    HttpApi(const ServerParts &parts, Authenticator &authenticator, const ApiOptions &options,
            std::function<qsizetype()> subscribers);

    /// Whether a foreign web page sent it: see AccessPolicy.
    std::optional<HttpResponse> refuseForeign(const HttpRequest &request) const { return m_access.refuse(request); }
    /// Judges a request by its head: whether it may pass, how long its body may be, and what a browser must be told with
    /// every answer.
    Admission admit(const HttpRequest &head) const;
    /// The answer to a request that was admitted like that. In the server's thread it may not use the disk, and there may be no
    /// answer: then nothing was done, and it is asked for again in a thread of the kind that runs() says, where it may
    /// wait. `stop` ends its wait for other servers.
    Answer answer(const HttpRequest &request, const Admission &admission, bool mayUseDisk,
                  const std::stop_token &stop = {}) const;
    static Runs runs(const HttpRequest &request, const Admission &admission);

    /// Does what one line of a batch, or one message of a WebSocket client, says: a start or a report.
    /// `origin` asks for it.
    ProcessAnswer handleLine(const QByteArray &line, const Origin &origin)
    {
        return changeByLine(line, origin, &ProcessController::startOrReport);
    }
    /// The origin of the changes that a request of `principal` asks for.
    Origin originOf(const HttpRequest &request, const Principal &principal) const
    {
        return m_origins.of(request, principal);
    }
    /// The answer for what was done but could not be stored yet.
    Refusal notStored() const { return Procession::notStored(m_store); }

    const RouteTable &routes() const { return m_routes; }

private:
    std::vector<Route> allRoutes(std::vector<Route> others);
    qsizetype bodyLimit(const Route *route) const;
    Answer dispatch(const HttpRequest &request, const Admission &admission, bool mayUseDisk,
                    const std::stop_token &stop) const;
    using ChangeByLine = ProcessAnswer (ProcessController::*)(const QJsonObject &line, const Origin &origin);
    ProcessAnswer changeByLine(const QByteArray &line, const Origin &origin, ChangeByLine change);

    const Store *m_store;
    const ApiOptions &m_options;
    Authenticator &m_authenticator;
    const AccessPolicy m_access;
    mutable Origins m_origins;
    ProcessController m_processes;
    const HistoryController m_history;
    const SeriesController m_series;
    const GraphController m_graphs;
    const ScheduleController m_schedules;
    ExpectationController m_expectations;
    const BulkController m_bulk;
    const SettingsController m_settings;
    const ServiceController m_service;
    const OutputController m_output;
    const AnalyticsController m_analytics;
    const RouteTable m_routes;
    const Refusal m_noMemory;
    const HttpResponse m_outOfMemory; // the same, printed: to make it then would take memory
};

} // namespace Procession
