// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpapi.h"

#include "filterparameters.h"
#include "httperror.h"
#include "jsonbody.h"
#include "processtracker.h"
#include "store.h"

#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

HttpResponse notFound(const QByteArray &path)
{
    return errorResponse(
        404, "unknown_path",
        u"There is nothing at %1; the API begins at /processes."_s.arg(QString::fromLatin1(path.left(256))));
}

/// Whether the route looks at its parameters itself; all others take none.
bool takesParameters(QByteArrayView path, bool gets)
{
    return gets && (path == "/processes" || path == "/ws/processes" || path.endsWith("/events"));
}

bool isBelow(QByteArrayView path, QByteArrayView folder)
{
    return path.startsWith(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

HttpResponse methodNotAllowed(const QByteArray &allowed)
{
    HttpResponse response =
        errorResponse(405, "method_not_allowed", u"This path takes %1."_s.arg(QString::fromLatin1(allowed)));
    response.headers.emplaceBack("Allow", allowed);
    return response;
}

HttpResponse noMemory()
{
    HttpResponse response = errorResponse(
        503, "out_of_memory",
        u"The server has no memory for this. It may be done in part, and nothing of it is confirmed; ask again later."_s);
    response.headers.emplaceBack("Retry-After", "5");
    return response;
}

} // namespace

HttpApi::HttpApi(const ServerParts &parts, Authenticator &authenticator, const ApiOptions &options, ServerInfo info)
    : m_tracker(parts.tracker)
    , m_log(parts.log)
    , m_clock(parts.clock)
    , m_store(parts.store)
    , m_archive(parts.archive)
    , m_services(parts.services)
    , m_authenticator(authenticator)
    , m_options(options)
    , m_access(options.allowedHosts, options.allowedOrigins)
    , m_info(std::move(info))
    , m_outOfMemory(noMemory())
    , m_bulkPlace(std::make_shared<const int>(0))
{
}

std::optional<HttpResponse> HttpApi::refuse(const HttpRequest &request) const
{
    const bool open = request.path == "/health" || request.method == HttpMethod::Options;
    if (open)
        return std::nullopt;
    const Authenticator::Access access = m_authenticator.check(request);
    if (access == Authenticator::Access::Allowed)
        return std::nullopt;
    return refuseAccess(
        request, access,
        u"This server wants \"Authorization: Bearer TOKEN\"; it printed at its start where the token is kept."_s);
}

Admission HttpApi::admit(const HttpRequest &head) const
{
    if (auto foreign = m_access.refuse(head))
        return {.refusal = std::move(foreign)};
    return {.refusal = refuse(head), .bodyLimit = bodyLimit(head), .headers = m_access.corsHeaders(head)};
}

HttpResponse HttpApi::refuseAccess(const HttpRequest &request, Authenticator::Access access,
                                   const QString &wanted) const
{
    if (access == Authenticator::Access::TooManyGuesses) {
        HttpResponse response =
            errorResponse(429, "too_many_guesses",
                          u"Too many wrong tokens came from this address; wait before you try another one."_s);
        response.headers.emplaceBack("Retry-After",
                                     QByteArray::number(m_authenticator.retryAfter(request.peer).count()));
        response.close = true; // another guess costs another connection
        return response;
    }
    HttpResponse response = errorResponse(401, "unauthorized", wanted);
    response.headers.emplaceBack("WWW-Authenticate", "Bearer");
    return response;
}

qsizetype HttpApi::bodyLimit(const HttpRequest &request) const
{
    const bool isBatch = request.path == "/processes/batch" || request.path == "/processes/import";
    return isBatch ? m_options.maxBatchBytes : m_options.maxBodyBytes;
}

std::optional<HttpResponse> HttpApi::refuseWhileNotStored() const
{
    const StoreHealth health = m_store ? m_store->health() : StoreHealth{};
    if (health.ok())
        return std::nullopt;
    HttpResponse refusal = errorResponse(
        503, "store_unavailable", u"Nothing can be stored right now, so nothing is changed: %1"_s.arg(health.problem));
    refusal.headers.emplaceBack("Retry-After", "5");
    return refusal;
}

HttpResponse HttpApi::notStored() const
{
    const StoreHealth health = m_store ? m_store->health() : StoreHealth{};
    HttpResponse response =
        errorResponse(503, "not_stored",
                      u"This was done, but isn't stored yet and would not survive a crash; ask again later. %1"_s.arg(
                          health.problem));
    response.headers.emplaceBack("Retry-After", "5");
    return response;
}

HttpResponse HttpApi::handle(const HttpRequest &request, Disk disk, const std::stop_token &stop)
{
    const Admission admission = admit(request);
    HttpResponse response;
    if (admission.refusal)
        response = *admission.refusal;
    else if (request.body.size() > admission.bodyLimit)
        response = bodyTooLong(admission.bodyLimit);
    else
        response = handleJudged(request, disk, stop);
    response.headers += admission.headers;
    return response;
}

HttpResponse HttpApi::handleJudged(const HttpRequest &request, Disk disk, const std::stop_token &stop)
{
    try {
        return answer(request, disk, stop);
    } catch (const std::bad_alloc &) {
        return m_outOfMemory;
    }
}

HttpResponse HttpApi::answer(const HttpRequest &request, Disk disk, const std::stop_token &stop)
{
    HttpResponse response;
    if (request.method == HttpMethod::Options) {
        response.status = 204;
        response.headers = {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
                            {"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"},
                            {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                            {"Access-Control-Max-Age", "600"}};
    } else {
        response = dispatch(request, disk, stop);
    }
    return response;
}

// Routes are matched by hand, the frequent ones first: a path is one of few shapes, and an id is never
// taken for a fixed name, since fixed names are looked at before ids.
HttpResponse HttpApi::dispatch(const HttpRequest &request, Disk disk, const std::stop_token &stop)
{
    constexpr QByteArrayView collection = "/processes";
    const bool gets = request.method == HttpMethod::Get || request.method == HttpMethod::Head;
    if (!gets && request.path != "/ws-ticket") {
        if (auto refusal = refuseWhileNotStored())
            return *refusal;
    }
    if (!request.query.isEmpty() && !takesParameters(request.path, gets) && isRoute(request.path)) {
        if (const auto checked = queryOf(request.query, {}); !checked) {
            HttpResponse refusal = errorResponse(checked.error());
            refusal.status = 400;
            return refusal;
        }
    }

    if (request.path.startsWith("/processes/")) {
        const QByteArray rest = request.path.sliced(collection.size() + 1);
        const qsizetype slash = rest.indexOf('/');
        const QByteArray first = QByteArray::fromPercentEncoding(slash < 0 ? rest : rest.first(slash));
        if (slash < 0) {
            if (isRouteName(first))
                return dispatchCollection(request, first);
            return dispatchProcess(request, first, {}, disk);
        }
        const QByteArray second = QByteArray::fromPercentEncoding(rest.sliced(slash + 1));
        if (first == "types")
            return request.method == HttpMethod::Put ? registerType(second, request.body) : methodNotAllowed("PUT");
        if (second == "cancel" || second == "retry" || second == "events")
            return dispatchProcess(request, first, second, disk);
        return notFound(request.path);
    }
    if (request.path == collection) {
        if (gets)
            return listProcesses(request.query, disk);
        return request.method == HttpMethod::Post ? startProcess(request.body, disk) : methodNotAllowed("GET, POST");
    }
    if (request.path == "/health")
        return gets ? health() : methodNotAllowed("GET");
    if (request.path == "/ws-ticket")
        return request.method == HttpMethod::Post ? issueTicket(request) : methodNotAllowed("POST");
    if (request.path == "/retry-policies")
        return gets ? listPolicies() : methodNotAllowed("GET");
    constexpr QByteArrayView policyPrefix = "/retry-policies/";
    if (request.path.startsWith(policyPrefix)) {
        if (request.method != HttpMethod::Put)
            return methodNotAllowed("PUT");
        return setPolicy(QByteArray::fromPercentEncoding(request.path.sliced(policyPrefix.size())), request.body);
    }
    if (request.path == "/ws/processes") {
        HttpResponse response =
            errorResponse(426, "upgrade_required", u"This is a WebSocket: connect with ws://…/ws/processes."_s);
        response.headers = {{"Upgrade", "websocket"}};
        return response;
    }
    const Service *service = serviceAt(request.path);
    if (!service)
        return notFound(request.path);
    return request.method == HttpMethod::Post ? serve(*service, request.body, disk, stop) : methodNotAllowed("POST");
}

const Service *HttpApi::serviceAt(const QByteArray &path) const
{
    const auto it = std::find_if(m_services.begin(), m_services.end(),
                                 [&path](const Service &candidate) { return candidate.path == path; });
    return it == m_services.end() ? nullptr : &*it;
}

bool HttpApi::isRoute(const QByteArray &path) const
{
    return isBelow(path, "/processes") || isBelow(path, "/retry-policies") || path == "/health" || path == "/ws-ticket"
        || serviceAt(path);
}

HttpResponse HttpApi::dispatchCollection(const HttpRequest &request, const QByteArray &name)
{
    const bool gets = request.method == HttpMethod::Get || request.method == HttpMethod::Head;
    if (name == "types")
        return gets ? listTypes() : methodNotAllowed("GET");
    if (name == "statuses")
        return gets ? listStatuses() : methodNotAllowed("GET");
    if (request.method != HttpMethod::Post)
        return methodNotAllowed("POST");
    if (name == "batch")
        return batch(request.body);
    if (name == "import")
        return import(request.body);
    return bulk(name == "cancel" ? BulkAction::Cancel : BulkAction::Retry, request.body);
}

HttpResponse HttpApi::dispatchProcess(const HttpRequest &request, const QByteArray &id, const QByteArray &verb,
                                      Disk disk)
{
    const auto processId = ProcessId::fromBytes(id);
    const bool gets = request.method == HttpMethod::Get || request.method == HttpMethod::Head;
    if (verb == "events" ? !gets : !verb.isEmpty() && request.method != HttpMethod::Post)
        return methodNotAllowed(verb == "events" ? "GET" : "POST");
    if (!processId) {
        return errorResponse({ErrorCode::UnknownProcess,
                              u"There is no such process: an id is 1 to 128 of A-Z a-z 0-9 . _ : -"_s,
                              u"process_id"_s});
    }
    if (verb == "cancel" || verb == "retry") {
        if (const auto empty = expectNoFields(request.body); !empty)
            return errorResponse(empty.error());
        return verb == "cancel" ? cancelProcess(*processId, disk) : retryProcess(*processId, disk);
    }
    if (verb == "events")
        return listEvents(*processId, request.query, disk);
    switch (request.method) {
    case HttpMethod::Get:
    case HttpMethod::Head:
        return getProcess(*processId, disk);
    case HttpMethod::Patch:
        return reportProcess(*processId, request.body, disk);
    case HttpMethod::Delete:
        return deleteProcess(*processId, disk);
    default:
        return methodNotAllowed("GET, PATCH, DELETE");
    }
}

} // namespace Procession
