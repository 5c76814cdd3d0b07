// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalcontroller.h"

#include "alertrulejson.h"
#include "principal.h"
#include "rehearser.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualDays = 7;
constexpr qsizetype longestAsker = 200;
/// The name of a rule that has none yet; causes and episodes don't depend on it.
const QString unnamed = u"rehearsal"_s;

HttpResponse responseOf(const Rehearser::Outcome &outcome)
{
    using Kind = Rehearser::Problem::Kind;
    if (outcome)
        return jsonResponse(200, [&outcome](ObjectWriter &body) { writeRehearsal(body, *outcome); });
    const QString &message = outcome.error().message;
    switch (outcome.error().kind) {
    case Kind::Busy:
        return Refusal(503, "busy", message).withRetryAfter(std::chrono::seconds(1));
    case Kind::Replaced:
        return Refusal(409, "replaced", message);
    case Kind::CalledOff:
        return Refusal(503, "shutting_down", message);
    case Kind::Unread:
        break;
    }
    return Refusal(Error{ErrorCode::Io, message, {}});
}

/// Who asks: whatever a client calls itself, which nobody with another token can call himself.
QString askerOf(const Call &call)
{
    const QString asker = call.query.queryItemValue(u"asker"_s, QUrl::FullyDecoded);
    if (asker.isEmpty())
        return {};
    return (call.principal ? call.principal->name.toString() : QString()) + u'\n' + asker;
}

Answer rehearse(Rehearser &rehearser, const Call &call)
{
    QJsonObject fields = call.body;
    const QJsonValue name = fields.take("name"_L1);
    const auto days = integerFromQuery(call.query, u"days"_s, 1, Rehearsal::mostDays);
    if (!days)
        return Refusal(days.error(), 400);
    const QString asker = askerOf(call);
    if (asker.size() > longestAsker)
        return Refusal({ErrorCode::InvalidField, u"asker is too long."_s, u"asker"_s}, 400);
    const auto rule = alertRuleFromJson(name.isString() ? name.toString() : unnamed, fields);
    if (!rule)
        return Refusal(rule.error());
    const Rehearser::Request request{
        .rule = *rule, .days = static_cast<int>(days->value_or(usualDays)), .asker = asker};
    const auto number = std::make_shared<quint64>(0);
    HttpResponse response;
    response.later = [&rehearser, request, number](const auto &done) {
        *number = rehearser.ask(request, [done](const Rehearser::Outcome &outcome) { done(responseOf(outcome)); });
    };
    response.gone = [&rehearser, number] { rehearser.cancel(*number); };
    return response;
}

} // namespace

std::vector<Route> rehearsalRoutes(Rehearser &rehearser)
{
    return {{.method = HttpMethod::Post,
             .pattern = "/alert-rules/rehearsal",
             .role = Role::Viewer,
             .body = BodyKind::Object,
             .summary = "What a rule of alerts would have told of the last days.",
             .answer = [&rehearser](const Call &call) { return rehearse(rehearser, call); },
             .query = QueryParameters{.others = {"days"_L1, "asker"_L1}}}};
}

} // namespace Procession
