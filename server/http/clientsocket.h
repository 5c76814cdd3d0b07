// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>

#include <memory>

namespace Procession {

class ClientSocket;

/// Where what comes in is received, for all connections of a thread in turn. Owner: Server.
struct ReceiveBuffer
{
    static constexpr qsizetype size = 64 * 1024;

    QByteArray bytes = QByteArray(size, Qt::Uninitialized);
    ClientSocket *borrower = nullptr; ///< whose unread bytes lie here
};

/// A client's connection: a QTcpSocket that talks to the kernel itself. (QSslSocket is one that doesn't, either.)
///
/// QTcpSocket asks the kernel how much there is before each read, sends what is written one turn of the event loop
/// later, and keeps a buffer of 16 KiB in each direction. This one reads with one call into a buffer that all share,
/// sends at once what the kernel takes, and keeps only what is left over. A request is then two system calls, and an
/// idle subscriber a few hundred bytes.
///
/// Who knows it reads with unread() and consume(), without a copy; QWebSocket reads it as any QTcpSocket.
/// Threads: the one that made it. Owner: whoever made it.
class ClientSocket : public QTcpSocket
{
    Q_OBJECT

public:
    /// Takes a connected, non-blocking descriptor.
    ClientSocket(int descriptor, ReceiveBuffer &shared, QObject *parent = nullptr);
    ~ClientSocket() override;

    /// What has come in and wasn't read yet. Valid until the next call of anything here.
    QByteArrayView unread() const;
    /// Marks the first bytes of unread() as read.
    void consume(qsizetype size);
    /// Puts bytes before those that have to be read.
    void putBack(QByteArrayView bytes);
    /// Writes both, as one write would.
    void write(QByteArrayView head, QByteArrayView body);
    using QTcpSocket::write;
    /// Ends the connection at once; what wasn't sent is lost. (abort() would still send it.)
    void drop();

    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return m_unsent.size() - m_sent; }
    bool canReadLine() const override;
    void disconnectFromHost() override;
    /// What wasn't read is lost; what wasn't sent still is.
    void close() override;
    qintptr socketDescriptor() const override { return m_descriptor; }
    /// What more comes in than this waits in the kernel.
    void setReadBufferSize(qint64 size) override;
    /// Off: what comes in waits in the kernel, the end of the connection included.
    void setReading(bool on);

Q_SIGNALS:
    /// These bytes have just come in; readyRead() follows.
    void received(QByteArrayView bytes);

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 skipData(qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    class Notifier;

    qint64 sendNow(QByteArrayView head, QByteArrayView body);
    void receive();
    void sendMore();
    void keepUnread();
    void watchReading();
    void end();

    int m_descriptor;
    ReceiveBuffer &m_shared;
    QByteArrayView m_lent; // unread bytes in the shared buffer; empty where m_kept holds them
    QByteArray m_kept;
    qsizetype m_readUpTo = 0; // of m_kept
    qint64 m_readLimit = 0;   // 0: none
    bool m_isReading = true;
    QByteArray m_unsent;
    qsizetype m_sent = 0; // of m_unsent
    std::unique_ptr<Notifier> m_readable;
    std::unique_ptr<Notifier> m_writable; // while there is something unsent
};

} // namespace Procession
