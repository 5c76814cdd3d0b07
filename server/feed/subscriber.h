// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bytebudget.h"
#include "clientsocket.h"
#include "feedoptions.h"
#include "feedplace.h"
#include "messagereceiver.h"
#include "subscription.h"

#include <QPointer>
#include <QWebSocket>

#include <memory>

namespace Procession {

class Acknowledger;
class Clock;
class Store;
struct ProcessAnswer;

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
               const FeedOptions &options, ByteBudget &memory, const Clock &clock);
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
    qint64 toBeSent() const { return unsent() + m_answersHeld; }
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

    /// Where it stands in the log.
    FeedPlace &place() { return m_place; }
    const FeedPlace &place() const { return m_place; }
    /// Whether it gets what is new in batches, and the earliest steady time of the next one.
    bool isBatched() const { return m_subscription.batch.count() > 0; }
    qint64 nextBatchMs() const { return m_nextBatchMs; }
    void setNextBatchMs(qint64 steadyMs) { m_nextBatchMs = steadyMs; }

    /// Sends the answer to one of the client's messages, once the log is committed as far as it confirms. Answers keep
    /// the order of the messages; answered() follows each. Acknowledger and store, which may be null, must outlive this.
    void answer(const ProcessAnswer &answer, Acknowledger &acknowledger, const Store *store);

    /// Counts owed() in the memory of all subscribers; nothing more after abort().
    void countOwed() { m_counted.set(owed()); }
    /// The bytes that were counted last.
    qint64 counted() const { return m_counted.bytes(); }

Q_SIGNALS:
    /// There is room to write more.
    void drained();
    /// Something came in, and what could be handled of it was.
    void received();
    void messageReceived(const QByteArray &message);
    /// An answer no longer waits for the store.
    void answered();
    void disconnected();

private:
    void closeForViolation();
    void checkPings();

    const Clock &m_clock;
    const Subscription m_subscription;
    std::unique_ptr<QWebSocket> m_webSocket;
    QPointer<ClientSocket> m_socket;
    MessageReceiver m_receiver;
    FeedPlace m_place;
    qint64 m_nextBatchMs = 0;
    quint64 m_answersUpTo = 0; // the event that its last answer waits or waited for
    qint64 m_answersHeld = 0;  // bytes of its answers that wait for the store
    ByteBudget::Share m_counted;
    qint64 m_lastSeenMs = 0;
    quint64 m_pingsAnswered = 0; // as far as it is known that their answers were sent
};

} // namespace Procession
