// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpapi.h"

#include "jsonbody.h"
#include "jsonreader.h"

#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Refusal notFound(const QByteArray &path)
{
    return Refusal(404, "unknown_path",
                   u"There is nothing at %1; the API begins at /processes."_s.arg(QString::fromLatin1(path.left(256))));
}

Refusal methodNotAllowed(const QByteArray &allowed)
{
    return Refusal(405, "method_not_allowed", u"This path takes %1."_s.arg(QString::fromLatin1(allowed)))
        .withHeader("Allow", allowed);
}

/// What a browser asks before it lets a page send a request.
HttpResponse preflightAnswer(const QByteArray &allowed)
{
    HttpResponse response;
    response.status = 204;
    response.headers = {{"Allow", allowed},
                        {"Access-Control-Allow-Methods", allowed},
                        {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                        {"Access-Control-Max-Age", "600"}};
    return response;
}

/// The object in a request's body, empty where the route takes none.
Result<QJsonObject> readBody(const QByteArray &body, BodyKind kind)
{
    if (kind == BodyKind::Ignored || kind == BodyKind::Lines || kind == BodyKind::Bytes || kind == BodyKind::Note
        || (kind != BodyKind::Object && QByteArrayView(body).trimmed().isEmpty()))
        return QJsonObject();
    auto object = objectFromJson(body);
    if (!object || object->isEmpty() || kind != BodyKind::None)
        return object;
    const QString field = object->begin().key().left(64);
    return Error{ErrorCode::InvalidField, u"This request takes no fields, so not \"%1\"."_s.arg(field), field};
}

} // namespace

HttpApi::HttpApi(const ServerParts &parts, Authenticator &authenticator, const ApiOptions &options,
                 std::function<qsizetype()> subscribers)
    : m_store(parts.store)
    , m_options(options)
    , m_authenticator(authenticator)
    , m_access(options.allowedHosts, options.allowedOrigins)
    , m_processes(parts)
    , m_history(parts)
    , m_series(parts)
    , m_graphs(parts)
    , m_schedules(parts)
    , m_expectations(parts, authenticator, m_origins)
    , m_bulk(parts, options.maxBodyBytes)
    , m_settings(parts)
    , m_service(parts, authenticator, std::move(subscribers))
    , m_output(parts)
    , m_analytics(parts)
    , m_routes(allRoutes(parts.routes))
    , m_noMemory(Refusal(503, "out_of_memory", outOfMemoryMessage()).withRetryAfter(std::chrono::seconds(5)))
    , m_outOfMemory(m_noMemory)
{
}

Admission HttpApi::admit(const HttpRequest &head) const
{
    if (auto foreign = m_access.refuse(head))
        return {.refusal = std::move(foreign)};
    RouteTable::Match match = m_routes.find(head.path);
    const Route *route = match.place ? match.place->route(head.method) : nullptr;
    Admission admission{.bodyLimit = bodyLimit(route),
                        .headers = m_access.corsHeaders(head),
                        .place = match.place,
                        .parameter = std::move(match.parameter)};
    if (head.method == HttpMethod::Options || (route && route->role == Role::Anyone))
        return admission;
    if (const auto principal = m_authenticator.identify(head); principal) {
        admission.principal = *principal;
    } else {
        admission.refusal = principal.error();
        admission.refusal->close = principal.error().status == 429; // another guess costs another connection
    }
    return admission;
}

qsizetype HttpApi::bodyLimit(const Route *route) const
{
    switch (route ? route->body : BodyKind::Ignored) {
    case BodyKind::Lines:
        return m_options.maxBatchBytes;
    case BodyKind::Bytes:
        return OutputController::maxAppendBytes;
    case BodyKind::Note:
        return ExpectationController::maxPingBytes;
    case BodyKind::Ignored:
    case BodyKind::None:
    case BodyKind::Reason:
    case BodyKind::Optional:
    case BodyKind::Object:
        break;
    }
    return m_options.maxBodyBytes;
}

Runs HttpApi::runs(const HttpRequest &request, const Admission &admission)
{
    const Route *route = admission.place ? admission.place->route(request.method) : nullptr;
    return route ? route->runs : Runs::Here;
}

Answer HttpApi::answer(const HttpRequest &request, const Admission &admission, bool mayUseDisk,
                       const std::stop_token &stop) const
{
    try {
        return dispatch(request, admission, mayUseDisk, stop);
    } catch (const std::bad_alloc &) {
        return m_outOfMemory;
    }
}

Answer HttpApi::dispatch(const HttpRequest &request, const Admission &admission, bool mayUseDisk,
                         const std::stop_token &stop) const
{
    const RoutePlace *place = admission.place;
    if (request.method == HttpMethod::Options)
        return preflightAnswer(place ? place->allowed() : RouteTable::allMethods());
    if (!place)
        return notFound(request.path);
    const Route *route = place->route(request.method);
    if (!route)
        return methodNotAllowed(place->allowed());
    if (route->changes()) {
        if (const auto refusal = refuseUnlessStoring(m_store))
            return *refusal;
    }

    Call call{.request = request, .principal = admission.principal, .mayUseDisk = mayUseDisk, .stop = stop};
    if (!request.query.isEmpty() && route->query) {
        const auto query = queryOf(request.query, *route->query);
        if (!query)
            return Refusal(query.error(), 400);
        call.query = *query;
    }
    if (!mayUseDisk && route->runs != Runs::Here && route->runs != Runs::HereOrOnDisk)
        return needsDisk;
    if (place->parameter() == RoutePlace::Parameter::ProcessId) {
        const auto id = ProcessId::fromBytes(admission.parameter);
        if (!id) {
            return Refusal({ErrorCode::UnknownProcess,
                            u"There is no such process: an id is %1"_s.arg(ProcessId::rule()), u"process_id"_s});
        }
        call.process = *id;
    } else if (place->parameter() == RoutePlace::Parameter::ProcessType) {
        call.type = ProcessType::fromString(QString::fromUtf8(admission.parameter));
    } else if (place->parameter() == RoutePlace::Parameter::Name) {
        call.name = QString::fromUtf8(admission.parameter);
    }
    const auto body = readBody(request.body, route->body);
    if (!body)
        return Refusal(body.error());
    call.body = *body;
    if (route->changes())
        call.origin = originOf(request, *admission.principal);
    if (route->body == BodyKind::Reason) {
        JsonReader reader(call.body);
        reader.onlyKeys({"reason"_L1});
        call.origin.reason = reasonFrom(reader);
        if (reader.error())
            return Refusal(*reader.error());
    }
    return route->answer(call);
}

ProcessAnswer HttpApi::changeByLine(const QByteArray &line, const Origin &origin, ChangeByLine change)
{
    try {
        if (const auto refusal = refuseUnlessStoring(m_store))
            return *refusal;
        const auto object = objectFromJson(line);
        if (!object)
            return Refusal(object.error());
        return (m_processes.*change)(*object, origin);
    } catch (const std::bad_alloc &) {
        return m_noMemory;
    }
}

} // namespace Procession
