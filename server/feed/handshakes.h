// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clientsocket.h"
#include "httpmessage.h"

#include <QPointer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace Procession {

/// Why a request that wants to become a WebSocket is no handshake, or nothing. It looks at method, version and key only,
/// and not at who asks for what. Pure; any thread.
std::optional<HttpResponse> refuseHandshake(const HttpRequest &head);

/// Our end of a WebSocket whose handshake is done.
struct WebSocketEnd
{
    std::unique_ptr<QWebSocket> webSocket;
    ClientSocket &socket; ///< under `webSocket`
    QByteArray ahead;     ///< what the client sent behind its handshake
};

/// Turns sockets whose handshake was agreed to into WebSockets, by a QWebSocketServer that listens nowhere.
/// Threads: the server's. Owner: Server.
class Handshakes : public QObject
{
    Q_OBJECT

public:
    using Completed = std::function<void(WebSocketEnd end)>;

    explicit Handshakes(QObject *parent);

    /// Takes a socket whose next `handshakeSize` bytes are the head of a handshake that was judged and agreed to.
    /// `key` is its Sec-WebSocket-Key. Calls `completed` unless the client goes before.
    void begin(std::unique_ptr<ClientSocket> socket, qsizetype handshakeSize, const QByteArray &key,
               Completed completed);
    /// Handshakes that are not completed.
    qsizetype count() const { return static_cast<qsizetype>(m_pending.size()); }

private:
    struct Pending
    {
        QPointer<ClientSocket> socket;
        Completed completed;
        QByteArray ahead;
    };

    void complete();

    QWebSocketServer m_server;
    std::unordered_map<quint64, Pending> m_pending; // by the number in the handshake that QWebSocketServer reads
    quint64 m_lastNumber = 0;
};

} // namespace Procession
