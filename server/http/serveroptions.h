// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>

namespace Procession {

/// Where the server listens, whom it lets in, and how much it takes from one client. Plain data.
struct ServerOptions
{
    QString host = QStringLiteral("127.0.0.1"); ///< an address of this machine, or `localhost`
    quint16 port = 8000;                        ///< 0 for any that is free

    /// Names, beside localhost and plain addresses, that clients may call this server by (Host header).
    QStringList allowedHosts;
    /// Web origins, such as `https://ops.example.org`, whose pages may use this server from a browser.
    QStringList allowedOrigins;

    qsizetype maxConnections = 10000;                 ///< open connections, subscribers included
    qsizetype maxSubscribers = 10000;                 ///< WebSocket subscribers
    qsizetype maxHeaderBytes = 16 * 1024;             ///< of one request's head
    qsizetype maxBodyBytes = 1024 * 1024;             ///< of one request's body
    qsizetype maxBatchBytes = 16 * 1024 * 1024;       ///< of the body of POST /processes/batch
    qsizetype maxFrameBytes = 1024 * 1024;            ///< of one WebSocket message from a client
    qsizetype maxSubscriberBuffer = 256 * 1024;       ///< unsent bytes at which a slow subscriber is conflated
    qint64 maxFeedBuffer = 64 * 1024 * 1024;          ///< bytes held for all subscribers, at which each gets less
    qint64 maxUnsentBytes = 64 * 1024 * 1024;         ///< of answers that HTTP clients haven't taken, of all together
    qint64 maxBodiesBytes = 64 * 1024 * 1024;         ///< of the bodies of all requests together
    std::chrono::milliseconds sendTimeout{30000};     ///< for a client to take some of its answer
    std::chrono::milliseconds headerTimeout{10000};   ///< for a request's head, and between parts of its body
    std::chrono::milliseconds idleTimeout{75000};     ///< for a connection between two requests
    std::chrono::milliseconds pingInterval{30000};    ///< between pings to a subscriber
    std::chrono::milliseconds deadPeerTimeout{60000}; ///< without a pong, after which a subscriber is dropped

    friend bool operator==(const ServerOptions &a, const ServerOptions &b) = default;
};

} // namespace Procession
