// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

namespace Procession {

/// What QHttpServer takes for the client's socket.
///
/// QHttpServer (6.4) reads whatever comes and bounds nothing. So it never sees the real socket: an
/// HttpConnection reads that one, and hands over through this device one whole, vetted request at a time.
/// QHttpServer answers nothing, so nothing that is written here goes anywhere. (QSslSocket works the same way: a
/// QTcpSocket in front of another.) A connection gets one with its first request that QHttpServer is to read.
///
/// Threads: the server's. Owner: QHttpServer, from addPendingConnection() on; it goes after end().
class ExchangeSocket : public QTcpSocket
{
    Q_OBJECT

public:
    explicit ExchangeSocket(const QTcpSocket &client);
    ~ExchangeSocket() override;

    /// Hands a request over; QHttpServer has read it when this returns.
    void feed(QByteArray request);
    /// The client is gone: QHttpServer lets go of this socket.
    void end();

    qint64 bytesAvailable() const override;
    void disconnectFromHost() override;

Q_SIGNALS:
    /// QHttpServer could not make sense of what it was fed.
    void refused();

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_input;
    qsizetype m_readUpTo = 0;
};

} // namespace Procession
