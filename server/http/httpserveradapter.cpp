// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserveradapter.h"

#include "exchangesocket.h"

#include <QHttpServerRequest>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpServerResponder>
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

bool HttpServerAdapter::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &)
{
    if (!m_current)
        return false;
    m_body = request.body();
    return true;
}

void HttpServerAdapter::missingHandler(const QHttpServerRequest &, QHttpServerResponder &)
{
    // Nothing is fed but by submit().
}

#else

bool HttpServerAdapter::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    if (!m_current || m_current != socket)
        return false;
    m_body = request.body();
    return true;
}

void HttpServerAdapter::missingHandler(const QHttpServerRequest &, QTcpSocket *)
{
    // Nothing is fed but by submit().
}

#endif

} // namespace Procession
