// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchangesocket.h"

#include <cstring>

namespace Procession {

ExchangeSocket::ExchangeSocket(const QTcpSocket &client)
{
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
    setPeerAddress(client.peerAddress());
    setPeerPort(client.peerPort());
    setLocalAddress(client.localAddress());
    setLocalPort(client.localPort());
}

ExchangeSocket::~ExchangeSocket()
{
    setSocketState(UnconnectedState); // there is no engine to close
}

void ExchangeSocket::feed(QByteArray request)
{
    m_input = std::move(request);
    m_readUpTo = 0;
    Q_EMIT readyRead();
    m_input.clear();
    m_readUpTo = 0;
}

void ExchangeSocket::end()
{
    if (state() == UnconnectedState)
        return;
    setSocketState(UnconnectedState);
    Q_EMIT disconnected();
}

qint64 ExchangeSocket::bytesAvailable() const
{
    // Past QAbstractSocket, whose own buffer holds nothing here.
    return m_input.size() - m_readUpTo + QIODevice::bytesAvailable(); // NOLINT(bugprone-parent-virtual-call)
}

void ExchangeSocket::disconnectFromHost()
{
    if (state() == ConnectedState)
        Q_EMIT refused();
}

qint64 ExchangeSocket::readData(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_input.size() - m_readUpTo);
    if (size <= 0)
        return 0;
    std::memcpy(data, m_input.constData() + m_readUpTo, static_cast<size_t>(size));
    m_readUpTo += size;
    return size;
}

qint64 ExchangeSocket::writeData(const char *, qint64 size)
{
    return size;
}

} // namespace Procession
