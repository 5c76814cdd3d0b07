// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "bytebudget.h"
#include "clientsocket.h"
#include "feedoptions.h"
#include "handshakes.h"
#include "messagereceiver.h"

#include <QPointer>
#include <QTimer>
#include <QWebSocket>

#include <memory>

namespace Procession {

class Clock;

/// One WebSocket client: its socket, the bytes that are held for it, and whether it is still there.
///
/// Handshake, ping and close are QWebSocket's. Outgoing data frames come ready-made and are written to the socket under
/// it: the system call is the cost, and a QWebSocket would pay one copy and one encoding for each client on top.
/// Incoming messages are a MessageReceiver's.
/// Threads: the server's. Owner: the feed that it follows.
class WebSocketPeer : public QObject
{
    Q_OBJECT

public:
    /// `memory` is that of all clients of the feed; `kind` says which messages the client may send.
    WebSocketPeer(WebSocketEnd end, const FeedOptions &options, ByteBudget &memory, const Clock &clock,
                  FrameReader::Kind kind = FrameReader::Kind::Text);
    ~WebSocketPeer() override;

    /// Begins to read, first what came before this was made.
    void begin();

    /// Writes whole frames.
    void write(QByteArrayView frames);
    /// Bytes that were written and still wait here.
    qint64 unsent() const;
    /// The same, and what is to be written later.
    virtual qint64 toBeSent() const { return unsent(); }
    /// The same, and what the client sent that isn't handled yet: all that it makes the server hold.
    qint64 owed() const { return toBeSent() + m_receiver.held(); }
    /// Whether the client's messages are read. Off, what it sends waits in its connection.
    void setReading(bool on) { m_receiver.setReading(on); }
    bool isReading() const { return m_receiver.isReading(); }

    /// Closes with a WebSocket close code; disconnected() follows.
    void close(QWebSocketProtocol::CloseCode code, const QString &reason);
    /// The same after a message that told why.
    void closeAfter(const Refusal &refusal);
    void abort();
    /// Ends the connection of a client that has been silent for too long; otherwise pings it, where `pings` says so.
    void checkAlive(qint64 nowMs, bool pings);

    /// Counts owed() in the memory of all clients; nothing more after abort().
    void countOwed() { m_counted.set(owed()); }
    /// The bytes that were counted last.
    qint64 counted() const { return m_counted.bytes(); }

Q_SIGNALS:
    /// There is room to write more.
    void drained();
    /// Something came in, and what could be handled of it was.
    void received();
    void messageReceived(const QByteArray &message);
    void disconnected();

private:
    void closeForViolation();
    void checkPings();

    const Clock &m_clock;
    const FeedOptions &m_options;
    const FrameReader::Kind m_kind;
    std::unique_ptr<QWebSocket> m_webSocket;
    QPointer<ClientSocket> m_socket;
    MessageReceiver m_receiver;
    QByteArray m_ahead;
    ByteBudget::Share m_counted;
    qint64 m_lastSeenMs = 0;     // steady
    quint64 m_pingsAnswered = 0; // as far as it is known that their answers were sent
};

/// Bytes that may wait for one client of a feed before it gets no more. Half of them must be gone before it goes on.
qint64 peerAllowance(const ByteBudget &memory, const FeedOptions &options);

/// Says when the clients of a feed have to be looked after: see WebSocketPeer::checkAlive(). Threads: the server's.
class PeerTimer : public QObject
{
    Q_OBJECT

public:
    PeerTimer(const FeedOptions &options, const Clock &clock, QObject *parent = nullptr);

Q_SIGNALS:
    void due(qint64 nowMs, bool pings);

private:
    QTimer m_timer;
    qint64 m_lastPingMs;
};

} // namespace Procession
