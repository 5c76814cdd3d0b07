// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertroutes.h"

#include "alertanswers.h"
#include "alertrulejson.h"
#include "processtracker.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

HttpResponse ruleAnswer(int status, const KeptAlertRule &rule)
{
    HttpResponse response = jsonResponse(status, [&rule](ObjectWriter &body) {
        ObjectWriter object = body.object("alert_rule");
        writeKeptAlertRule(object, rule);
    });
    response.afterSeq = rule.seq;
    return response;
}

Error unknownRule(const QString &name)
{
    return {ErrorCode::UnknownAlertRule, u"There is no alert rule \"%1\"; GET /alert-rules lists them."_s.arg(name),
            u"name"_s};
}

Answer listRules(const ProcessTracker &tracker)
{
    return jsonResponse(200, [board = tracker.alerts()](ObjectWriter &body) {
        ArrayWriter list = body.array("alert_rules");
        for (const auto &[name, rule] : board.rules()) {
            ObjectWriter object = list.object();
            writeKeptAlertRule(object, *rule);
        }
    });
}

Answer putRule(const AlertService &alerts, ProcessTracker &tracker, const Call &call)
{
    const auto rule = alertRuleFromJson(call.name, call.body);
    if (!rule)
        return Refusal(rule.error());
    if (const auto checked = checkChannels(rule->channels, alerts.settings().channelNames()); !checked)
        return Refusal(checked.error());
    const bool isNew = !tracker.findAlertRule(rule->name);
    const auto kept = tracker.putAlertRule(*rule, false, call.origin);
    return kept ? Answer(ruleAnswer(isNew ? 201 : 200, **kept)) : Refusal(kept.error());
}

Answer removeRule(ProcessTracker &tracker, const Call &call)
{
    const auto removed = tracker.removeAlertRule(call.name, false, call.origin);
    if (!removed)
        return Refusal(removed.error().code == ErrorCode::UnknownAlertRule ? unknownRule(call.name) : removed.error());
    return ruleAnswer(200, **removed);
}

std::vector<Route> ruleRoutes(AlertService &alerts, ProcessTracker &tracker)
{
    return {
        {.method = HttpMethod::Get,
         .pattern = "/alert-rules",
         .role = Role::Viewer,
         .summary = "The rules of alerts, by name.",
         .answer = [&tracker](const Call &) { return listRules(tracker); }},
        {.method = HttpMethod::Get,
         .pattern = "/alert-rules/{name}",
         .role = Role::Viewer,
         .summary = "A rule of alerts.",
         .answer = [&tracker](const Call &call) -> Answer {
             const AlertRulePtr rule = tracker.findAlertRule(call.name);
             return rule ? Answer(ruleAnswer(200, *rule)) : Refusal(unknownRule(call.name));
         }},
        {.method = HttpMethod::Put,
         .pattern = "/alert-rules/{name}",
         .role = Role::Admin,
         .body = BodyKind::Object,
         .summary = "Makes a rule of alerts, or defines it anew.",
         .answer = [&alerts, &tracker](const Call &call) { return putRule(alerts, tracker, call); }},
        {.method = HttpMethod::Delete,
         .pattern = "/alert-rules/{name}",
         .role = Role::Admin,
         .summary = "Removes a rule of alerts; its episodes end without a message.",
         .answer = [&tracker](const Call &call) { return removeRule(tracker, call); },
         .query = QueryParameters{.others = {"reason"_L1}}},
    };
}

} // namespace

std::vector<Route> alertRoutes(AlertService &alerts, ProcessTracker &tracker)
{
    std::vector<Route> routes = ruleRoutes(alerts, tracker);
    for (std::vector<Route> more : {episodeRoutes(alerts, tracker), silenceRoutes(alerts), channelRoutes(alerts)})
        std::move(more.begin(), more.end(), std::back_inserter(routes));
    return routes;
}

} // namespace Procession
