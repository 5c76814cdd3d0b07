// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedclient.h"

#include "backoff.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QNetworkRequest>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcFeed, "processionctl.feed")

constexpr std::chrono::seconds peerCheckInterval{20};

} // namespace

FeedClient::FeedClient(ApiEndpoint endpoint, const QUrlQuery &filter, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_filter(filter)
    , m_reconnect(this)
    , m_peerCheck(this)
{
    m_reconnect.setSingleShot(true);
    connect(&m_reconnect, &QTimer::timeout, this, &FeedClient::connectSocket);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &FeedClient::onMessage);
    connect(&m_socket, &QWebSocket::disconnected, this, &FeedClient::onDisconnected);
    m_peerCheck.setInterval(peerCheckInterval);
    connect(&m_peerCheck, &QTimer::timeout, this, &FeedClient::checkPeer);
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_peerHeard = true; });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_failures = 0;
        m_problem.clear();
        m_peerHeard = true;
        if (!m_epoch.isEmpty())
            setLive(true); // with `since`, silence means that nothing was missed
    });
}

FeedClient::~FeedClient()
{
    m_socket.disconnect(this); // it says good-bye when it goes, and there is nobody left to hear it
}

void FeedClient::open()
{
    connectSocket();
}

void FeedClient::connectSocket()
{
    QUrlQuery query = m_filter;
    query.addQueryItem(u"full"_s, u"1"_s);
    if (m_epoch.isEmpty())
        query.addQueryItem(u"snapshot"_s, u"1"_s);
    else
        query.addQueryItem(u"since"_s, u"%1-%2"_s.arg(m_epoch).arg(m_seq));
    m_snapshot.clear();

    QUrl url = m_endpoint.url;
    url.setScheme(url.scheme() == "https"_L1 ? u"wss"_s : u"ws"_s);
    url.setPath(url.path() + u"/ws/processes"_s);
    url.setQuery(query);
    QNetworkRequest request(url);
    if (!m_endpoint.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_endpoint.token);
    m_peerHeard = false;
    m_peerCheck.start();
    m_socket.open(request);
}

/// Also gives up a handshake that leads nowhere.
void FeedClient::checkPeer()
{
    if (!std::exchange(m_peerHeard, false)) {
        qCDebug(lcFeed) << "the server is silent; connecting anew";
        m_socket.abort();
        return;
    }
    m_socket.ping();
}

void FeedClient::onDisconnected()
{
    setLive(false);
    if (m_socket.closeCode() == QWebSocketProtocol::CloseCodePolicyViolated) {
        Q_EMIT refused(m_socket.closeReason());
        return;
    }
    m_peerCheck.stop();
    m_problem = m_socket.errorString();
    qCDebug(lcFeed).noquote() << "not connected:" << m_problem;
    m_reconnect.start(backoff(m_failures++));
}

void FeedClient::setLive(bool live)
{
    if (std::exchange(m_live, live) != live)
        Q_EMIT liveChanged(live);
}

void FeedClient::onMessage(const QString &text)
{
    m_peerHeard = true;
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = message.value("type"_L1).toString();
    const auto seq = static_cast<quint64>(message.value("seq"_L1).toInteger());
    if (type == "process_update"_L1) {
        m_seq = std::max(m_seq, seq);
        Q_EMIT updateReceived(message);
    } else if (type == "process_removed"_L1 || type == "process_left"_L1) {
        m_seq = std::max(m_seq, seq);
        Q_EMIT removalReceived(message.value("process_id"_L1).toString());
    } else if (type == "resumed"_L1) {
        m_epoch = message.value("epoch"_L1).toString(); // the server was started anew, and went on
    } else if (type == "reset"_L1) {
        setLive(false);
        m_snapshot.clear();
    } else if (type == "snapshot"_L1) {
        const QJsonArray processes = message.value("processes"_L1).toArray();
        for (const QJsonValue &process : processes)
            m_snapshot.append(process.toObject());
        if (message.value("more"_L1).toBool())
            return;
        m_epoch = message.value("epoch"_L1).toString();
        m_seq = seq;
        Q_EMIT snapshotReceived(std::exchange(m_snapshot, {}));
        setLive(true);
    }
}

} // namespace Procession
