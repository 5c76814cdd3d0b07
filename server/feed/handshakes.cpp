// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handshakes.h"

#include "httperror.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The plainest handshake, for QWebSocketServer to read in place of the client's. By its `number` the WebSocket that
/// QWebSocketServer makes of it is known again.
///
/// It reads heads more narrowly than the standard: it drops, without an answer, one of more than 100 lines or
/// with a line of more than 8 KiB (cookies, a long query), and one that names its options in two Connection
/// lines. The client's own head was judged by us, so that only its key still matters.
QByteArray plainHandshake(const QByteArray &key, quint64 number)
{
    return "GET /" + QByteArray::number(number)
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + key + "\r\n\r\n";
}

quint64 handshakeNumber(const QWebSocket &webSocket)
{
    return webSocket.requestUrl().path().sliced(1).toULongLong();
}

} // namespace

std::optional<HttpResponse> refuseHandshake(const HttpRequest &head)
{
    if (head.method != HttpMethod::Get)
        return errorResponse(400, "malformed_request", u"A WebSocket handshake is a GET."_s);
    if (head.header("sec-websocket-version") != "13") {
        HttpResponse refusal = errorResponse(426, "upgrade_required", u"This server speaks WebSocket version 13."_s);
        refusal.headers.emplaceBack("Sec-WebSocket-Version", "13");
        return refusal;
    }
    const QByteArray key = head.header("sec-websocket-key");
    const auto keyBytes = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (!keyBytes || (*keyBytes).size() != 16)
        return errorResponse(400, "malformed_request", u"Sec-WebSocket-Key must be 16 bytes in base64."_s);
    return std::nullopt;
}

Handshakes::Handshakes(QObject *parent)
    : QObject(parent)
    , m_server(u"Procession"_s, QWebSocketServer::NonSecureMode, this)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &Handshakes::complete);
}

void Handshakes::begin(std::unique_ptr<ClientSocket> socket, qsizetype handshakeSize, const QByteArray &key,
                       Completed completed)
{
    ClientSocket *tcp = socket.release(); // QWebSocketServer's from here on
    tcp->setParent(&m_server);
    tcp->setReadBufferSize(0);
    tcp->setReading(false); // until there is a Subscriber to read it
    const QByteArray ahead = tcp->unread().sliced(handshakeSize).toByteArray(); // QWebSocketServer would read it away
    tcp->consume(tcp->unread().size());
    const quint64 number = ++m_lastNumber;
    tcp->putBack(plainHandshake(key, number));
    m_pending.emplace(number, Pending{tcp, std::move(completed), ahead});
    connect(tcp, &ClientSocket::disconnected, this, [this, number] { m_pending.erase(number); });

    m_server.handleConnection(tcp);
    Q_EMIT tcp->readyRead(); // the handshake is in its buffer already
}

void Handshakes::complete()
{
    while (m_server.hasPendingConnections()) {
        std::unique_ptr<QWebSocket> webSocket(m_server.nextPendingConnection());
        webSocket->setParent(nullptr);
        const auto it = m_pending.find(handshakeNumber(*webSocket));
        if (it == m_pending.end() || !it->second.socket)
            continue; // gone again
        const Pending handshake = std::move(it->second);
        m_pending.erase(it);
        handshake.socket->disconnect(this);
        handshake.completed({std::move(webSocket), *handshake.socket, handshake.ahead});
    }
}

} // namespace Procession
