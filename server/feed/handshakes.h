// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clientsocket.h"
#include "httpmessage.h"
#include "subscription.h"

#include <QPointer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace Procession {

/// Why a request that wants to become a WebSocket is no handshake for the feed, or nothing. It looks at path, method,
/// version and key only, and not at who asks. Pure; any thread.
std::optional<HttpResponse> refuseHandshake(const HttpRequest &head);

/// Turns sockets whose handshake was agreed to into WebSockets, by a QWebSocketServer that listens nowhere.
/// Threads: the server's. Owner: LiveFeed.
class Handshakes : public QObject
{
    Q_OBJECT

public:
    /// `socket` is the one under `webSocket`; `ahead` is what the client sent behind its handshake.
    using Completed = std::function<void(std::unique_ptr<QWebSocket> webSocket, ClientSocket &socket,
                                         const Subscription &subscription, const QByteArray &ahead)>;

    /// `completed` is called for each handshake, unless the client goes before.
    Handshakes(Completed completed, QObject *parent);

    /// Takes a socket whose next `handshakeSize` bytes are the head of a handshake that was judged and agreed to.
    /// `key` is its Sec-WebSocket-Key.
    void begin(std::unique_ptr<ClientSocket> socket, qsizetype handshakeSize, const QByteArray &key,
               const Subscription &subscription);
    /// Handshakes that are not completed.
    qsizetype count() const { return static_cast<qsizetype>(m_pending.size()); }

private:
    struct Pending
    {
        QPointer<ClientSocket> socket;
        Subscription subscription;
        QByteArray ahead;
    };

    void complete();

    const Completed m_completed;
    QWebSocketServer m_server;
    std::unordered_map<quint64, Pending> m_pending; // by the number in the handshake that QWebSocketServer reads
    quint64 m_lastNumber = 0;
};

} // namespace Procession
