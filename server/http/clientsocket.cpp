// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientsocket.h"

#include <QEvent>
#include <QHostAddress>
#include <QPointer>
#include <QSocketNotifier>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace Procession {

namespace {

/// Sent bytes that are kept at the front of those unsent before they are cut off.
constexpr qsizetype longestSentPart = 64 * 1024;

using Name = int (*)(int, sockaddr *, socklen_t *);

std::pair<QHostAddress, quint16> addressOf(int descriptor, Name name)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof(storage);
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    if (name(descriptor, address, &size) != 0)
        return {};
    quint16 port = 0;
    if (storage.ss_family == AF_INET) {
        sockaddr_in inet{};
        std::memcpy(&inet, &storage, sizeof(inet));
        port = ntohs(inet.sin_port);
    } else if (storage.ss_family == AF_INET6) {
        sockaddr_in6 inet{};
        std::memcpy(&inet, &storage, sizeof(inet));
        port = ntohs(inet.sin6_port);
    }
    return {QHostAddress(address), port};
}

/// Another attempt later may succeed.
bool isTransient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

/// A QSocketNotifier that calls its socket straight, instead of with two signals.
class ClientSocket::Notifier : public QSocketNotifier
{
public:
    Notifier(ClientSocket &socket, Type type)
        : QSocketNotifier(socket.m_descriptor, type)
        , m_socket(socket)
    {
    }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::SockAct)
            return QSocketNotifier::event(event);
        // Either may delete this.
        if (type() == Read)
            m_socket.receive();
        else
            m_socket.sendMore();
        return true;
    }

private:
    ClientSocket &m_socket;
};

ClientSocket::ClientSocket(int descriptor, ReceiveBuffer &shared, QObject *parent)
    : QTcpSocket(parent)
    , m_descriptor(descriptor)
    , m_shared(shared)
    , m_readable(std::make_unique<Notifier>(*this, QSocketNotifier::Read))
{
    ++m_shared.open;
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    const auto [peer, peerPort] = addressOf(descriptor, ::getpeername);
    setPeerAddress(peer);
    setPeerPort(peerPort);
    const auto [local, localPort] = addressOf(descriptor, ::getsockname);
    setLocalAddress(local);
    setLocalPort(localPort);
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite | Unbuffered);
}

ClientSocket::~ClientSocket()
{
    if (m_shared.borrower == this)
        m_shared.borrower = nullptr;
    m_readable.reset();
    m_writable.reset();
    closeDescriptor();
    setSocketState(UnconnectedState); // there is no engine to close
}

QByteArrayView ClientSocket::unread() const
{
    return m_lent.isEmpty() ? QByteArrayView(m_kept).sliced(m_readUpTo) : m_lent;
}

void ClientSocket::consume(qsizetype size)
{
    if (!m_lent.isEmpty()) {
        m_lent = m_lent.sliced(size);
    } else {
        m_readUpTo += size;
        if (m_readUpTo == m_kept.size()) {
            m_kept.clear();
            m_readUpTo = 0;
        }
    }
    watchReading();
}

void ClientSocket::putBack(QByteArrayView bytes)
{
    QByteArray all;
    all.reserve(bytes.size() + unread().size());
    all += bytes;
    all += unread();
    m_lent = {};
    m_kept = std::move(all);
    m_readUpTo = 0;
}

void ClientSocket::drop()
{
    m_unsent.clear();
    m_sent = 0;
    abort();
}

void ClientSocket::endWriting()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

qint64 ClientSocket::bytesAvailable() const
{
    // Past QAbstractSocket, whose own buffer isn't used here, to what was peeked at.
    return unread().size() + QIODevice::bytesAvailable(); // NOLINT(bugprone-parent-virtual-call)
}

bool ClientSocket::canReadLine() const
{
    return unread().contains('\n') || QTcpSocket::canReadLine();
}

void ClientSocket::setReadBufferSize(qint64 size)
{
    m_readLimit = size;
    watchReading();
}

void ClientSocket::setReading(bool on)
{
    m_isReading = on;
    watchReading();
}

/// Reads on only where there is room.
void ClientSocket::watchReading()
{
    if (!m_readable)
        return;
    const bool isWanted = m_isReading && (m_readLimit == 0 || unread().size() < m_readLimit);
    if (m_readable->isEnabled() != isWanted)
        m_readable->setEnabled(isWanted);
}

void ClientSocket::receive()
{
    if (m_shared.borrower && m_shared.borrower != this)
        m_shared.borrower->keepUnread();
    keepUnread();
    qsizetype room = ReceiveBuffer::size;
    if (m_readLimit > 0)
        room = std::min<qsizetype>(room, m_readLimit - unread().size());
    if (room <= 0) {
        watchReading();
        return;
    }
    const ssize_t size =
        ::recv(m_descriptor, m_shared.bytes.data(), static_cast<size_t>(room), MSG_DONTWAIT); // never detaches
    if (size <= 0) {
        if (size < 0 && isTransient(errno))
            return;
        setSocketError(size == 0 || errno == ECONNRESET ? RemoteHostClosedError : NetworkError);
        end();
        return;
    }

    if (!isOpen())
        return; // closed, and only waits until what it wrote is sent: nobody reads this any more

    const QByteArrayView fresh(m_shared.bytes.constData(), size);
    if (m_kept.isEmpty()) {
        // Most often it is read while it is told of: it is lent until then, and kept only if it isn't.
        m_lent = fresh;
        m_shared.borrower = this;
    } else {
        m_kept += fresh;
    }
    const QPointer<ClientSocket> self(this);
    Q_EMIT received(fresh);
    if (self)
        Q_EMIT readyRead();
    if (self) {
        keepUnread();
        watchReading();
    }
}

/// The shared buffer is wanted for other bytes.
void ClientSocket::keepUnread()
{
    if (m_shared.borrower == this)
        m_shared.borrower = nullptr;
    if (m_lent.isEmpty())
        return;
    m_kept = std::exchange(m_lent, {}).toByteArray();
    m_readUpTo = 0;
}

qint64 ClientSocket::readData(char *data, qint64 maxSize)
{
    const QByteArrayView bytes = unread();
    const auto size = static_cast<qsizetype>(std::min<qint64>(maxSize, bytes.size()));
    if (size > 0) {
        std::memcpy(data, bytes.data(), static_cast<size_t>(size));
        consume(size);
    }
    return size;
}

qint64 ClientSocket::skipData(qint64 maxSize)
{
    const auto size = static_cast<qsizetype>(std::min<qint64>(maxSize, unread().size()));
    consume(size);
    return size;
}

/// What the kernel takes at once.
qint64 ClientSocket::sendNow(QByteArrayView head, QByteArrayView body)
{
    // To put small parts together costs less than to hand the kernel two.
    constexpr qsizetype small = 4096;
    if (!body.isEmpty() && head.size() + body.size() <= small) {
        std::array<char, small> both; // NOLINT(cppcoreguidelines-pro-type-member-init)
        std::memcpy(both.data(), head.data(), static_cast<size_t>(head.size()));
        std::memcpy(both.data() + head.size(), body.data(), static_cast<size_t>(body.size()));
        return sendNow({both.data(), head.size() + body.size()}, {});
    }
    std::array<iovec, 2> parts{{{const_cast<char *>(head.data()), static_cast<size_t>(head.size())},
                                {const_cast<char *>(body.data()), static_cast<size_t>(body.size())}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    // An error is met again when the rest is sent, and told from there: not in the middle of a caller's work.
    return std::max<qint64>(0, ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL));
}

void ClientSocket::write(QByteArrayView head, QByteArrayView body)
{
    if (m_descriptor < 0 || !isWritable())
        return;
    qint64 sent = 0;
    if (m_unsent.isEmpty()) {
        sent = sendNow(head, body);
        if (sent == head.size() + body.size())
            return;
        m_writable = std::make_unique<Notifier>(*this, QSocketNotifier::Write);
    }
    const auto ofHead = std::min<qint64>(sent, head.size());
    m_unsent.append(head.sliced(ofHead));
    m_unsent.append(body.sliced(sent - ofHead));
}

qint64 ClientSocket::writeData(const char *data, qint64 size)
{
    if (m_descriptor < 0)
        return -1;
    write({data, size}, {});
    return size;
}

void ClientSocket::sendMore()
{
    const ssize_t sent = ::send(m_descriptor, m_unsent.constData() + m_sent,
                                static_cast<size_t>(m_unsent.size() - m_sent), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        if (isTransient(errno))
            return;
        setSocketError(errno == EPIPE || errno == ECONNRESET ? RemoteHostClosedError : NetworkError);
        end();
        return;
    }
    m_sent += sent;
    if (m_sent == m_unsent.size()) {
        m_unsent.clear();
        m_sent = 0;
        m_writable.reset();
        if (state() == ClosingState) {
            end();
            return;
        }
    } else if (m_sent >= longestSentPart && m_sent >= m_unsent.size() / 2) {
        m_unsent.remove(0, std::exchange(m_sent, 0));
    }
    Q_EMIT bytesWritten(sent);
}

void ClientSocket::disconnectFromHost()
{
    if (state() == UnconnectedState)
        return;
    if (bytesToWrite() == 0) {
        end();
    } else if (state() != ClosingState) {
        setSocketState(ClosingState);
        Q_EMIT stateChanged(ClosingState);
    }
}

void ClientSocket::close()
{
    m_lent = {};
    m_kept.clear();
    m_readUpTo = 0;
    setReading(true); // so that the peer's end is seen
    QTcpSocket::close();
}

void ClientSocket::closeDescriptor()
{
    if (m_descriptor < 0)
        return;
    ::close(std::exchange(m_descriptor, -1));
    --m_shared.open;
}

void ClientSocket::end()
{
    if (m_descriptor < 0)
        return;
    m_readable.reset();
    m_writable.reset();
    closeDescriptor();
    m_unsent.clear();
    m_sent = 0;
    setSocketState(UnconnectedState);
    const QPointer<ClientSocket> self(this);
    Q_EMIT stateChanged(UnconnectedState);
    if (self)
        Q_EMIT readChannelFinished();
    if (self)
        Q_EMIT disconnected();
}

} // namespace Procession
