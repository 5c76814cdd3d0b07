// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserveradapter.h"

#include "exchangesocket.h"

#include <QHttpServerRequest>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

namespace Procession {

namespace {

QByteArrayView nameOf(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get:
        return "GET";
    case HttpMethod::Head:
        return "HEAD";
    case HttpMethod::Post:
        return "POST";
    case HttpMethod::Put:
        return "PUT";
    case HttpMethod::Patch:
        return "PATCH";
    case HttpMethod::Delete:
        return "DELETE";
    case HttpMethod::Options:
        return "OPTIONS";
    }
    Q_UNREACHABLE();
}

QList<HttpHeader> headersOf(const HttpResponse &response, bool keepAlive)
{
    QList<HttpHeader> headers = response.headers;
    if (!response.body.isEmpty())
        headers.emplaceBack("Content-Type", response.contentType);
    if (!keepAlive)
        headers.emplaceBack("Connection", "close");
    return headers;
}

} // namespace

std::optional<QByteArray> HttpServerAdapter::submit(ExchangeSocket &socket, const HttpRequest &request)
{
    // Only what QHttpServer needs to know is passed on: everything else was read and judged before.
    QByteArray bytes;
    bytes.reserve(96 + request.path.size() + request.query.size() + request.body.size());
    bytes += nameOf(request.method);
    bytes += ' ';
    bytes += request.path;
    if (!request.query.isEmpty()) {
        bytes += '?';
        bytes += request.query;
    }
    bytes += " HTTP/1.1\r\nContent-Length: ";
    bytes += QByteArray::number(request.body.size());
    bytes += "\r\n\r\n";
    bytes += request.body;

    m_current = &socket;
    m_body.reset();
    socket.feed(std::move(bytes));
    m_current = nullptr;
    return std::exchange(m_body, std::nullopt);
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)

bool HttpServerAdapter::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    if (!m_current)
        return false;
    m_current->responder().emplace(std::move(responder));
    m_body = request.body();
    return true;
}

void HttpServerAdapter::missingHandler(const QHttpServerRequest &, QHttpServerResponder &)
{
    // Nothing is fed but by submit().
}

QByteArray HttpServerAdapter::print(ExchangeSocket &socket, const HttpResponse &response, bool keepAlive)
{
    QHttpHeaders headers;
    for (const auto &[name, value] : headersOf(response, keepAlive))
        headers.append(QLatin1StringView(name), value); // write() adds the length
    const auto status = static_cast<QHttpServerResponder::StatusCode>(response.status);
    if (socket.responder())
        socket.responder()->write(response.body, headers, status);
    QByteArray bytes = socket.takeOutput();
    socket.responder().reset();
    return bytes;
}

#else

bool HttpServerAdapter::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    if (!m_current || m_current != socket)
        return false;
    m_current->responder().emplace(makeResponder(request, socket));
    m_body = request.body();
    return true;
}

void HttpServerAdapter::missingHandler(const QHttpServerRequest &, QTcpSocket *)
{
    // Nothing is fed but by submit().
}

QByteArray HttpServerAdapter::print(ExchangeSocket &socket, const HttpResponse &response, bool keepAlive)
{
    if (auto &responder = socket.responder()) {
        responder->writeStatusLine(static_cast<QHttpServerResponder::StatusCode>(response.status));
        for (const auto &[name, value] : headersOf(response, keepAlive))
            responder->writeHeader(name, value);
        responder->writeHeader("Content-Length", QByteArray::number(response.body.size()));
        responder->writeBody(response.body);
        responder.reset();
    }
    return socket.takeOutput();
}

#endif

} // namespace Procession
