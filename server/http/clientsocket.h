// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>

#include <memory>

namespace Procession {

class ClientSocket;

/// The buffer that all connections of a thread receive into, one after the other. Owner: HttpListener; must outlive
/// them.
struct ReceiveBuffer
{
    static constexpr qsizetype size = 64 * 1024;

    QByteArray bytes = QByteArray(size, Qt::Uninitialized);
    ClientSocket *borrower = nullptr; ///< whose unread bytes lie here
    qsizetype open = 0;               ///< connections that receive here
};

/// A client's connection: a QTcpSocket that replaces Qt's socket engine with its own recv() and send(). (QSslSocket is
/// another subclass that bypasses the engine.)
///
/// QTcpSocket asks the kernel how much there is before each read, sends what is written one turn of the event loop
/// later, and keeps a buffer of 16 KiB in each direction. ClientSocket reads with one call into a buffer that all share,
/// sends at once as much as the kernel takes, and keeps only the rest. A request is then two system calls, and an idle
/// subscriber a few hundred bytes.
///
/// Code that knows the type reads without a copy through unread() and consume(); QWebSocket reads it as any QTcpSocket.
///
/// Any stream socket will do, a Unix one as well. TLS belongs into sendNow(), sendMore() and receive(): no other
/// function reads or writes the descriptor, and no user of this class does.
///
/// Threads: the one that made it. Owner: the code that made it.
class ClientSocket : public QTcpSocket
{
    Q_OBJECT

public:
    /// Takes a connected, non-blocking descriptor.
    ClientSocket(int descriptor, ReceiveBuffer &shared, QObject *parent = nullptr);
    ~ClientSocket() override;

    /// The bytes that came in and weren't read yet. Valid until the next call of any function here.
    QByteArrayView unread() const;
    /// Marks the first bytes of unread() as read.
    void consume(qsizetype size);
    /// Puts bytes before those that have to be read.
    void putBack(QByteArrayView bytes);
    /// Writes both, as one write would.
    void write(QByteArrayView head, QByteArrayView body);
    using QTcpSocket::write;
    /// Ends the connection at once; unsent bytes are lost. (abort() would still send them.)
    void drop();
    /// Tells the peer that nothing more will come; reading goes on. Call it when all is sent.
    void endWriting();

    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return m_unsent.size() - m_sent; }
    bool canReadLine() const override;
    void disconnectFromHost() override;
    /// Unread bytes are lost; unsent ones are still sent.
    void close() override;
    qintptr socketDescriptor() const override { return m_descriptor; }
    /// Keeps at most so many unread bytes; more wait in the kernel. 0: no bound.
    void setReadBufferSize(qint64 size) override;
    /// Off: all that comes in waits in the kernel, the end of the connection included.
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
    void closeDescriptor();
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
