// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertwindow.h"

#include "alertrulejson.h"
#include "rehearsalrun.h"

#include <QJsonDocument>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int rehearsedDays = 7;

/// What an answer over the network would have told.
Result<QJsonObject> resultOf(const HttpResponse &response)
{
    const QJsonObject body = QJsonDocument::fromJson(response.body).object();
    if (response.status / 100 == 2)
        return body;
    const QJsonObject error = body["error"_L1].toObject();
    const QString field = error["field"_L1].toString();
    return Error{field.isEmpty() ? ErrorCode::Io : ErrorCode::InvalidField, error["message"_L1].toString(), field};
}

} // namespace

AlertWindow::AlertWindow(std::vector<Route> routes, const Archive *archive, const Clock &clock)
    : m_routes(std::move(routes))
    , m_archive(archive)
    , m_clock(clock)
{
}

Result<QJsonObject> AlertWindow::rehearse(const QJsonObject &body) const
{
    if (!m_archive)
        return Error{ErrorCode::Io, u"This server keeps no history."_s, {}};
    QJsonObject fields = body;
    const QString name = fields.take("name"_L1).toString();
    const auto rule = alertRuleFromJson(name, fields);
    if (!rule)
        return rule.error();
    const auto told = RehearsalRun(*m_archive, m_clock, *rule, rehearsedDays).finish();
    if (!told)
        return told.error();
    QByteArray json;
    {
        ObjectWriter object(json);
        writeRehearsal(object, *told);
    }
    return QJsonDocument::fromJson(json).object();
}

void AlertWindow::ask(const AlertQuestion &question, const Operator::AlertsRead &done) const
{
    if (question.what == AlertQuestion::What::Rehearse) {
        done(rehearse(question.body));
        return;
    }
    const AlertRoute asked = routeOf(question.what);
    const QByteArray method(asked.method.data(), asked.method.size());
    const QByteArray pattern(asked.pattern.data(), asked.pattern.size());
    const auto route = std::find_if(m_routes.begin(), m_routes.end(), [&](const Route &one) {
        return one.pattern == pattern && nameOf(one.method) == method;
    });
    if (route == m_routes.end()) {
        done(Error{ErrorCode::Io, u"This program has no alerts."_s, {}});
        return;
    }
    const HttpRequest request;
    const Call call{.request = request,
                    .name = question.name,
                    .origin = {.actor = Actor{.kind = Actor::Kind::Window}},
                    .query = QUrlQuery(QString(asked.query)),
                    .body = question.body};
    const Answer answer = route->answer(call);
    if (!answer)
        done(Error{ErrorCode::Io, u"There is no answer."_s, {}});
    else if (answer->later)
        answer->later([done](const HttpResponse &made) { done(resultOf(made)); });
    else
        done(resultOf(*answer));
}

} // namespace Procession
