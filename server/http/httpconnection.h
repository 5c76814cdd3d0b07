// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bytebudget.h"
#include "clientsocket.h"
#include "exchangesocket.h"
#include "httpoptions.h"
#include "requesthead.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace Procession {

class Clock;
class HttpConnection;
class HttpServerAdapter;

/// Answers one request, if its client is still there. Copied freely; a plain value, since there is one for each.
class HttpReply
{
public:
    HttpReply(HttpConnection &connection, quint64 exchange);

    void operator()(const HttpResponse &response) const;
    /// Sends the next part of the answer's body.
    void operator()(const BodyPart &part) const;

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
    /// Answers a whole request by calling `reply` once, in this thread, now or later; also where the client went.
    virtual void handle(const HttpRequest &request, const HttpReply &reply) = 0;
    /// Makes the next part of a body and hands it to `reply` once it may be sent, in this thread, now or later.
    virtual void continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply) = 0;
    /// Makes what is left of a body whose client is gone, for what it does. `request` is what the client's request
    /// still takes of the memory for bodies.
    virtual void finishWork(std::shared_ptr<BodyRest> rest, ByteBudget::Share request) = 0;
    /// The answer where there is no room for a request.
    virtual HttpResponse busy() const = 0;
    /// The answer where there was no memory for one.
    virtual HttpResponse outOfMemory() const = 0;
    /// Memory for the bodies of all requests, and for the answers that clients haven't taken.
    virtual ByteBudget &bodies() = 0;
    virtual ByteBudget &unsent() = 0;
    /// There are more unsent bytes than there may be.
    virtual void tooMuchUnsent() = 0;
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
/// (reads and reports) goes straight to the handler; the rest passes through QHttpServer. Every answer is printed here.
///
/// Memory: a client that doesn't read is owed at most `unsentAtOnce` bytes and one part of an answer. Further requests
/// and parts wait until it has read, and the connection ends where it takes nothing for `sendTimeout`. A body longer
/// than `freeBodyBytes` needs a share of the memory for all bodies. Threads: the server's. Owner: Server, until
/// closed().
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    /// Unsent bytes at which a client gets no further request served and no further part made.
    static constexpr qint64 unsentAtOnce = 256 * 1024;
    /// A body of so many bytes is always taken: a report must not wait for other clients' batches.
    static constexpr qint64 freeBodyBytes = 16 * 1024;

    HttpConnection(std::unique_ptr<ClientSocket> socket, HttpServerAdapter &httpServer, HttpRequestHandler &handler,
                   const HttpOptions &options, const Clock &clock, QObject *parent = nullptr);
    ~HttpConnection() override;

    /// Ends the connection if its time is up. Called every second or so; `nowMs` is steady time.
    void checkDeadline(qint64 nowMs);
    /// Says good-bye: no further request is taken, the one at hand is still answered.
    void shutDown();
    /// Answers with this refusal, whatever was asked, and ends the connection.
    void refuse(const HttpResponse &response);

    /// Answers the request of that number, unless the connection has gone on since.
    void respond(quint64 exchange, const HttpResponse &response);
    /// Sends a further part of that answer, likewise.
    void respond(quint64 exchange, const BodyPart &part);

    /// Bytes that its client hasn't taken yet, and since when (steady time) it took none.
    qint64 unsentBytes() const { return m_unsent.bytes(); }
    qint64 stalledSinceMs() const { return m_progressMs; }
    /// Ends the connection at once.
    void drop();

Q_SIGNALS:
    /// The connection is over, or its socket went to a WebSocket: delete this (later).
    void closed();

private:
    enum class State : quint8 {
        Idle, ///< between requests
        Head, ///< a request has begun
        Body,
        Answering, ///< the handler has it
        Sending,   ///< the answer's head is out, its body follows part by part
        Lingering, ///< refused: what still comes is thrown away until the client has read why
        Closed,
    };

    void readOn();
    void readAllThereIs();
    void writtenOn();
    void sendOn();
    void write(QByteArrayView head, QByteArrayView body);
    void finishAnswer();
    bool isAboutHead() const;
    void refuseMalformed();
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
    const HttpOptions &m_options;
    const Clock &m_clock;

    State m_state = State::Idle;
    bool m_reading = false;
    bool m_lastRequest = false;
    quint64 m_exchanges = 0; // which exchange an answer belongs to
    qint64 m_deadlineMs = 0; // steady
    qint64 m_bodyDeadlineMs = 0;
    qint64 m_progressMs = 0; // when the client last took something, while there is something unsent
    RequestHead m_head;
    std::optional<ChunkedDecoder> m_chunks;
    std::shared_ptr<BodyRest> m_rest; // while Sending
    bool m_isWaitingForPart = false;
    bool m_hasHead = false;     // m_head is that of the request at hand
    bool m_isAbandoned = false; // the client went while its answer was being made
    ByteBudget::Share m_body;   // of the request at hand
    ByteBudget::Share m_unsent; // of what this client hasn't taken
};

} // namespace Procession
