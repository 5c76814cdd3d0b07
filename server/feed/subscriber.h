// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bytebudget.h"
#include "clientsocket.h"
#include "event.h"
#include "feedoptions.h"
#include "messagereceiver.h"
#include "subscription.h"

#include <QPointer>
#include <QWebSocket>

#include <memory>
#include <vector>

namespace Procession {

class Clock;

/// One WebSocket client of the live feed: its socket, what it asked for, and where it stands in the log.
///
/// Handshake, ping and close are QWebSocket's. Outgoing text frames come ready-made and are written to the socket under
/// it: the system call is the cost, and a QWebSocket would pay one copy and one encoding for each subscriber on top.
/// Incoming messages are a MessageReceiver's.
/// Threads: the server's. Owner: LiveFeed.
class Subscriber : public QObject
{
    Q_OBJECT

public:
    Subscriber(std::unique_ptr<QWebSocket> webSocket, ClientSocket &socket, Subscription subscription,
               const FeedOptions &options, const Clock &clock);
    ~Subscriber() override;

    /// Begins to read, first `ahead`, which came before this was made.
    void begin(const QByteArray &ahead);

    const Subscription &subscription() const { return m_subscription; }
    const Channel &channel() const { return m_subscription.channel; }

    /// Writes whole frames.
    void write(QByteArrayView frames);
    /// What was written and still waits here, in bytes.
    qint64 unsent() const;
    /// The same, and the answers that wait for the store.
    qint64 toBeSent() const { return unsent() + answersHeld; }
    /// The same, and what the client sent that isn't handled yet: all that it makes the server hold.
    qint64 owed() const { return toBeSent() + m_receiver.held(); }
    /// Whether the client's messages are read. Off, what it sends waits in its connection.
    void setReading(bool on) { m_receiver.setReading(on); }
    bool isReading() const { return m_receiver.isReading(); }
    /// Closes with a WebSocket close code; disconnected() follows.
    void close(QWebSocketProtocol::CloseCode code, const QString &reason);
    void abort();
    void ping(qint64 nowMs);
    /// Steady time of the last sign of life.
    qint64 lastSeenMs() const { return m_lastSeenMs; }

    /// The last event that was written, or skipped because a later one of the same process follows.
    quint64 position = 0;
    /// Gets what is new as soon as it is there; otherwise it is brought up to date as its socket drains.
    bool live = false;
    /// Was too slow: gets the latest state of each process until it has caught up.
    bool conflated = false;
    /// What it has to be sent before the log goes on for it at `backlogSeq`: a snapshot, or after a loss the
    /// processes that changed.
    std::vector<ProcessPtr> backlog;
    size_t backlogAt = 0;
    std::optional<quint64> backlogSeq; // while there is something of it to send
    bool backlogIsSnapshot = false;
    std::optional<TypeRegistry> registry; // of a snapshot whose first page was not written yet
    /// The event that its last answer waits or waited for.
    quint64 answersUpTo = 0;
    /// Bytes of its answers that wait for the store.
    qint64 answersHeld = 0;
    /// What is counted of owed().
    ByteBudget::Share counted;
    /// With `batch`: the earliest steady time of its next message.
    qint64 nextBatchMs = 0;

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
    const Subscription m_subscription;
    std::unique_ptr<QWebSocket> m_webSocket;
    QPointer<ClientSocket> m_socket;
    MessageReceiver m_receiver;
    qint64 m_lastSeenMs = 0;
    quint64 m_pingsAnswered = 0; // as far as it is known that their answers were sent
};

} // namespace Procession
