// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "loglineage.h"
#include "subscriber.h"

#include <QObject>
#include <QTimer>
#include <QWebSocketServer>

#include <map>
#include <memory>
#include <unordered_map>

namespace Procession {

class Acknowledger;
class HttpApi;
class ProcessTracker;

/// Sends what happens to every WebSocket subscriber.
///
/// Reads the log with one cursor. What is new is encoded once for all that asked for the same, and written to
/// each in one go. A subscriber whose unsent bytes pass `maxSubscriberBuffer` gets nothing more until they are
/// gone; then it goes on from its own place in the log, where it gets only the latest state of each process. So
/// it costs that much memory and one portion of the log, however slow it is, and never holds up the others.
/// Threads: the server's. Owner: Server.
class LiveFeed : public QObject
{
    Q_OBJECT

public:
    LiveFeed(ProcessTracker &tracker, EventLog &log, HttpApi &api, Acknowledger &acknowledger,
             const ServerOptions &options, LogLineage lineage, QObject *parent = nullptr);
    ~LiveFeed() override;

    qsizetype subscriberCount() const { return static_cast<qsizetype>(m_subscribers.size()); }
    /// Whether there is room for one more.
    bool isFull() const;

    /// Takes a socket whose next `handshakeSize` bytes are the head of a handshake that was judged and agreed to.
    /// `key` is its Sec-WebSocket-Key.
    void adopt(std::unique_ptr<ClientSocket> socket, qsizetype handshakeSize, const QByteArray &key,
               const Subscription &subscription);

    /// Tells every subscriber good-bye (1001).
    void shutDown();

Q_SIGNALS:
    void subscriberCountChanged(qsizetype count);

private:
    struct Handshake
    {
        QPointer<ClientSocket> socket;
        std::unique_ptr<FrameGuard> guard;
        Subscription subscription;
        QByteArray ahead; ///< what the client sent behind its handshake
    };

    void completeHandshakes();
    void admit(std::unique_ptr<Subscriber> owned, const QByteArray &ahead);
    void release(Subscriber *subscriber);

    void readLog();
    void deliver(const std::vector<Event> &events);
    void deliverBatches();
    void armBatchTimer();
    void startSnapshot(Subscriber &subscriber);
    void catchUp(Subscriber &subscriber);
    void writeBacklog(Subscriber &subscriber);
    bool writeFromLog(Subscriber &subscriber);
    void reset(Subscriber &subscriber);
    void receive(Subscriber &subscriber, const QByteArray &message);
    void checkPeers();

    ProcessTracker &m_tracker;
    EventLog &m_log;
    HttpApi &m_api;
    Acknowledger &m_acknowledger;
    const ServerOptions &m_options;
    const LogLineage m_lineage;
    EventCursor m_cursor;
    QWebSocketServer m_handshakes;
    std::map<std::pair<QString, quint16>, Handshake> m_pending; // by the peer's address and port
    std::unordered_map<Subscriber *, std::unique_ptr<Subscriber>> m_subscribers;
    QTimer m_batchTimer;
    QTimer m_peerTimer;
    qint64 m_lastPingMs = 0;
};

} // namespace Procession
