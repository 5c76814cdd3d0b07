// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httphandler.h"

namespace Procession {

/// One client's connection: bounds and vets every request on it, has the handler answer them one after the other, and
/// hands over a WebSocket handshake with its socket.
///
/// A request that breaks a limit or the grammar is answered here, and the connection then ends. QHttpServer reads those
/// requests that QtHttpReader leaves to it. Every answer is printed by printHead().
///
/// Memory: a client that doesn't read is owed at most `unsentAtOnce` bytes and one part of an answer. Further requests
/// and parts wait until it has read, and the connection ends where it takes nothing for `sendTimeout`. A body longer
/// than RequestBody::freeBytes needs a share of the memory for all bodies.
///
/// It is made for any byte stream that ClientSocket can be: a TCP or a Unix socket, later one under TLS.
///
/// Threads: one with an event loop, as all that it shares. Owner: HttpListener, until closed().
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    /// Unsent bytes at which a client gets no further request served and no further part made.
    static constexpr qint64 unsentAtOnce = 256 * 1024;

    HttpConnection(std::unique_ptr<ClientSocket> socket, HttpShared &shared, QObject *parent = nullptr);
    ~HttpConnection() override;

    /// Ends the connection if its time is up. Called every second or so; `nowMs` is steady time.
    void checkDeadline(qint64 nowMs);
    /// Takes no further request; the one at hand is still answered.
    void shutDown();
    /// Answers with this refusal, whatever was asked, and ends the connection.
    void refuse(const HttpResponse &response);

    /// Answers the request of that number, unless the connection has gone on since.
    void respond(quint64 exchange, const HttpResponse &response);
    /// Sends a further part of that answer, likewise.
    void respond(quint64 exchange, const BodyPart &part);
    /// See HttpReply.
    void whenGone(quint64 exchange, std::function<void()> tell);

    /// Bytes that its client hasn't taken yet, and since when (steady time) it took none.
    qint64 unsentBytes() const { return m_unsent.bytes(); }
    qint64 stalledSinceMs() const { return m_progressMs; }
    /// Ends the connection at once.
    void drop();

Q_SIGNALS:
    /// All clients together haven't taken more than they may be owed.
    void overBudget();
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
        Abandoned, ///< the client is gone, but its request is still being answered
        Closed,
    };

    void readOn();
    void readAllThereIs();
    void writtenOn();
    void write(QByteArrayView head, QByteArrayView body);
    bool readHead();
    bool readBody();
    bool goOnWithBody(BodyState state);
    void beginAnswer();
    void submit();
    void sendPart(const BodyPart &part);
    void sendOn();
    void askForPart();
    void makePart(quint64 exchange);
    void finishAnswer();
    void finishWork();
    bool isAboutHead() const;
    void followSocket();
    void close();
    void setState(State state);

    std::unique_ptr<ClientSocket> m_socket;
    HttpShared &m_shared;
    RequestHeadParser m_parser;

    State m_state = State::Idle;
    bool m_reading = false;
    bool m_lastRequest = false;
    quint64 m_exchanges = 0; // which exchange an answer belongs to
    qint64 m_deadlineMs = 0; // steady
    qint64 m_bodyDeadlineMs = 0;
    qint64 m_progressMs = 0; // when the client last took something, while there is something unsent
    RequestHead m_head;
    RequestBody m_body;               // of the request at hand
    Admission m_admission;            // likewise
    std::function<void()> m_whenGone; // likewise; empty where nobody asked
    std::shared_ptr<BodyRest> m_rest; // while Sending, or Abandoned with work to do
    bool m_isWaitingForPart = false;
    bool m_hasHead = false;     // m_head is that of the request at hand
    ByteBudget::Share m_unsent; // of what this client hasn't taken
};

} // namespace Procession
