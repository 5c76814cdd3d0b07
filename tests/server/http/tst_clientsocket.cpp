// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientsocket.h"
#include "quietfor.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <fcntl.h>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

using namespace Procession;
using namespace std::chrono_literals;

namespace {

/// Two ends of a TCP connection over loopback: a ClientSocket, and the client's plain descriptor.
class Connection
{
public:
    explicit Connection(ReceiveBuffer &shared)
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto *name = reinterpret_cast<sockaddr *>(&address);
        client = ::socket(AF_INET, SOCK_STREAM, 0);
        // What isn't read stays with the sender: some kernels would take MiB of it.
        const int small = 128 * 1024;
        ::setsockopt(client, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
        ::setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)); // which what it accepts inherits
        if (::bind(listener, name, size) != 0 || ::listen(listener, 1) != 0 || ::getsockname(listener, name, &size) != 0
            || ::connect(client, name, size) != 0)
            qFatal("no connection over loopback");
        port = ntohs(address.sin_port);
        socket.emplace(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC), shared);
        ::close(listener);
    }
    ~Connection() { hangUp(); }
    Q_DISABLE_COPY_MOVE(Connection)

    void send(QByteArrayView bytes) const
    {
        if (::send(client, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL) != bytes.size())
            qFatal("can't send");
    }
    /// What the client can read now.
    QByteArray receive() const
    {
        QByteArray all;
        std::array<char, 65536> part{};
        for (ssize_t size = 0; (size = ::recv(client, part.data(), part.size(), MSG_DONTWAIT)) > 0;)
            all.append(part.data(), size);
        return all;
    }
    /// Whether the client sees the end of the connection.
    bool isAtEnd() const
    {
        char byte = 0;
        const ssize_t size = ::recv(client, &byte, 1, MSG_DONTWAIT);
        return size == 0 || (size < 0 && errno == ECONNRESET);
    }
    void hangUp()
    {
        if (client >= 0)
            ::close(std::exchange(client, -1));
    }

    int client = -1;
    quint16 port = 0;
    std::optional<ClientSocket> socket;
};

const QByteArray large(8 * 1024 * 1024, 'x');

} // namespace

class TestClientSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_shared = std::make_unique<ReceiveBuffer>(); }

    void isConnected();
    void readsInParts();
    void readsAsAnyDevice();
    void keepsWhatIsNotRead();
    void othersUseTheBufferMeanwhile();
    void readsNoMoreThanItsLimit();
    void sendsAtOnce();
    void sendsTheRestLater();
    void sendsTheRestBeforeItCloses();
    void dropsTheRest();
    void tellsThatTheClientIsGone();
    void tellsThatTheClientIsGoneInTheMiddleOfAnAnswer();
    void goesWhileItIsRead();

private:
    std::unique_ptr<ReceiveBuffer> m_shared;
};

void TestClientSocket::isConnected()
{
    Connection connection(*m_shared);
    QCOMPARE(connection.socket->state(), QAbstractSocket::ConnectedState);
    QCOMPARE(connection.socket->peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(connection.socket->localPort(), connection.port);
    QVERIFY(connection.socket->peerPort() != 0);
}

void TestClientSocket::readsInParts()
{
    Connection connection(*m_shared);
    const QSignalSpy ready(&*connection.socket, &ClientSocket::readyRead);
    QByteArray received;
    connect(&*connection.socket, &ClientSocket::received, this, [&](QByteArrayView bytes) { received += bytes; });

    connection.send("one two ");
    QTRY_COMPARE(ready.size(), 1);
    QCOMPARE(connection.socket->unread(), QByteArrayView("one two "));
    connection.socket->consume(4);
    connection.send("three");
    QTRY_COMPARE(ready.size(), 2);
    QCOMPARE(connection.socket->unread(), QByteArrayView("two three"));
    connection.socket->putBack("one ");
    QCOMPARE(connection.socket->unread(), QByteArrayView("one two three"));
    connection.socket->consume(13);
    QVERIFY(connection.socket->unread().isEmpty());
    QCOMPARE(received, "one two three");
}

void TestClientSocket::readsAsAnyDevice()
{
    Connection connection(*m_shared);
    connection.send("first\nsecond\nthird");
    QTRY_COMPARE(connection.socket->bytesAvailable(), 18);
    QVERIFY(connection.socket->canReadLine());
    QCOMPARE(connection.socket->readLine(), "first\n");
    QCOMPARE(connection.socket->peek(3), "sec");
    QCOMPARE(connection.socket->bytesAvailable(), 12);
    QCOMPARE(connection.socket->read(7), "second\n");
    QVERIFY(!connection.socket->canReadLine());
    QCOMPARE(connection.socket->skip(2), 2);
    QCOMPARE(connection.socket->readAll(), "ird");
    QCOMPARE(connection.socket->bytesAvailable(), 0);
}

void TestClientSocket::keepsWhatIsNotRead()
{
    Connection connection(*m_shared);
    QByteArrayView lent;
    connect(&*connection.socket, &ClientSocket::readyRead, this, [&] {
        lent = connection.socket->unread();
        connection.socket->consume(2);
    });
    connection.send("abcdef");
    QTRY_VERIFY(!lent.isEmpty());
    QCOMPARE(lent.data(), m_shared->bytes.constData()); // read where it was received
    m_shared->bytes.fill('?');
    QCOMPARE(connection.socket->unread(), QByteArrayView("cdef"));
}

void TestClientSocket::othersUseTheBufferMeanwhile()
{
    Connection one(*m_shared);
    Connection other(*m_shared);
    // The other one receives while this one is told of its bytes, as in a nested event loop.
    QByteArray seen;
    connect(&*one.socket, &ClientSocket::readyRead, this, [&] {
        other.send("of the other");
        QTRY_COMPARE(other.socket->unread(), QByteArrayView("of the other"));
        seen = one.socket->unread().toByteArray();
    });
    one.send("of the one");
    QTRY_COMPARE(seen, "of the one");
}

void TestClientSocket::readsNoMoreThanItsLimit()
{
    constexpr qint64 limit = 1000;
    Connection connection(*m_shared);
    connection.socket->setReadBufferSize(limit);
    connection.send(QByteArray(2500, 'x'));
    QTRY_COMPARE(connection.socket->bytesAvailable(), limit);
    QVERIFY(quietFor(20ms, [&] { return connection.socket->bytesAvailable() != limit; }));
    connection.socket->consume(limit);
    QTRY_COMPARE(connection.socket->bytesAvailable(), limit);
    connection.socket->setReadBufferSize(0);
    QTRY_COMPARE(connection.socket->bytesAvailable(), 1500);
}

void TestClientSocket::sendsAtOnce()
{
    Connection connection(*m_shared);
    QCOMPARE(connection.socket->write("hello"), 5);
    QCOMPARE(connection.socket->bytesToWrite(), 0);
    QCOMPARE(connection.receive(), "hello"); // without a turn of the event loop
}

void TestClientSocket::sendsTheRestLater()
{
    Connection connection(*m_shared);
    qint64 written = 0;
    connect(&*connection.socket, &ClientSocket::bytesWritten, this, [&](qint64 size) { written += size; });
    QCOMPARE(connection.socket->write(large), large.size());
    const qint64 rest = connection.socket->bytesToWrite();
    QVERIFY(rest > 0);
    QCOMPARE(connection.socket->write("end"), 3);
    QByteArray received;
    QTRY_VERIFY((received += connection.receive(), received.size() == large.size() + 3));
    QVERIFY(received.startsWith(large));
    QVERIFY(received.endsWith("end"));
    QCOMPARE(connection.socket->bytesToWrite(), 0);
    QCOMPARE(written, rest + 3);
    // And at once again.
    QCOMPARE(connection.socket->write("more"), 4);
    QCOMPARE(connection.receive(), "more");
}

void TestClientSocket::sendsTheRestBeforeItCloses()
{
    Connection connection(*m_shared);
    const QSignalSpy disconnected(&*connection.socket, &ClientSocket::disconnected);
    connection.socket->write(large);
    connection.socket->disconnectFromHost();
    QCOMPARE(connection.socket->state(), QAbstractSocket::ClosingState);
    QByteArray received;
    QTRY_VERIFY((received += connection.receive(), disconnected.size() == 1));
    QTRY_VERIFY((received += connection.receive(), received.size() == large.size()));
    QCOMPARE(connection.socket->state(), QAbstractSocket::UnconnectedState);
    QTRY_VERIFY(connection.isAtEnd());
}

void TestClientSocket::dropsTheRest()
{
    Connection connection(*m_shared);
    const QSignalSpy disconnected(&*connection.socket, &ClientSocket::disconnected);
    connection.socket->write(large);
    connection.socket->drop();
    QCOMPARE(disconnected.size(), 1);
    QCOMPARE(connection.socket->bytesToWrite(), 0);
    QVERIFY(connection.receive().size() < large.size());
    QCOMPARE(connection.socket->write("more"), -1);
}

void TestClientSocket::tellsThatTheClientIsGone()
{
    Connection connection(*m_shared);
    const QSignalSpy disconnected(&*connection.socket, &ClientSocket::disconnected);
    QByteArray last;
    connect(&*connection.socket, &ClientSocket::disconnected, this, [&] { last = connection.socket->readAll(); });
    connection.send("the last words");
    connection.hangUp();
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(last, "the last words");
    QCOMPARE(connection.socket->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(connection.socket->error(), QAbstractSocket::RemoteHostClosedError);
}

void TestClientSocket::tellsThatTheClientIsGoneInTheMiddleOfAnAnswer()
{
    Connection connection(*m_shared);
    const QSignalSpy disconnected(&*connection.socket, &ClientSocket::disconnected);
    connection.socket->write(large);
    connection.hangUp();
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(connection.socket->bytesToWrite(), 0);
}

void TestClientSocket::goesWhileItIsRead()
{
    Connection connection(*m_shared);
    connect(&*connection.socket, &ClientSocket::readyRead, this, [&] { connection.socket.reset(); });
    connection.send("hello");
    QTRY_VERIFY(!connection.socket);
    QCOMPARE(m_shared->borrower, nullptr);
    QTRY_VERIFY(connection.isAtEnd());
}

QTEST_GUILESS_MAIN(TestClientSocket)
#include "tst_clientsocket.moc"
