// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpconnection.h"
#include "listeningsocket.h"

#include <QTimer>

#include <unordered_set>

namespace Procession {

/// HTTP on one port: accepts connections, keeps them within their bounds and times, and has a handler answer the
/// requests on them.
///
/// Memory: the bodies that clients send and the answers that they haven't taken are bounded, for each (see
/// HttpConnection) and for all together (maxBodiesBytes, maxUnsentBytes). When maxUnsentBytes is passed, the clients are
/// dropped that have taken nothing for longest; a client that reads is never one of them.
///
/// Threads: one with an event loop; all calls there. Owner: the program's server.
class HttpListener : public QObject
{
    Q_OBJECT

public:
    /// The handler and the clock must outlive this.
    HttpListener(HttpRequestHandler &handler, const HttpOptions &options, const Clock &clock,
                 QObject *parent = nullptr);
    ~HttpListener() override;

    /// Errors: InvalidField (host), Io where the port can't be had, with what can be done about it.
    Result<void> listen();
    /// The port that is listened on; 0 before listen().
    quint16 port() const { return m_socket.port(); }
    /// Such as `http://127.0.0.1:8000`.
    QString url() const;

    /// Serves a client that is connected by this non-blocking descriptor of a stream socket. It is closed here.
    void serve(int descriptor);
    /// Whether no connection is left. One that went to a WebSocket isn't counted.
    bool isEmpty() const { return m_connections.empty(); }
    /// Bytes that wait for clients, to be counted by a handler that keeps answers back.
    ByteBudget &unsent() { return m_shared.unsent; }
    /// The answer of a handler that has no room for a request.
    const HttpResponse &busy() const { return m_shared.busy; }

    /// Ends the connections whose time is up. A timer calls it; a test with a clock of its own does, too.
    void checkDeadlines();
    /// Accepts no more connections and takes no further requests; those at hand are answered.
    void shutDown();

Q_SIGNALS:
    /// A connection ended, or became a WebSocket.
    void connectionClosed();

private:
    void dropSlowestReaders();
    void logDroppedReaders();
    template <typename Call>
    void forEachConnection(Call call);

    HttpShared m_shared;
    ListeningSocket m_socket;
    std::unordered_set<HttpConnection *> m_connections; // children of this
    QTimer m_deadlineTimer;
    bool m_dropsReaders = false;    // soon
    qsizetype m_droppedReaders = 0; // that are not logged yet
    std::optional<qint64> m_droppedLoggedMs;
};

} // namespace Procession
