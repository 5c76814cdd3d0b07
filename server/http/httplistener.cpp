// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httplistener.h"

#include "clock.h"
#include "httperror.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "procession.server")

} // namespace

HttpListener::HttpListener(HttpRequestHandler &handler, const HttpOptions &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_shared(handler, options, clock)
    , m_socket(this)
    , m_deadlineTimer(this)
{
    connect(&m_socket, &ListeningSocket::accepted, this, &HttpListener::serve);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &HttpListener::checkDeadlines);
}

HttpListener::~HttpListener()
{
    // Before all that they share; also those that ended and are to be deleted soon.
    const QList<HttpConnection *> connections = findChildren<HttpConnection *>();
    for (HttpConnection *connection : connections) {
        connection->disconnect(this);
        delete connection;
    }
}

Result<void> HttpListener::listen()
{
    const HttpOptions &options = m_shared.options;
    const Result<QHostAddress> address = options.address();
    if (!address)
        return address.error();
    if (const auto listening = m_socket.listen(*address, options.port); !listening)
        return listening;
    m_shared.reader.open();
    m_deadlineTimer.start(std::chrono::milliseconds(std::clamp<qint64>(options.headerTimeout.count() / 4, 10, 1000)));
    return {};
}

QString HttpListener::url() const
{
    const Result<QHostAddress> address = m_shared.options.address();
    const QString host =
        address->protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]"_s.arg(address->toString()) : address->toString();
    return u"http://%1:%2"_s.arg(host).arg(port());
}

void HttpListener::serve(int descriptor)
{
    const bool isFull = m_shared.received.open >= m_shared.options.maxConnections;
    auto *connection =
        new HttpConnection(std::make_unique<ClientSocket>(descriptor, m_shared.received), m_shared, this);
    m_connections.insert(connection);
    connect(connection, &HttpConnection::closed, this, [this, connection] {
        m_connections.erase(connection);
        connection->deleteLater();
        Q_EMIT connectionClosed();
    });
    connect(connection, &HttpConnection::overBudget, this, [this] {
        // Later, since a connection may be in the middle of its work.
        if (!std::exchange(m_dropsReaders, true))
            QMetaObject::invokeMethod(this, &HttpListener::dropSlowestReaders, Qt::QueuedConnection);
    });
    if (isFull) {
        qCWarning(lcServer, "refused a connection: max_connections (%lld) are open",
                  static_cast<long long>(m_shared.options.maxConnections));
        connection->refuse(
            retryLater("too_many_connections", u"The server has as many connections as max_connections allows."_s, 5));
    }
}

/// Some connections may end while this runs.
template <typename Call>
void HttpListener::forEachConnection(Call call)
{
    const std::unordered_set<HttpConnection *> connections = m_connections;
    for (HttpConnection *connection : connections) {
        if (m_connections.contains(connection))
            call(*connection);
    }
}

void HttpListener::checkDeadlines()
{
    logDroppedReaders();
    forEachConnection([now = m_shared.clock.steadyMs()](HttpConnection &connection) { connection.checkDeadline(now); });
}

void HttpListener::shutDown()
{
    m_socket.close();
    forEachConnection([](HttpConnection &connection) { connection.shutDown(); });
}

void HttpListener::dropSlowestReaders()
{
    m_dropsReaders = false;
    std::vector<std::pair<qint64, HttpConnection *>> readers;
    for (HttpConnection *connection : m_connections) {
        if (connection->unsentBytes() > 0)
            readers.emplace_back(connection->stalledSinceMs(), connection);
    }
    std::sort(readers.begin(), readers.end());
    for (const auto &[since, connection] : readers) {
        if (m_shared.unsent.used() <= m_shared.unsent.limit() / 4 * 3)
            break;
        connection->drop(); // deleted later
        ++m_droppedReaders;
    }
    logDroppedReaders();
}

/// Once a minute at most: a client that is dropped may come back at once.
void HttpListener::logDroppedReaders()
{
    constexpr qint64 pause = 60 * 1000;
    const qint64 now = m_shared.clock.steadyMs();
    if (m_droppedReaders == 0 || (m_droppedLoggedMs && now - *m_droppedLoggedMs < pause))
        return;
    qCWarning(lcServer, "dropped clients that didn't read their answers, since max_unsent_bytes was passed: %lld",
              static_cast<long long>(std::exchange(m_droppedReaders, 0)));
    m_droppedLoggedMs = now;
}

} // namespace Procession
