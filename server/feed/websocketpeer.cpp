// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocketpeer.h"

#include "clock.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Answers to pings, of up to 127 bytes, that may wait for a client to read them.
constexpr quint64 maxUnsentPongs = 1000;
/// A client that doesn't read can't answer pings; it is waited for this many times longer.
constexpr int stalledTimeoutFactor = 10;
/// Bytes that each client may have waiting in any case.
constexpr qint64 leastAllowance = 16 * 1024;

} // namespace

WebSocketPeer::WebSocketPeer(WebSocketEnd end, const FeedOptions &options, ByteBudget &memory, const Clock &clock,
                             FrameReader::Kind kind)
    : m_clock(clock)
    , m_options(options)
    , m_kind(kind)
    , m_webSocket(std::move(end.webSocket))
    , m_socket(&end.socket)
    , m_receiver(end.socket, options.maxFrameBytes, kind)
    , m_ahead(std::move(end.ahead))
    , m_counted(memory)
    , m_lastSeenMs(clock.steadyMs())
{
    connect(m_socket, &QTcpSocket::bytesWritten, this, &WebSocketPeer::drained);
    connect(m_socket, &QTcpSocket::readyRead, this, &WebSocketPeer::checkPings);
    connect(m_socket, &QTcpSocket::readyRead, this, &WebSocketPeer::received);
    connect(&m_receiver, &MessageReceiver::violated, this, &WebSocketPeer::closeForViolation);
    connect(&m_receiver, &MessageReceiver::messageReceived, this, &WebSocketPeer::messageReceived);
    connect(m_webSocket.get(), &QWebSocket::disconnected, this, &WebSocketPeer::disconnected);
    connect(m_webSocket.get(), &QWebSocket::pong, this, [this] { m_lastSeenMs = m_clock.steadyMs(); });
}

WebSocketPeer::~WebSocketPeer()
{
    m_webSocket->disconnect(this);
}

void WebSocketPeer::begin()
{
    m_receiver.begin(std::exchange(m_ahead, {}));
}

/// QWebSocket answers each ping, read or not: who sends pings and reads nothing would fill the memory.
void WebSocketPeer::checkPings()
{
    if (unsent() == 0)
        m_pingsAnswered = m_receiver.pings();
    else if (m_receiver.pings() - m_pingsAnswered > maxUnsentPongs)
        abort();
}

void WebSocketPeer::closeForViolation()
{
    switch (m_receiver.verdict()) {
    case FrameReader::Verdict::Fine:
        break;
    case FrameReader::Verdict::Malformed:
        close(QWebSocketProtocol::CloseCodeProtocolError, u"This isn't a client's frame: see RFC 6455, section 5."_s);
        break;
    case FrameReader::Verdict::WrongKind:
        close(QWebSocketProtocol::CloseCodeDatatypeNotSupported,
              m_kind == FrameReader::Kind::Text ? u"Messages are JSON in text frames."_s
                                                : u"Output is sent in binary frames."_s);
        break;
    case FrameReader::Verdict::NotUtf8:
        close(QWebSocketProtocol::CloseCodeWrongDatatype, u"The message isn't valid UTF-8."_s);
        break;
    case FrameReader::Verdict::TooLong:
        close(QWebSocketProtocol::CloseCodeTooMuchData, u"The message is too long."_s);
        break;
    }
}

void WebSocketPeer::write(QByteArrayView frames)
{
    if (m_socket && m_webSocket->state() == QAbstractSocket::ConnectedState)
        m_socket->write(frames.data(), frames.size());
}

qint64 WebSocketPeer::unsent() const
{
    return m_socket ? m_socket->bytesToWrite() : 0;
}

void WebSocketPeer::close(QWebSocketProtocol::CloseCode code, const QString &reason)
{
    m_receiver.stop();
    m_webSocket->close(code, reason);
}

void WebSocketPeer::closeAfter(const Refusal &refusal)
{
    const bool isOurs = refusal.status >= 500;
    close(isOurs ? QWebSocketProtocol::CloseCodeBadOperation : QWebSocketProtocol::CloseCodePolicyViolated,
          u"The message before this says why."_s);
}

void WebSocketPeer::abort()
{
    m_receiver.stop();
    if (m_socket)
        m_socket->drop();
    m_counted = {}; // it owes nothing any more, whatever comes until it is released
}

void WebSocketPeer::checkAlive(qint64 nowMs, bool pings)
{
    const qint64 patience = m_options.deadPeerTimeout.count() * (toBeSent() > 0 ? stalledTimeoutFactor : 1);
    if (nowMs - m_lastSeenMs > patience)
        abort();
    else if (pings && unsent() == 0) // behind unsent bytes a ping would only queue
        m_webSocket->ping(QByteArray::number(nowMs));
}

qint64 peerAllowance(const ByteBudget &memory, const FeedOptions &options)
{
    const qint64 most = options.maxSubscriberBuffer;
    return std::clamp(memory.limit() - memory.used(), std::min(leastAllowance, most), most);
}

PeerTimer::PeerTimer(const FeedOptions &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_timer(this)
    , m_lastPingMs(clock.steadyMs())
{
    connect(&m_timer, &QTimer::timeout, this, [this, &options, &clock] {
        const qint64 now = clock.steadyMs();
        const bool pings = now - m_lastPingMs >= options.pingInterval.count();
        if (pings)
            m_lastPingMs = now;
        Q_EMIT due(now, pings);
    });
    m_timer.start(std::chrono::milliseconds(
        std::clamp<qint64>(std::min(options.pingInterval, options.deadPeerTimeout).count() / 4, 10, 5000)));
}

} // namespace Procession
