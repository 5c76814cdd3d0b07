// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httphandler.h"

#include "httpconnection.h"
#include "httperror.h"

namespace Procession {

using namespace Qt::StringLiterals;

HttpReply::HttpReply(HttpConnection &connection, quint64 exchange)
    : m_connection(&connection)
    , m_exchange(exchange)
{
}

void HttpReply::operator()(const HttpResponse &response) const
{
    if (m_connection)
        m_connection->respond(m_exchange, response);
}

void HttpReply::operator()(const BodyPart &part) const
{
    if (m_connection)
        m_connection->respond(m_exchange, part);
}

void HttpReply::whenGone(std::function<void()> tell) const
{
    if (m_connection)
        m_connection->whenGone(m_exchange, std::move(tell));
    else
        tell();
}

std::optional<HttpResponse> HttpRequestHandler::upgrade(const HttpRequest &, qsizetype, std::unique_ptr<ClientSocket> &)
{
    return errorResponse(404, "unknown_path", u"There is no WebSocket here."_s);
}

HttpShared::HttpShared(HttpRequestHandler &answers, const HttpOptions &limits, const Clock &time)
    : handler(answers)
    , options(limits)
    , clock(time)
    , bodies(limits.maxBodiesBytes)
    , unsent(limits.maxUnsentBytes)
    , busy(retryLater("busy", u"The server holds as much for its clients as it may; ask again in a moment."_s, 1))
    , outOfMemory(retryLater("out_of_memory", outOfMemoryMessage(), 5))
{
}

} // namespace Procession
