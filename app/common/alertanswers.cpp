// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertanswers.h"

#include "jsonreader.h"
#include "maskedname.h"
#include "nearestname.h"
#include "processtracker.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostEnded = AlertFile::keptEpisodes;

/// A change that holds but couldn't be written down.
Refusal notWritten(const Error &error)
{
    return {503, "not_stored", u"It holds, but isn't stored yet: %1"_s.arg(error.message)};
}

Refusal refusalOf(const Error &error)
{
    return error.code == ErrorCode::Io ? notWritten(error) : Refusal(error);
}

HttpResponse listOf(const std::vector<AlertEpisode> &episodes)
{
    return jsonResponse(200, [&episodes](ObjectWriter &body) {
        ArrayWriter list = body.array("alerts");
        for (const AlertEpisode &episode : episodes) {
            ObjectWriter object = list.object();
            writeAlertEpisode(object, episode);
        }
    });
}

Answer listAlerts(AlertService &alerts, const ProcessTracker &tracker, const Call &call)
{
    const QString state = call.query.queryItemValue(u"state"_s);
    const QString text = call.query.queryItemValue(u"limit"_s);
    bool isNumber = true;
    const int limit = text.isEmpty() ? 100 : text.toInt(&isNumber);
    if (!isNumber || limit < 1 || limit > mostEnded)
        return Refusal({ErrorCode::InvalidField, u"limit is a whole number from 1 to %1."_s.arg(mostEnded), u"limit"_s},
                       400);
    if (state == "ended"_L1) {
        return answerByEngine(alerts, [limit](AlertEngine &engine) -> HttpResponse {
            const auto episodes = engine.endedEpisodes(limit);
            return episodes ? listOf(*episodes) : HttpResponse(Refusal(episodes.error()));
        });
    }
    if (!state.isEmpty() && state != "open"_L1)
        return Refusal({ErrorCode::InvalidField, u"state is open or ended."_s, u"state"_s}, 400);
    std::vector<AlertEpisode> open;
    const AlertBoard board = tracker.alerts();
    for (const auto &[number, episode] : board.episodes()) {
        if (text.isEmpty() || open.size() < static_cast<size_t>(limit))
            open.push_back(*episode);
    }
    return listOf(open);
}

HttpResponse episodeAnswer(const AlertEngine &engine, quint64 number)
{
    const std::vector<AlertEpisode> open = engine.episodes();
    const auto found = std::find_if(open.begin(), open.end(),
                                    [number](const AlertEpisode &one) { return one.facts.episode == number; });
    if (found == open.end())
        return Refusal({ErrorCode::UnknownAlert, u"No alert %1 is open; GET /alerts lists them."_s.arg(number), {}});
    return jsonResponse(200, [&found](ObjectWriter &body) {
        ObjectWriter object = body.object("alert");
        writeAlertEpisode(object, *found);
    });
}

/// A silence of what the episode is about. A group of several names is silenced by its rule alone.
AlertSilence silenceOf(const AlertMessage &facts)
{
    AlertSilence silence;
    silence.rule = facts.rule;
    if (facts.subjects > 1)
        return silence;
    silence.type = facts.type;
    // Runs that differ by a number or a date in their name are one cause.
    silence.name =
        facts.type.isEmpty() ? facts.name : QString::fromUtf8(maskedName(facts.name.toUtf8())).replace(u'0', u'*');
    return silence;
}

HttpResponse silenceAnswer(int status, const AlertEngine &engine, quint64 id)
{
    const auto &silences = engine.silences();
    const auto found = std::find_if(silences.begin(), silences.end(), [id](const auto &one) { return one.id == id; });
    return jsonResponse(status, [&](ObjectWriter &body) {
        if (found == silences.end())
            return;
        ObjectWriter object = body.object("silence");
        writeAlertSilence(object, *found);
    });
}

Answer silenceAlert(AlertService &alerts, const ProcessTracker &tracker, const Call &call)
{
    const AlertEpisodePtr episode = tracker.findAlert(call.name.toULongLong());
    if (!episode)
        return Refusal(
            {ErrorCode::UnknownAlert, u"No alert %1 is open; GET /alerts lists them."_s.arg(call.name.left(64)), {}});
    JsonReader reader(call.body);
    reader.onlyKeys({"reason"_L1, "duration"_L1, "ends_at"_L1});
    if (reader.error())
        return Refusal(*reader.error());
    return answerByEngine(
        alerts,
        [body = call.body, facts = episode->facts, who = whoAsked(call.origin)](AlertEngine &engine) -> HttpResponse {
            const auto asked = alertSilenceFromJson(body, engine.wallMs());
            if (!asked)
                return Refusal(asked.error());
            AlertSilence silence = silenceOf(facts);
            silence.reason = asked->reason;
            silence.endsMs = asked->endsMs;
            silence.who = who;
            const auto id = engine.addSilence(silence);
            return id ? silenceAnswer(201, engine, *id) : HttpResponse(refusalOf(id.error()));
        });
}

} // namespace

QString whoAsked(const Origin &origin)
{
    if (!origin.actor)
        return u"this server"_s;
    const Actor &actor = *origin.actor;
    QString who = actor.name.isEmpty() ? QString(wireName(actor.kind)) : actor.name.toString();
    if (!actor.client.isEmpty())
        who += u" (%1)"_s.arg(actor.client.toString());
    return who;
}

std::vector<Route> episodeRoutes(AlertService &alerts, const ProcessTracker &tracker)
{
    return {
        {.method = HttpMethod::Get,
         .pattern = "/alerts",
         .role = Role::Viewer,
         .summary = "The alerts that are open, oldest first, or those that are over, newest first.",
         .answer = [&alerts, &tracker](const Call &call) { return listAlerts(alerts, tracker, call); },
         .query = QueryParameters{.others = {"state"_L1, "limit"_L1}}},
        {.method = HttpMethod::Post,
         .pattern = "/alerts/{name}/acknowledge",
         .role = Role::Operator,
         .body = BodyKind::Reason,
         .summary = "Sends no more reminders of an alert; its end is told.",
         .answer = [&alerts](const Call &call) -> Answer {
             return answerByEngine(
                 alerts,
                 [number = call.name.toULongLong(), who = whoAsked(call.origin)](AlertEngine &engine) -> HttpResponse {
                     const auto done = engine.acknowledge(number, who);
                     return done ? episodeAnswer(engine, number) : HttpResponse(refusalOf(done.error()));
                 });
         }},
        {.method = HttpMethod::Post,
         .pattern = "/alerts/{name}/silence",
         .role = Role::Operator,
         .body = BodyKind::Object,
         .summary = "Tells nothing of what an alert is about, for a while and for a reason.",
         .answer = [&alerts, &tracker](const Call &call) { return silenceAlert(alerts, tracker, call); }},
    };
}

std::vector<Route> silenceRoutes(AlertService &alerts)
{
    return {
        {.method = HttpMethod::Get,
         .pattern = "/alert-silences",
         .role = Role::Viewer,
         .summary = "The silences that hold.",
         .answer = [&alerts](const Call &) -> Answer {
             return answerByEngine(alerts, [](AlertEngine &engine) {
                 return jsonResponse(200, [&engine](ObjectWriter &body) {
                     ArrayWriter list = body.array("silences");
                     for (const AlertSilence &silence : engine.silences()) {
                         ObjectWriter object = list.object();
                         writeAlertSilence(object, silence);
                     }
                 });
             });
         }},
        {.method = HttpMethod::Post,
         .pattern = "/alert-silences",
         .role = Role::Operator,
         .body = BodyKind::Object,
         .summary = "Tells nothing of some rules, types or names, for a while and for a reason.",
         .answer = [&alerts](const Call &call) -> Answer {
             return answerByEngine(
                 alerts, [body = call.body, who = whoAsked(call.origin)](AlertEngine &engine) -> HttpResponse {
                     auto silence = alertSilenceFromJson(body, engine.wallMs());
                     if (!silence)
                         return Refusal(silence.error());
                     silence->who = who;
                     const auto id = engine.addSilence(*silence);
                     return id ? silenceAnswer(201, engine, *id) : HttpResponse(refusalOf(id.error()));
                 });
         }},
        {.method = HttpMethod::Delete,
         .pattern = "/alert-silences/{name}",
         .role = Role::Operator,
         .summary = "Ends a silence; what still lasts is told.",
         .answer = [&alerts](const Call &call) -> Answer {
             return answerByEngine(alerts, [id = call.name.toULongLong()](AlertEngine &engine) -> HttpResponse {
                 const auto done = engine.removeSilence(id);
                 HttpResponse gone;
                 gone.status = 204;
                 return done ? gone : HttpResponse(refusalOf(done.error()));
             });
         }},
    };
}

} // namespace Procession
