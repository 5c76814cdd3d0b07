// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "acknowledger.h"
#include "authenticator.h"
#include "httpapi.h"
#include "httplistener.h"
#include "livefeed.h"
#include "outputfeed.h"
#include "outputintake.h"
#include "serveroptions.h"
#include "workpool.h"

#include <QTimer>

#include <mutex>

namespace Procession {

/// REST and WebSocket on one port.
///
/// Every connection is an HttpConnection of the HttpListener first. A WebSocket handshake that may pass goes on to the
/// LiveFeed, every other request to the HttpApi. An answer that confirms a change is sent when the log is committed up to
/// there, wherever it was made: in the server's thread, in one that waits for the disk, or in one that waits for another
/// server.
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
    quint16 port() const { return m_http.port(); }
    /// Such as `http://127.0.0.1:8000`.
    QString url() const { return m_http.url(); }
    qsizetype subscriberCount() const { return m_feed.subscriberCount(); }

    /// Takes no more connections, answers what is under way, tells subscribers 1001. finished() follows, at the
    /// latest after `grace`.
    void shutDown(std::chrono::milliseconds grace = std::chrono::seconds(2));

Q_SIGNALS:
    void subscriberCountChanged(qsizetype count);
    void finished();

private:
    Admission admit(const HttpRequest &head) override { return m_api.admit(head); }
    void handle(const HttpRequest &request, const Admission &admission, const HttpReply &reply) override;
    void continueBody(const std::shared_ptr<BodyRest> &rest, const HttpReply &reply) override;
    std::optional<HttpResponse> upgrade(const HttpRequest &request, qsizetype headSize,
                                        std::unique_ptr<ClientSocket> &socket) override;

    WorkPool &poolFor(Runs runs) const;
    bool isFull() const;
    /// Clients that follow or send output.
    qsizetype outputPeers() const;
    /// What follows a handshake.
    Result<Handshakes::Completed, Refusal> followsProcesses(const HttpRequest &request, const Principal &principal);
    Result<Handshakes::Completed, Refusal> followsOutput(const HttpRequest &request, const QByteArray &process);
    Result<Handshakes::Completed, Refusal> sendsOutput(const HttpRequest &request, const QByteArray &process);
    /// Reads which attempt's output a handshake is about; refused where it is known that there is none.
    template <typename Wanted>
    Result<Wanted, Refusal> asksFor(const HttpRequest &request, const QByteArray &process) const;
    /// Where answers arrive that are made elsewhere; it outlives the server, which is null then.
    struct Inbox
    {
        std::mutex mutex;
        Server *server = nullptr;
    };
    void replyLater(const HttpResponse &response, const HttpReply &reply);
    void replyOnceCommitted(const HttpResponse &response, const HttpReply &reply);
    void sendOnceCommitted(const std::shared_ptr<BodyRest> &rest, const BodyPart &part, const HttpReply &reply);
    void checkFinished();

    ProcessTracker &m_tracker;
    const ServerOptions m_options;
    Authenticator m_authenticator;
    HttpApi m_api;
    Acknowledger m_acknowledger;
    HttpListener m_http;
    Handshakes m_handshakes;
    LiveFeed m_feed;                     // whose sockets receive into m_http's buffer
    std::unique_ptr<WorkPool> m_disk;    // answers that need the disk, or a long search, are made here
    std::unique_ptr<WorkPool> m_network; // and those that may have to wait for another server
    std::unique_ptr<WorkPool> m_output;  // appends and reads of output
    std::unique_ptr<WorkPool> m_search;
    std::unique_ptr<OutputFeed> m_outputFeed;     // null where no output is taken
    std::unique_ptr<OutputIntake> m_outputIntake; // likewise
    QTimer m_guessLogTimer;
    std::shared_ptr<Inbox> m_inbox = std::make_shared<Inbox>();
    bool m_shuttingDown = false;
};

} // namespace Procession
