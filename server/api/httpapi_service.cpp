// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HttpApi that is about the service itself: its health, vocabulary, tickets and retry policies.
#include "httpapi.h"

#include "changejson.h"
#include "httperror.h"
#include "jsonbody.h"
#include "processjson.h"
#include "processtracker.h"
#include "store.h"
#include "version.h"

namespace Procession {

using namespace Qt::StringLiterals;

HttpResponse HttpApi::health() const
{
    const StatusCounts counts = m_tracker.counts();
    HttpResponse response;
    const StoreHealth store = m_store ? m_store->health() : StoreHealth{};
    response.body = "{\"status\":" + QByteArray(store.ok() ? "\"ok\"" : "\"degraded\"") + ",\"problem\":";
    if (store.ok())
        response.body += "null";
    else
        appendJsonString(response.body, store.problem);
    response.body += ",\"version\":\"";
    response.body += QByteArrayView(programVersion);
    response.body += "\",\"uptime\":";
    appendJsonSeconds(response.body, m_clock.steadyMs() - m_info.startedSteadyMs);
    response.body += ",\"processes\":{";
    for (const ProcessStatus status : allStatuses) {
        if (!response.body.endsWith('{'))
            response.body += ',';
        appendJsonString(response.body, QString(wireName(status)));
        response.body += ':' + QByteArray::number(counts[static_cast<size_t>(status)]);
    }
    response.body += "},\"subscribers\":" + QByteArray::number(m_info.subscribers()) + '}';
    return response;
}

HttpResponse HttpApi::issueTicket(const HttpRequest &request)
{
    if (const auto empty = expectNoFields(request.body); !empty)
        return errorResponse(empty.error());
    const Authenticator::Ticket ticket = m_authenticator.issueTicket(request.peer);
    if (ticket.text.isEmpty()) {
        HttpResponse refused = ticket.isOneAddress
            ? errorResponse(429, "too_many_tickets",
                            u"This address holds %1 unused tickets already; use one of them, or wait."_s.arg(
                                Authenticator::mostTicketsOfOne))
            : errorResponse(503, "too_many_tickets",
                            u"There are %1 unused tickets already; wait until some have run out."_s.arg(
                                Authenticator::mostTickets));
        refused.headers.emplaceBack("Retry-After", QByteArray::number(qint64(Authenticator::ticketLifetime.count())));
        return refused;
    }
    HttpResponse response;
    response.body = "{\"ticket\":\"" + ticket.text
        + "\",\"expires_in\":" + QByteArray::number(qint64(Authenticator::ticketLifetime.count())) + '}';
    response.headers.emplaceBack("Cache-Control", "no-store");
    return response;
}

HttpResponse HttpApi::listTypes() const
{
    HttpResponse response;
    response.body = "{\"process_types\":[";
    const QList<ProcessType> types = m_tracker.types();
    for (const ProcessType &type : types) {
        if (!response.body.endsWith('['))
            response.body += ',';
        appendJsonString(response.body, type.toString());
    }
    response.body += "]}";
    return response;
}

HttpResponse HttpApi::registerType(const QByteArray &name, const QByteArray &body)
{
    if (const auto empty = expectNoFields(body); !empty)
        return errorResponse(empty.error());
    const auto type = ProcessType::fromString(QString::fromUtf8(name));
    if (!type) {
        return errorResponse({ErrorCode::InvalidField,
                              u"A process type is 1 to 64 of a-z 0-9 _ and begins with a letter."_s,
                              u"process_type"_s});
    }
    // Types are never forgotten, so a client that makes one up for each process must be stopped.
    constexpr qsizetype maxTypes = 1000;
    if (!m_tracker.isKnownType(*type) && m_tracker.types().size() >= maxTypes) {
        return errorResponse({ErrorCode::Conflict,
                              u"There are %1 process types already, and no more are taken; what tells processes of one "
                              "type apart belongs into their metadata."_s.arg(maxTypes),
                              u"process_type"_s});
    }
    HttpResponse response;
    response.status = m_tracker.registerType(*type) ? 201 : 200;
    response.afterSeq = m_log.head();
    response.body = "{\"process_type\":";
    appendJsonString(response.body, type->toString());
    response.body += '}';
    return response;
}

HttpResponse HttpApi::listStatuses() const
{
    HttpResponse response;
    response.body = "{\"process_statuses\":[";
    for (const ProcessStatus status : allStatuses) {
        if (!response.body.endsWith('['))
            response.body += ',';
        appendJsonString(response.body, QString(wireName(status)));
    }
    response.body += "]}";
    return response;
}

HttpResponse HttpApi::listPolicies() const
{
    HttpResponse response;
    response.body = "{\"retry_policies\":{";
    for (const auto &[type, policy] : m_tracker.retryPolicies()) {
        if (!response.body.endsWith('{'))
            response.body += ',';
        appendJsonString(response.body, type.toString());
        response.body += ':' + toJson(policy);
    }
    response.body += "}}";
    return response;
}

HttpResponse HttpApi::setPolicy(const QByteArray &typeName, const QByteArray &body)
{
    const auto type = ProcessType::fromString(QString::fromUtf8(typeName));
    if (!type || !m_tracker.isKnownType(*type)) {
        HttpResponse response =
            errorResponse({ErrorCode::UnknownProcessType,
                           u"There is no such process type; GET /processes/types lists them."_s, u"process_type"_s});
        response.status = 404;
        return response;
    }
    const auto object = objectFromJson(body);
    if (!object)
        return errorResponse(object.error());
    const auto policy = retryPolicyFromJson(*object, m_tracker.retryPolicy(*type).value_or(RetryPolicy{}));
    if (!policy)
        return errorResponse(policy.error());
    if (const auto set = m_tracker.setRetryPolicy(*type, *policy); !set)
        return errorResponse(set.error());

    HttpResponse response;
    response.afterSeq = m_log.head();
    response.body = "{\"process_type\":";
    appendJsonString(response.body, type->toString());
    response.body += ",\"retry_policy\":" + toJson(*policy) + '}';
    return response;
}

} // namespace Procession
