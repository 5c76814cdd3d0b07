// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "epolldispatcher.h"
#include "eventlog.h"
#include "processtracker.h"
#include "server.h"
#include "store.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QThread>

#include <functional>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>

namespace Procession {

/// About how many bytes a kernel buffer holds that is kept small. The kernel lets others grow to many MiB, on some systems
/// to more than a test writes.
constexpr int smallBuffer = 128 * 1024;

/// A real server on a free port of this machine, in a thread of its own as in the programs.
class RunningServer
{
public:
    using MakeStore = std::function<std::unique_ptr<Store>(ProcessTracker &tracker, EventLog &log)>;

    static QByteArray token() { return QByteArrayLiteral("the-test-token"); }

    explicit RunningServer(ServerOptions options = {}, qsizetype logCapacity = EventLog::defaultCapacity,
                           const QByteArray &serverToken = token(),
                           EventLog::Commits commits = EventLog::Commits::OnAppend, const MakeStore &makeStore = {},
                           const std::function<std::vector<Route>(ProcessTracker &tracker)> &makeRoutes = {},
                           const Clock *otherClock = nullptr)
        : log(logCapacity, commits)
        , tracker(log, otherClock ? *otherClock : clock)
    {
        options.port = 0;
        if (makeStore)
            store = makeStore(tracker, log);
        server =
            std::make_unique<Server>(Server::Parts{.tracker = tracker,
                                                   .log = log,
                                                   .clock = otherClock ? *otherClock : clock,
                                                   .store = store.get(),
                                                   .routes = makeRoutes ? makeRoutes(tracker) : std::vector<Route>()},
                                     options, serverToken, LogLineage("e1"));
        server->moveToThread(&m_thread);
        m_thread.setEventDispatcher(new EpollDispatcher);
        m_thread.start();
        inServerThread([this] {
            if (server->listen())
                port = server->port();
        });
    }

    ~RunningServer()
    {
        inServerThread([this] { server.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    template <typename Function>
    void inServerThread(Function function)
    {
        QMetaObject::invokeMethod(server.get(), function, Qt::BlockingQueuedConnection);
    }

    qsizetype subscriberCount()
    {
        qsizetype count = 0;
        inServerThread([this, &count] { count = server->subscriberCount(); });
        return count;
    }

    /// From now on the kernel takes about smallBuffer for each new client that doesn't read: connections inherit it from
    /// the listening socket.
    bool keepSendBuffersSmall() const
    {
        for (int descriptor = 0; descriptor < 1024; ++descriptor) {
            sockaddr_in name{};
            socklen_t size = sizeof(name);
            int listens = 0;
            socklen_t listensSize = sizeof(listens);
            if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&name), &size) == 0
                && ntohs(name.sin_port) == port
                && ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listensSize) == 0 && listens == 1)
                return ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &smallBuffer, sizeof(smallBuffer)) == 0;
        }
        return false;
    }

    SystemClock clock;
    EventLog log;
    ProcessTracker tracker;
    std::unique_ptr<Store> store; ///< lives in the test's thread
    std::unique_ptr<Server> server;
    quint16 port = 0;

private:
    QThread m_thread;
};

/// A client that sends what it is told to, right or wrong, and reads what comes.
class RawClient
{
public:
    enum class Receives : quint8 { Much, Little };

    /// With `Little`, what it doesn't read stays with the server but for about smallBuffer.
    explicit RawClient(quint16 port, Receives receives = Receives::Much)
    {
        if (receives == Receives::Little) {
            m_socket.setReadBufferSize(4096);
            m_socket.bind(QHostAddress(QHostAddress::LocalHost)); // makes the descriptor
            m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, smallBuffer);
        }
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(5000);
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.waitForBytesWritten(5000);
    }

    /// The next answer as a whole; what there was of it where the connection ended or nothing came for long.
    QByteArray readAnswer(bool withBody = true)
    {
        while (!m_received.contains("\r\n\r\n") && more()) { }
        const qsizetype headSize = m_received.indexOf("\r\n\r\n") + 4;
        qsizetype size = headSize;
        if (headSize < 4)
            return std::exchange(m_received, {});
        const QByteArray head = m_received.first(headSize).toLower();
        if (const qsizetype at = head.indexOf("\r\ncontent-length:"); withBody && at >= 0)
            size += head.mid(at + 17, head.indexOf('\r', at + 2) - at - 17).trimmed().toLongLong();
        while (m_received.size() < size && more()) { }
        QByteArray answer = m_received.left(size);
        m_received = m_received.mid(size);
        return answer;
    }

    /// All that comes until the server closes.
    QByteArray readToEnd()
    {
        while (more()) { }
        return std::exchange(m_received, {});
    }

    /// At least that many bytes, unless the connection ends.
    QByteArray readSome(qsizetype size)
    {
        while (m_received.size() < size && more()) { }
        return std::exchange(m_received, {});
    }

    bool isClosedByServer()
    {
        while (more()) { }
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }

    QTcpSocket &socket() { return m_socket; }

private:
    bool more()
    {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(5000))
            return false;
        m_received += m_socket.readAll();
        return true;
    }

    QTcpSocket m_socket;
    QByteArray m_received;
};

/// A good request, for the tests to spoil.
inline QByteArray requestLines(const QByteArray &methodAndTarget, const QByteArray &body = {},
                               const QByteArray &moreHeaders = {})
{
    QByteArray request = methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + RunningServer::token() + "\r\n" + moreHeaders;
    if (!body.isEmpty())
        request += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    return request + "\r\n" + body;
}

/// A body that came in chunks, without them; null where it isn't one, or not whole.
inline QByteArray withoutChunks(QByteArrayView chunks)
{
    QByteArray body("");
    while (true) {
        const qsizetype lineEnd = chunks.indexOf("\r\n");
        bool isNumber = false;
        const qsizetype size = lineEnd < 0 ? 0 : chunks.first(lineEnd).toByteArray().toLongLong(&isNumber, 16);
        if (!isNumber || chunks.size() < lineEnd + 2 + size + 2)
            return {};
        if (size == 0)
            return chunks == QByteArrayView("0\r\n\r\n") ? body : QByteArray();
        body += chunks.sliced(lineEnd + 2, size);
        chunks = chunks.sliced(lineEnd + 2 + size + 2);
    }
}

/// The status of an answer; 0 where it is none.
inline int statusOf(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace Procession
