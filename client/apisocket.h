// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apireply.h"

#include <QNetworkRequest>
#include <QObject>
#include <QTimer>
#include <QWebSocket>

#include <chrono>
#include <functional>

namespace Procession {

/// When an ApiSocket gives a connection up, and when it tries again. Plain data.
struct ApiSocketTimes
{
    /// How long the server may be silent before the connection counts as dead; also the longest handshake. At least
    /// one ping is sent in that time.
    std::chrono::milliseconds silence{std::chrono::seconds(40)};
    /// The wait before a broken connection is tried again, for the first time; see backoff.h. Twenty times as long
    /// where the server refused: it may let us in later, but each try may count there as a guess.
    std::chrono::milliseconds firstRetry{500};
};

/// A WebSocket to a server that is connected again after each break: half a second to ten seconds later (see backoff.h),
/// after a refusal ten seconds to a minute later.
///
/// Threads: the one it lives in, which needs an event loop. Owner: the client of a feed.
class ApiSocket : public QObject
{
    Q_OBJECT

public:
    /// Makes the request of the next connection, such as with the place to go on from.
    using Request = std::function<QNetworkRequest()>;
    using Why = std::function<void(const std::optional<ApiError> &error)>;
    /// Asks the server over REST for the same thing, since a handshake that fails tells no reason: calls back once, with
    /// why it is refused, or with nothing where it isn't.
    using Probe = std::function<void(const Why &why)>;

    ApiSocket(const ApiSocketTimes &times, Request request, Probe probe, QObject *parent = nullptr);
    ~ApiSocket() override;

    /// Connects, and from then on keeps connected. Once.
    void open();
    /// Leaves the connection that there is, and connects anew at once.
    void reopen();
    /// Leaves the connection for good.
    void stop();
    /// Sends a message, where there is a connection.
    void sendBinary(const QByteArray &message) { m_socket.sendBinaryMessage(message); }

Q_SIGNALS:
    void connected();
    void textReceived(const QString &message);
    void binaryReceived(const QByteArray &message);
    /// There is no connection; it is tried again. `problem` is a sentence.
    void broken(bool isRefused, const QString &problem);

private:
    void connectSocket();
    void onDisconnected();
    void checkPeer();
    void tryLater(bool isRefused, const QString &problem);

    const ApiSocketTimes m_times;
    const Request m_request;
    const Probe m_probe;
    QWebSocket m_socket;
    QTimer m_reconnect;
    QTimer m_peerCheck;
    bool m_peerHeard = false;    // since the last check
    bool m_wasConnected = false; // by the try that is under way
    bool m_isRefused = false;    // by the last try
    bool m_isStopped = false;
    int m_failures = 0;
};

} // namespace Procession
