// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertanswers.h"
#include "alertnotification.h"
#include "delivery.h"
#include "nearestname.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

const ChannelSettings *channelOf(const AlertService &alerts, const QString &name)
{
    for (const ChannelSettings &channel : alerts.settings().channels) {
        if (channel.name == name)
            return &channel;
    }
    return nullptr;
}

Refusal unknownChannel(const AlertService &alerts, const QString &name)
{
    const QStringList known = alerts.settings().channelNames();
    return Refusal({ErrorCode::UnknownChannel,
                    u"There is no channel \"%1\""_s.arg(name.left(64))
                        + (known.isEmpty() ? u"; the configuration file has no [alerts.channels.NAME]."_s
                                           : suggestion(name, known)),
                    u"name"_s});
}

void writeTry(ObjectWriter &channel, const char *key, const std::optional<OutboxEntry> &entry)
{
    if (!entry) {
        channel.null(key);
        return;
    }
    ObjectWriter object = channel.object(key);
    object.text("id", entry->id);
    object.integer("alert", entry->message.episode);
    object.text("title", alertTitle(entry->message));
    object.ascii("state", wireName(entry->state));
    object.integer("tries", entry->tries);
    object.seconds("at", entry->triedMs);
    if (entry->reason.isEmpty())
        object.null("error");
    else
        object.text("error", entry->reason);
}

/// Names, kinds, and how the last messages went: nothing of where they go, and no secret.
HttpResponse listChannels(AlertService &alerts)
{
    const auto states = alerts.channelStates();
    if (!states)
        return Refusal(states.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter list = body.array("channels");
        for (const ChannelSettings &settings : alerts.settings().channels) {
            const AlertService::ChannelState &state = states->at(settings.name);
            ObjectWriter channel = list.object();
            channel.text("name", settings.name);
            channel.text("kind", settings.kind);
            channel.integer("waiting", state.due);
            writeTry(channel, "last", state.last);
            writeTry(channel, "last_delivered", state.delivered);
        }
    });
}

HttpResponse outcomeOf(const DeliveryOutcome &outcome)
{
    return jsonResponse(200, [&outcome](ObjectWriter &body) {
        body.boolean("delivered", outcome.kind == DeliveryOutcome::Kind::Delivered);
        body.boolean("again", outcome.kind == DeliveryOutcome::Kind::Again);
        if (outcome.reason.isEmpty())
            body.null("message");
        else
            body.text("message", outcome.reason);
    });
}

Answer testChannel(AlertService &alerts, const QString &name)
{
    if (!channelOf(alerts, name))
        return unknownChannel(alerts, name);
    HttpResponse response;
    response.later = [&alerts, name](const auto &done) {
        QMetaObject::invokeMethod(&alerts, [&alerts, name, done] {
            alerts.test(name, [done](const DeliveryOutcome &outcome) { done(outcomeOf(outcome)); });
        });
    };
    return response;
}

/// What a message would look like as it goes out.
Answer preview(const AlertService &alerts, const QString &name, qint64 nowMs)
{
    const ChannelSettings *channel = channelOf(alerts, name);
    if (!channel)
        return unknownChannel(alerts, name);
    const DeliveryPreview shown = previewOf(*channel, exampleNotification(nowMs), nowMs);
    return jsonResponse(200, [&shown](ObjectWriter &body) {
        ObjectWriter object = body.object("preview");
        object.text("method", QString::fromUtf8(shown.method));
        object.text("target", QString::fromUtf8(shown.target));
        {
            ArrayWriter headers = object.array("headers");
            for (const auto &[header, value] : shown.headers) {
                ObjectWriter one = headers.object();
                one.text("name", QString::fromUtf8(header));
                one.text("value", QString::fromUtf8(value));
            }
        }
        object.text("body", QString::fromUtf8(shown.body));
    });
}

} // namespace

std::vector<Route> channelRoutes(AlertService &alerts)
{
    return {
        {.method = HttpMethod::Get,
         .pattern = "/alert-channels",
         .role = Role::Viewer,
         .summary = "The channels by which messages of alerts are sent, and how the last ones went.",
         .answer = [&alerts](const Call &) -> Answer {
             return answerByEngine(alerts, [&alerts](AlertEngine &) { return listChannels(alerts); });
         }},
        {.method = HttpMethod::Post,
         .pattern = "/alert-channels/{name}/test",
         .role = Role::Operator,
         .body = BodyKind::None,
         .summary = "Sends a test message through a channel, and tells what came of it.",
         .answer = [&alerts](const Call &call) { return testChannel(alerts, call.name); }},
        {.method = HttpMethod::Get,
         .pattern = "/alert-channels/{name}/preview",
         .role = Role::Admin,
         .summary = "What a message through a channel looks like, with its secrets masked.",
         .answer = [&alerts](const Call &call) { return preview(alerts, call.name, alerts.wallMs()); }},
    };
}

} // namespace Procession
