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

Refusal noMemory()
{
    return Refusal(503, "out_of_memory",
                   u"The server has no memory for this. It may be done in part, and nothing of it is confirmed; ask "
                   "again later."_s)
        .withRetryAfter(std::chrono::seconds(5));
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
    if (kind == BodyKind::Ignored || kind == BodyKind::Lines
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
    , m_bulk(parts, options.maxBodyBytes)
    , m_settings(parts)
    , m_service(parts, authenticator, std::move(subscribers))
    , m_routes(allRoutes(parts.routes))
    , m_noMemory(noMemory())
    , m_outOfMemory(m_noMemory)
{
}

Admission HttpApi::admit(const HttpRequest &head) const
{
    if (auto foreign = m_access.refuse(head))
        return {.refusal = std::move(foreign)};
    const Route *route = m_routes.find(head.path).route(head.method);
    return {.refusal = refuse(head, route),
            .bodyLimit = route && route->body == BodyKind::Lines ? m_options.maxBatchBytes : m_options.maxBodyBytes,
            .headers = m_access.corsHeaders(head)};
}

std::optional<HttpResponse> HttpApi::refuse(const HttpRequest &head, const Route *route) const
{
    if (head.method == HttpMethod::Options || (route && route->role == Role::Anyone))
        return std::nullopt;
    const Authenticator::Access access = m_authenticator.check(head);
    if (access == Authenticator::Access::Allowed)
        return std::nullopt;
    HttpResponse response = refuseAccess(
        head, access,
        u"This server wants \"Authorization: Bearer TOKEN\"; it printed at its start where the token is kept."_s);
    response.close = access == Authenticator::Access::TooManyGuesses; // another guess costs another connection
    return response;
}

Refusal HttpApi::refuseAccess(const HttpRequest &request, Authenticator::Access access, const QString &wanted) const
{
    if (access == Authenticator::Access::TooManyGuesses) {
        return Refusal(429, "too_many_guesses",
                       u"Too many wrong tokens came from this address; wait before you try another one."_s)
            .withRetryAfter(m_authenticator.retryAfter(request.peer));
    }
    return Refusal(401, "unauthorized", wanted).withHeader("WWW-Authenticate", "Bearer");
}

Runs HttpApi::runs(const HttpRequest &request) const
{
    const Route *route = m_routes.find(request.path).route(request.method);
    return route ? route->runs : Runs::Here;
}

HttpResponse HttpApi::handle(const HttpRequest &request) const
{
    const Admission admission = admit(request);
    HttpResponse response = admission.refusal       ? *admission.refusal
        : request.body.size() > admission.bodyLimit ? bodyTooLong(admission.bodyLimit)
                                                    : *answer(request, true);
    response.headers += admission.headers;
    return response;
}

Answer HttpApi::answer(const HttpRequest &request, bool mayUseDisk, const std::stop_token &stop) const
{
    try {
        return dispatch(request, mayUseDisk, stop);
    } catch (const std::bad_alloc &) {
        return m_outOfMemory;
    }
}

Answer HttpApi::dispatch(const HttpRequest &request, bool mayUseDisk, const std::stop_token &stop) const
{
    const RouteTable::Match match = m_routes.find(request.path);
    const Route *route = match.route(request.method);
    if (request.method == HttpMethod::Options)
        return preflightAnswer(match.place ? match.allowed() : RouteTable::allMethods());
    if (!match.place)
        return notFound(request.path);
    if (!route)
        return methodNotAllowed(match.allowed());
    if (route->changes()) {
        if (const auto refusal = refuseUnlessStoring(m_store))
            return *refusal;
    }

    Call call{.request = request, .mayUseDisk = mayUseDisk, .stop = stop};
    if (!request.query.isEmpty() && route->query) {
        const auto query = queryOf(request.query, *route->query);
        if (!query)
            return Refusal(query.error(), 400);
        call.query = *query;
    }
    if (!mayUseDisk && (route->runs == Runs::OnDisk || route->runs == Runs::OnNetwork))
        return needsDisk;
    if (match.kind == RouteTable::Parameter::ProcessId) {
        const auto id = ProcessId::fromBytes(match.parameter);
        if (!id) {
            return Refusal({ErrorCode::UnknownProcess,
                            u"There is no such process: an id is %1"_s.arg(ProcessId::rule()), u"process_id"_s});
        }
        call.process = *id;
    } else if (match.kind == RouteTable::Parameter::ProcessType) {
        call.type = ProcessType::fromString(QString::fromUtf8(match.parameter));
    }
    const auto body = readBody(request.body, route->body);
    if (!body)
        return Refusal(body.error());
    call.body = *body;
    if (route->changes())
        call.origin = originOf(request);
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

Origin HttpApi::originOf(const HttpRequest &request) const
{
    return m_origins.of(request, m_authenticator.principal());
}

} // namespace Procession
