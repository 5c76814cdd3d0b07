// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bytebudget.h"
#include "clientsocket.h"
#include "httpoptions.h"
#include "qthttpreader.h"
#include "requestbody.h"
#include "requesthead.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace Procession {

class Clock;
class HttpConnection;

/// Answers one request, if its client is still there. Copied freely; a plain value, since there is one for each.
class HttpReply
{
public:
    HttpReply(HttpConnection &connection, quint64 exchange);

    void operator()(const HttpResponse &response) const;
    /// Sends the next part of the answer's body.
    void operator()(const BodyPart &part) const;
    /// Has `tell` called where the client goes before it is answered; at once where it is gone. Once for each reply.
    void whenGone(std::function<void()> tell) const;

private:
    QPointer<HttpConnection> m_connection;
    quint64 m_exchange;
};

/// Answers the requests of HTTP clients. A program that uses this room implements it. Threads: the listener's.
class HttpRequestHandler
{
public:
    HttpRequestHandler() = default;
    virtual ~HttpRequestHandler() = default;
    Q_DISABLE_COPY_MOVE(HttpRequestHandler)

    /// Judges a request by its head, before any of its body is taken. Called once for each request that isn't a
    /// WebSocket handshake.
    virtual Admission admit(const HttpRequest &head) = 0;
    /// Answers a whole request that was admitted by calling `reply` once, now or later; also where the client went.
    virtual void handle(const HttpRequest &request, const Admission &admission, const HttpReply &reply) = 0;
    /// Makes the next part of a body and hands it to `reply` once it may be sent, now or later; also where the client
    /// of a body that is work went.
    virtual void continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply) { reply(rest->make()); }
    /// Takes the socket, whose next `headSize` bytes are the head of this WebSocket handshake, or leaves it and
    /// answers why.
    virtual std::optional<HttpResponse> upgrade(const HttpRequest &head, qsizetype headSize,
                                                std::unique_ptr<ClientSocket> &socket);
};

/// What the connections of one thread share. Owner: HttpListener; must outlive them.
struct HttpShared
{
    HttpShared(HttpRequestHandler &answers, const HttpOptions &limits, const Clock &time);

    HttpRequestHandler &handler;
    const HttpOptions options;
    const Clock &clock;
    ReceiveBuffer received;
    ByteBudget bodies; ///< bytes of the bodies of all requests
    ByteBudget unsent; ///< bytes that clients haven't taken yet
    QtHttpReader reader;
    const HttpResponse busy;        ///< the answer where there is no room for a request
    const HttpResponse outOfMemory; ///< the answer where there was no memory for one
};

} // namespace Procession
