// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpapi.h"

namespace Procession {

using namespace Qt::StringLiterals;

/// The table of the API. The routes that are asked all the time stand first.
std::vector<Route> HttpApi::allRoutes(std::vector<Route> others)
{
    using enum HttpMethod;
    using enum Role;
    using enum Runs;
    using std::bind_front;

    const auto list = [this](const Call &call) -> Answer {
        if (call.query.hasQueryItem(u"at"_s))
            return m_history.then(call);
        const bool isHistory =
            call.query.hasQueryItem(u"finished_after"_s) || call.query.hasQueryItem(u"finished_before"_s);
        return isHistory ? m_history.finished(call) : m_processes.list(call);
    };
    const auto eachLine = [this](ChangeByLine change) {
        return [this, change](const Call &call) {
            return m_bulk.eachLine(call, [this, change, origin = call.origin](const QByteArray &line) {
                return changeByLine(line, origin, change);
            });
        };
    };
    const QueryParameters filterAndPage{
        .takesFilter = true,
        .others = {"sort"_L1, "limit"_L1, "cursor"_L1, "finished_after"_L1, "finished_before"_L1, "full"_L1, "at"_L1}};
    const QueryParameters page{.others = {"limit"_L1, "cursor"_L1}};
    using ProcessAnswers = Answer (ProcessController::*)(const Call &);
    const auto process = [this](ProcessAnswers function) { return bind_front(function, &m_processes); };
    const auto bulk = [this](auto function) { return bind_front(function, &m_bulk); };
    const auto settings = [this](auto function) { return bind_front(function, &m_settings); };
    const auto service = [this](auto function) { return bind_front(function, &m_service); };

    std::vector<Route> routes{
        {Get, "/processes/{process_id}", Viewer, HereOrOnDisk, BodyKind::Ignored,
         "A process as it stands, tracked or in the history.", process(&ProcessController::get),
         QueryParameters{.others = {"full"_L1}}},
        {Patch, "/processes/{process_id}", Reporter, HereOrOnDisk, BodyKind::Optional,
         "Reports on a process; an empty report is a sign of life.", process(&ProcessController::report)},
        {Delete, "/processes/{process_id}", Operator, HereOrOnDisk, BodyKind::Ignored, "Forgets a finished process.",
         process(&ProcessController::remove), QueryParameters{.others = {"reason"_L1}}},
        {Get, "/processes", Viewer, HereOrOnDisk, BodyKind::Ignored,
         "Processes, oldest first; with finished_after or finished_before those of the history, with at as it was "
         "then.",
         list, filterAndPage},
        {Post, "/processes", Reporter, HereOrOnDisk, BodyKind::Object, "Starts to track a process.",
         process(&ProcessController::start)},
        {Post, "/processes/{process_id}/cancel", Operator, HereOrOnDisk, BodyKind::Optional,
         "Cancels a live process; with dry_run tells which dependents would end with it.",
         process(&ProcessController::cancel)},
        {Post, "/processes/{process_id}/retry", Operator, HereOrOnDisk, BodyKind::Optional,
         "Retries a process that failed, timed out or was cancelled, now; with dependents also those below it.",
         process(&ProcessController::retry)},
        {Get, "/processes/{process_id}/events", Viewer, OnDisk, BodyKind::Ignored,
         "The life of a process, oldest event first.", bind_front(&HistoryController::events, &m_history), page},
        {Get, "/processes/{process_id}/attempts", Viewer, HereOrOnDisk, BodyKind::Ignored,
         "The attempts of a process, the current one first.", process(&ProcessController::attempts)},
        {Get, "/processes/{process_id}/series", Viewer, OnDisk, BodyKind::Ignored,
         "The course of an attempt: its progress and figures over time.", bind_front(&SeriesController::get, &m_series),
         QueryParameters{.others = {"attempt"_L1}}},
        {Get, "/processes/{process_id}/graph", Viewer, HereOrOnDisk, BodyKind::Ignored,
         "The processes that depend on each other around one, and the critical path through them.",
         bind_front(&GraphController::get, &m_graphs)},
        {Post, "/processes/batch", Reporter, Here, BodyKind::Lines, "Starts and reports, one a line.",
         eachLine(&ProcessController::startOrReport)},
        {Post, "/processes/import", Operator, Here, BodyKind::Lines,
         "Takes whole processes over as they stood elsewhere, one a line.", eachLine(&ProcessController::import)},
        {Post, "/processes/cancel", Operator, Here, BodyKind::Object, "Cancels all processes that a filter matches.",
         bulk(&BulkController::cancel)},
        {Post, "/processes/retry", Operator, Here, BodyKind::Object, "Retries all processes that a filter matches.",
         bulk(&BulkController::retry)},
        {Get, "/processes/types", Viewer, Here, BodyKind::Ignored, "The types that processes may have.",
         settings(&SettingsController::types)},
        {Put, "/processes/types/{process_type}", Admin, Here, BodyKind::None, "Registers a type.",
         settings(&SettingsController::registerType)},
        {Get, "/processes/statuses", Viewer, Here, BodyKind::Ignored, "The statuses that processes may have.",
         service(&ServiceController::statuses)},
        {Get, "/retry-policies", Viewer, Here, BodyKind::Ignored, "The retry policies of the types.",
         settings(&SettingsController::policies)},
        {Put, "/retry-policies/{process_type}", Admin, Here, BodyKind::Object, "Sets the retry policy of a type.",
         settings(&SettingsController::setPolicy)},
        {Get, "/history", Viewer, OnDisk, BodyKind::Ignored, "How far back the history goes.",
         bind_front(&HistoryController::range, &m_history)},
        {Get, "/settings/events", Viewer, OnDisk, BodyKind::Ignored,
         "Who set which type and which policy, oldest first.", bind_front(&HistoryController::settings, &m_history),
         page},
        {Post, "/ws-ticket", Viewer, Here, BodyKind::None, "A ticket for one connection to the feed.",
         service(&ServiceController::ticket)},
        {Get, "/ws/processes", Viewer, Here, BodyKind::Ignored, "The feed, as a WebSocket.",
         service(&ServiceController::feed), std::nullopt, WebSocketKind::Processes},
        {Get, "/health", Anyone, Here, BodyKind::Ignored, "How the server is, and how many processes there are.",
         service(&ServiceController::health)},
    };
    const auto expectations = [this](auto function) { return bind_front(function, &m_expectations); };
    routes.insert(
        routes.end(),
        {
            {Get, "/expectations", Viewer, Here, BodyKind::Ignored, "The expectations, by name.",
             expectations(&ExpectationController::list), QueryParameters{.others = {"tag"_L1}}},
            {Get, "/expectations/{name}", Viewer, Here, BodyKind::Ignored,
             "An expectation: its definition, its state, and its last runs.",
             expectations(&ExpectationController::get)},
            {Put, "/expectations/{name}", Admin, Here, BodyKind::Object,
             "Expects a job to run every so often, or at certain times.", expectations(&ExpectationController::put)},
            {Delete, "/expectations/{name}", Admin, Here, BodyKind::Ignored, "Expects it no longer.",
             expectations(&ExpectationController::remove), QueryParameters{.others = {"reason"_L1}}},
            {Post, "/expectations/{name}/pause", Operator, Here, BodyKind::Optional,
             "Expects nothing until it is resumed.", expectations(&ExpectationController::pause)},
            {Post, "/expectations/{name}/resume", Operator, Here, BodyKind::Reason, "Expects the next run from now on.",
             expectations(&ExpectationController::resume)},
            {Get, "/expectations/{name}/key", Admin, Here, BodyKind::Ignored, "The secret URL that its job pings.",
             expectations(&ExpectationController::key)},
            {Post, "/expectations/{name}/key", Admin, Here, BodyKind::Reason,
             "Gives it another secret URL; the one before is nobody's then.",
             expectations(&ExpectationController::newKey)},
            {Post, "/expectations/{name}/ping", Reporter, Here, BodyKind::Optional,
             "Says that its job began, ended or failed.", expectations(&ExpectationController::pingByName)},
        });
    // Whoever knows the key may ping, with whatever program.
    for (const HttpMethod method : {Get, Post}) {
        const BodyKind body = method == Get ? BodyKind::Ignored : BodyKind::Note;
        for (const char *pattern : {"/ping/{name}", "/ping/{name}/{signal}"}) {
            routes.push_back({method, pattern, Anyone, Here, body, "Says that a job began, ended or failed.",
                              expectations(&ExpectationController::ping), std::nullopt});
        }
    }
    if (m_output.hasStore()) {
        const auto output = [this](auto function) { return bind_front(function, &m_output); };
        routes.insert(routes.end(),
                      {
                          {Post, "/processes/{process_id}/output", Reporter, OnOutput, BodyKind::Bytes,
                           "Appends to the output of an attempt.", output(&OutputController::append),
                           QueryParameters{.others = {"attempt"_L1, "offset"_L1, "stream"_L1}}},
                          {Get, "/processes/{process_id}/output", Viewer, OnOutput, BodyKind::Ignored,
                           "The output of an attempt, as bytes.", output(&OutputController::read),
                           QueryParameters{.others = {"attempt"_L1, "offset"_L1, "limit"_L1, "tail"_L1, "stream"_L1}}},
                          {Get, "/processes/{process_id}/output/lines", Viewer, OnOutput, BodyKind::Ignored,
                           "Lines of the output of an attempt.", output(&OutputController::lines),
                           QueryParameters{.others = {"attempt"_L1, "line"_L1, "offset"_L1, "at"_L1, "count"_L1}}},
                          {Get, "/processes/{process_id}/output/search", Viewer, OnSearch, BodyKind::Ignored,
                           "Lines of the output of an attempt that match.", output(&OutputController::search),
                           QueryParameters{.others = {"q"_L1, "attempt"_L1, "regex"_L1, "case"_L1, "context"_L1,
                                                      "limit"_L1, "from_line"_L1, "backwards"_L1}}},
                          {Get, "/ws/processes/{process_id}/output", Viewer, Here, BodyKind::Ignored,
                           "The output of an attempt as it comes, as a WebSocket.", output(&OutputController::live),
                           std::nullopt, WebSocketKind::Output},
                          {Get, "/ws/processes/{process_id}/output/append", Reporter, Here, BodyKind::Ignored,
                           "Takes the output of an attempt as it comes, as a WebSocket.",
                           output(&OutputController::live), std::nullopt, WebSocketKind::Append},
                      });
    }
    if (m_analytics.hasSummaries()) {
        routes.push_back({Get, "/analytics", Viewer, OnDisk, BodyKind::Ignored,
                          "What past runs have in common: how many, how they ended, how long they took.",
                          bind_front(&AnalyticsController::summary, &m_analytics),
                          AnalyticsController::summaryParameters});
        routes.push_back({Get, "/analytics/slowest", Viewer, OnDisk, BodyKind::Ignored,
                          "The names whose runs take longest.", bind_front(&AnalyticsController::slowest, &m_analytics),
                          AnalyticsController::slowestParameters});
    }
    if (m_schedules.hasRunner()) {
        const auto schedules = [this](auto function) { return bind_front(function, &m_schedules); };
        routes.insert(
            routes.end(),
            {
                {Get, "/schedules", Viewer, Here, BodyKind::Ignored, "The schedules, by name.",
                 schedules(&ScheduleController::list)},
                {Get, "/schedules/preview", Viewer, Here, BodyKind::Ignored,
                 "When a rule would be due, and the rule in words.", schedules(&ScheduleController::preview),
                 QueryParameters{.others = {"rule"_L1, "time_zone"_L1}}},
                {Get, "/schedules/{name}", Viewer, Here, BodyKind::Ignored,
                 "A schedule: its definition, its cursor, its next times, and what became of the last ones.",
                 schedules(&ScheduleController::get)},
                {Put, "/schedules/{name}", Admin, Here, BodyKind::Object, "Makes a schedule, or defines it anew.",
                 schedules(&ScheduleController::put)},
                {Delete, "/schedules/{name}", Admin, Here, BodyKind::Ignored, "Removes a schedule. Its runs go on.",
                 schedules(&ScheduleController::remove), QueryParameters{.others = {"reason"_L1}}},
                {Post, "/schedules/{name}/run", Operator, Here, BodyKind::Reason, "Starts a run at once.",
                 schedules(&ScheduleController::run)},
                {Post, "/schedules/{name}/pause", Operator, Here, BodyKind::Optional,
                 "Starts nothing until it is resumed.", schedules(&ScheduleController::pause)},
                {Post, "/schedules/{name}/resume", Operator, Here, BodyKind::Reason,
                 "Goes on; the times meanwhile are left out.", schedules(&ScheduleController::resume)},
                {Post, "/schedules/{name}/cursor", Admin, Here, BodyKind::Object,
                 "Sets the time up to which everything counts as decided.", schedules(&ScheduleController::moveCursor)},
                {Post, "/schedules/{name}/backfill", Operator, Here, BodyKind::Object,
                 "Runs the times of a range in the past.", schedules(&ScheduleController::fillBack)},
            });
    }
    std::move(others.begin(), others.end(), std::back_inserter(routes));
    return routes;
}

} // namespace Procession
