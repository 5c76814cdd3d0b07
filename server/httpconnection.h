// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clientsocket.h"
#include "exchangesocket.h"
#include "requesthead.h"
#include "serveroptions.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace Procession {

class HttpConnection;
class HttpServerAdapter;

/// Answers one request, if its client is still there. Copied freely; a plain value, since there is one for each.
class HttpReply
{
public:
    HttpReply(HttpConnection &connection, quint64 exchange);

    void operator()(const HttpResponse &response) const;

private:
    QPointer<HttpConnection> m_connection;
    quint64 m_exchange;
};

/// What a connection asks the server about the requests on it. Threads: the server's.
class HttpRequestHandler
{
public:
    HttpRequestHandler() = default;
    virtual ~HttpRequestHandler() = default;
    Q_DISABLE_COPY_MOVE(HttpRequestHandler)

    /// Judges a request by its head alone, before any of its body is taken; an answer refuses it.
    virtual std::optional<HttpResponse> refuse(const HttpRequest &head) = 0;
    /// The most bytes of body that this request may have.
    virtual qsizetype bodyLimit(const HttpRequest &head) const = 0;
    /// The answer where it has more.
    virtual HttpResponse bodyTooLarge(const HttpRequest &head) const = 0;
    /// Whether it is one of the requests that come all the time, which the detour through QHttpServer would cost most.
    virtual bool isFrequent(const HttpRequest &request) const = 0;
    /// Answers a whole request by calling `reply` once, in this thread, now or later.
    virtual void handle(const HttpRequest &request, const HttpReply &reply) = 0;
    /// Makes the device through which QHttpServer reads a connection's requests. It is QHttpServer's, until it ends.
    virtual ExchangeSocket *openExchange(const ClientSocket &client) = 0;
    /// Takes the socket, whose next `headSize` bytes are the head of this WebSocket handshake, or leaves it and
    /// answers why.
    virtual std::optional<HttpResponse> upgrade(const HttpRequest &request, qsizetype headSize,
                                                std::unique_ptr<ClientSocket> &socket) = 0;
};

/// One client's connection: bounds and vets every request on it, has them answered one after the other, and hands a
/// WebSocket handshake over.
///
/// Whatever breaks a limit or the grammar is answered here, and the connection then ends. What is asked all the time
/// (reads and reports) goes straight to the handler; the rest passes through QHttpServer. Threads: the server's.
/// Owner: Server, until closed().
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    HttpConnection(std::unique_ptr<ClientSocket> socket, HttpServerAdapter &httpServer, HttpRequestHandler &handler,
                   const ServerOptions &options, QObject *parent = nullptr);
    ~HttpConnection() override;

    /// Ends the connection if its time is up. Called every second or so; `nowMs` is steady time.
    void checkDeadline(qint64 nowMs);
    /// Says good-bye: no further request is taken, the one at hand is still answered.
    void shutDown();
    /// Answers with this refusal, whatever was asked, and ends the connection.
    void refuse(const HttpResponse &response);

    /// Answers the request of that number, unless the connection has gone on since.
    void respond(quint64 exchange, const HttpResponse &response);

Q_SIGNALS:
    /// The connection is over, or its socket went to a WebSocket: delete this (later).
    void closed();

private:
    enum class State : quint8 {
        Idle, ///< between requests
        Head, ///< a request has begun
        Body,
        Answering, ///< the handler has it
        Lingering, ///< refused: what still comes is thrown away until the client has read why
        Closed,
    };

    void readOn();
    void writtenOn();
    bool readHead();
    bool readBody();
    void submit();
    bool passThroughHttpServer();
    void followSocket();
    void close();
    void setState(State state);

    std::unique_ptr<ClientSocket> m_socket;
    QPointer<ExchangeSocket> m_exchange; // once there was a request for it
    RequestHeadParser m_parser;
    HttpServerAdapter &m_httpServer;
    HttpRequestHandler &m_handler;
    const ServerOptions &m_options;

    State m_state = State::Idle;
    bool m_reading = false;
    bool m_lastRequest = false;
    quint64 m_exchanges = 0; // which exchange an answer belongs to
    qint64 m_deadlineMs = 0; // steady
    qint64 m_bodyDeadlineMs = 0;
    RequestHead m_head;
    std::optional<ChunkedDecoder> m_chunks;
};

} // namespace Procession
