// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertwindow.h"

#include <QJsonDocument>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

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

void AlertWindow::ask(const AlertQuestion &question, const Operator::AlertsRead &done) const
{
    const AlertRoute asked = routeOf(question.what);
    const QByteArray method(asked.method.data(), asked.method.size());
    const QByteArray pattern(asked.pattern.data(), asked.pattern.size());
    const auto route = std::find_if(m_routes.begin(), m_routes.end(), [&](const Route &one) {
        return one.pattern == pattern && nameOf(one.method) == method;
    });
    if (route == m_routes.end()) {
        const bool isHistory = question.what == AlertQuestion::What::Rehearse;
        done(Error{
            ErrorCode::Io, isHistory ? u"This server keeps no history."_s : u"This program has no alerts."_s, {}});
        return;
    }
    const HttpRequest request;
    const Call call{.request = request,
                    .name = question.name,
                    .origin = {.actor = Actor{.kind = Actor::Kind::Window}},
                    .query = queryOf(question),
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
