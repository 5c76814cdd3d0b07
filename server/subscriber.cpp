// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "subscriber.h"

#include "clock.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Answers to pings, of up to 127 bytes, that may wait for a client to read them.
constexpr quint64 maxUnsentPongs = 1000;

qint64 steadyNow()
{
    return SystemClock().steadyMs();
}

} // namespace

Subscriber::Subscriber(std::unique_ptr<QWebSocket> webSocket, ClientSocket *socket, std::unique_ptr<FrameGuard> guard,
                       Subscription subscription, const ServerOptions &options)
    : m_subscription(std::move(subscription))
    , m_channel(m_subscription.channel())
    , m_webSocket(std::move(webSocket))
    , m_socket(socket)
    , m_guard(std::move(guard))
    , m_lastSeenMs(steadyNow())
{
    m_webSocket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(options.maxFrameBytes));
    m_webSocket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(options.maxFrameBytes));

    connect(m_socket, &QTcpSocket::bytesWritten, this, &Subscriber::drained);
    connect(m_socket, &QTcpSocket::readyRead, this, &Subscriber::checkPings);
    connect(m_guard.get(), &FrameGuard::violated, this, &Subscriber::closeForViolation);
    connect(m_webSocket.get(), &QWebSocket::disconnected, this, &Subscriber::disconnected);
    connect(m_webSocket.get(), &QWebSocket::pong, this, [this] { m_lastSeenMs = steadyNow(); });
    connect(m_webSocket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &message) {
        if (m_guard->verdict() == FrameHeaderReader::Verdict::Fine)
            Q_EMIT messageReceived(message.toUtf8());
    });
    connect(m_webSocket.get(), &QWebSocket::binaryMessageReceived, this, [this] {
        close(QWebSocketProtocol::CloseCodeDatatypeNotSupported, u"Messages are JSON in text frames."_s);
    });
}

Subscriber::~Subscriber()
{
    m_webSocket->disconnect(this);
}

void Subscriber::begin(const QByteArray &ahead)
{
    if (m_socket)
        m_socket->putBack(ahead);
    if (m_guard->verdict() != FrameHeaderReader::Verdict::Fine)
        closeForViolation();
    else if (m_socket && m_socket->bytesAvailable() > 0)
        Q_EMIT m_socket->readyRead();
}

/// QWebSocket answers each ping, read or not: who sends pings and reads nothing would fill the memory.
void Subscriber::checkPings()
{
    if (unsent() == 0)
        m_pingsAnswered = m_guard->pings();
    else if (m_guard->pings() - m_pingsAnswered > maxUnsentPongs)
        abort();
}

void Subscriber::closeForViolation()
{
    if (m_guard->verdict() == FrameHeaderReader::Verdict::TooLong)
        close(QWebSocketProtocol::CloseCodeTooMuchData, u"The frame is too long."_s);
    else
        close(QWebSocketProtocol::CloseCodeProtocolError, u"A client's frames must be masked."_s);
}

void Subscriber::write(QByteArrayView frames)
{
    if (m_socket && m_webSocket->state() == QAbstractSocket::ConnectedState)
        m_socket->write(frames.data(), frames.size());
}

qint64 Subscriber::unsent() const
{
    return m_socket ? m_socket->bytesToWrite() : 0;
}

void Subscriber::close(QWebSocketProtocol::CloseCode code, const QString &reason)
{
    m_webSocket->close(code, reason);
}

void Subscriber::abort()
{
    if (m_socket)
        m_socket->drop();
}

void Subscriber::ping(qint64 nowMs)
{
    // While it has unsent bytes, a ping would only queue behind them.
    if (unsent() == 0)
        m_webSocket->ping(QByteArray::number(nowMs));
}

} // namespace Procession
