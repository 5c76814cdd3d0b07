// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "acknowledger.h"
#include "authenticator.h"
#include "httpapi.h"
#include "httpconnection.h"
#include "httpserveradapter.h"
#include "livefeed.h"
#include "serveroptions.h"

#include <QTcpServer>
#include <QTimer>

#include <unordered_set>

namespace Procession {

/// REST and WebSocket on one port.
///
/// Every connection comes in by the one listening socket and is an HttpConnection first; a WebSocket
/// handshake that may pass goes on to the LiveFeed, everything else to the HttpApi.
///
/// Memory: what HTTP clients send and what they are owed is bounded, for each (see HttpConnection) and for all together
/// (maxBodiesBytes, maxUnsentBytes). Where the latter is passed, those clients are dropped that have taken nothing for
/// longest; a client that reads is never one of them.
///
/// Threads: lives in one thread with an event loop, best one of its own; all calls there. Owner: app/.
class Server : public QObject, private HttpRequestHandler
{
    Q_OBJECT

public:
    using Parts = ServerParts;

    /// An empty `token` lets everyone in; listen() then refuses any address but loopback. `lineage` names
    /// the log to clients that resume.
    Server(const Parts &parts, ServerOptions options, const QByteArray &token, const LogLineage &lineage,
           QObject *parent = nullptr);
    ~Server() override;

    /// Errors: InvalidField (host), Io where the port can't be had, with what can be done about it.
    Result<void> listen();
    /// The port that is listened on; 0 before listen().
    quint16 port() const;
    /// Such as `http://127.0.0.1:8000`.
    QString url() const;
    qsizetype subscriberCount() const { return m_feed.subscriberCount(); }

    /// Takes no more connections, answers what is under way, tells subscribers 1001. finished() follows, at the
    /// latest after `grace`.
    void shutDown(std::chrono::milliseconds grace = std::chrono::seconds(2));

Q_SIGNALS:
    void subscriberCountChanged(qsizetype count);
    void finished();

private:
    class FrontDoor;

    std::optional<HttpResponse> refuse(const HttpRequest &head) override;
    qsizetype bodyLimit(const HttpRequest &head) const override;
    HttpResponse bodyTooLarge(const HttpRequest &head) const override;
    bool isFrequent(const HttpRequest &request) const override;
    void handle(const HttpRequest &request, const HttpReply &reply) override;
    void continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply) override;
    void finishWork(std::shared_ptr<BodyRest> rest, ByteBudget::Share request) override;
    HttpResponse busy() const override;
    HttpResponse outOfMemory() const override { return m_api.outOfMemory(); }
    ByteBudget &bodies() override { return m_bodies; }
    ByteBudget &unsent() override { return m_unsent; }
    void tooMuchUnsent() override;
    ExchangeSocket *openExchange(const ClientSocket &client) override;
    std::optional<HttpResponse> upgrade(const HttpRequest &request, qsizetype headSize,
                                        std::unique_ptr<ClientSocket> &socket) override;

    class Pool;

    void answerIn(Pool &pool, const HttpRequest &request, const HttpReply &reply);
    void replyOnceCommitted(const HttpResponse &response, const HttpReply &reply);
    void sendOnceCommitted(const std::shared_ptr<BodyRest> &rest, const BodyPart &part, const HttpReply &reply);
    void dropSlowestReaders();
    void logDroppedReaders();
    void accept(int descriptor);
    void checkDeadlines();
    void confirm(const HttpResponse &response, const HttpReply &reply);
    void checkFinished();

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const ServerOptions m_options;
    Authenticator m_authenticator;
    HttpApi m_api;
    Acknowledger m_acknowledger;
    LiveFeed m_feed;
    ReceiveBuffer m_received;
    HttpServerAdapter m_httpServer;
    FrontDoor *m_door = nullptr;                        // m_httpServer's child
    std::unordered_set<HttpConnection *> m_connections; // children of this
    ByteBudget m_bodies;
    ByteBudget m_unsent;
    bool m_dropsReaders = false;    // soon
    qsizetype m_droppedReaders = 0; // that are not logged yet
    std::optional<qint64> m_droppedLoggedMs;
    std::unique_ptr<Pool> m_disk;    // answers that need the disk, or a long search, are made here
    std::unique_ptr<Pool> m_network; // and those that may have to wait for another server
    QTimer m_deadlineTimer;
    bool m_shuttingDown = false;
};

} // namespace Procession
