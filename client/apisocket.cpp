// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apisocket.h"

#include "apiendpoint.h"
#include "backoff.h"

#include <QPointer>

namespace Procession {

namespace {

/// Of one message; a server sends parts of some 1 MiB.
constexpr quint64 maxMessageBytes = 64 * 1024 * 1024;
/// How much later than after a break it is tried again after a refusal.
constexpr int refusedFactor = 20;
constexpr std::chrono::minutes longestRefused{1};

} // namespace

ApiSocket::ApiSocket(const ApiSocketTimes &times, Request request, Probe probe, QObject *parent)
    : QObject(parent)
    , m_times(times)
    , m_request(std::move(request))
    , m_probe(std::move(probe))
    , m_reconnect(this)
    , m_peerCheck(this)
{
    m_reconnect.setSingleShot(true);
    connect(&m_reconnect, &QTimer::timeout, this, &ApiSocket::connectSocket);
    m_peerCheck.setInterval(m_times.silence / 2);
    connect(&m_peerCheck, &QTimer::timeout, this, &ApiSocket::checkPeer);
    m_socket.setMaxAllowedIncomingMessageSize(maxMessageBytes);
    m_socket.setMaxAllowedIncomingFrameSize(maxMessageBytes);
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_failures = 0;
        m_peerHeard = true;
        m_wasConnected = true;
        Q_EMIT connected();
    });
    connect(&m_socket, &QWebSocket::disconnected, this, &ApiSocket::onDisconnected);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &message) {
        m_peerHeard = true;
        Q_EMIT textReceived(message);
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &message) {
        m_peerHeard = true;
        Q_EMIT binaryReceived(message);
    });
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_peerHeard = true; });
}

ApiSocket::~ApiSocket()
{
    m_socket.disconnect(this); // its destructor closes the connection, and would tell this object of it
}

void ApiSocket::open()
{
    connectSocket();
}

void ApiSocket::reopen()
{
    m_socket.blockSignals(true); // of a connection that is left
    m_socket.abort();
    m_socket.blockSignals(false);
    m_reconnect.start(0);
}

void ApiSocket::stop()
{
    m_isStopped = true;
    m_reconnect.stop();
    m_peerCheck.stop();
    m_socket.abort();
}

void ApiSocket::connectSocket()
{
    m_peerHeard = false;
    m_wasConnected = false;
    m_peerCheck.start();
    const QNetworkRequest request = m_request();
    m_socket.setProxy(proxyFor(request.url()));
    m_socket.open(request);
}

/// Also gives up a handshake that leads nowhere.
void ApiSocket::checkPeer()
{
    if (std::exchange(m_peerHeard, false))
        m_socket.ping();
    else
        m_socket.abort();
}

void ApiSocket::onDisconnected()
{
    m_peerCheck.stop();
    if (m_isStopped)
        return;
    const QString problem = m_socket.errorString();
    if (m_wasConnected && m_socket.closeCode() == QWebSocketProtocol::CloseCodePolicyViolated) {
        tryLater(true, m_socket.closeReason());
    } else if (m_wasConnected) {
        tryLater(false, problem);
    } else {
        m_probe([self = QPointer<ApiSocket>(this), problem](const std::optional<ApiError> &error) {
            if (self)
                self->tryLater(error && !error->isTemporary(), error ? error->error.message : problem);
        });
    }
}

void ApiSocket::tryLater(bool isRefused, const QString &problem)
{
    if (std::exchange(m_isRefused, isRefused) != isRefused)
        m_failures = 0;
    Q_EMIT broken(isRefused, problem);
    if (!m_isStopped) {
        m_reconnect.start(isRefused ? backoff(m_failures++, refusedFactor * m_times.firstRetry, longestRefused)
                                    : backoff(m_failures++, m_times.firstRetry));
    }
}

} // namespace Procession
