// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listeningsocket.h"

#include <QLoggingCategory>
#include <QTcpServer>
#include <QTimer>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "procession.server")

/// How long no connection is accepted after one that couldn't be.
constexpr std::chrono::milliseconds acceptPause{250};
/// Connections that are accepted before others get their turn.
constexpr int connectionsAtOnce = 64;
/// Connections that wait to be accepted.
constexpr int backlog = 4096;

} // namespace

Result<void> ListeningSocket::listen(const QHostAddress &address, quint16 port)
{
    QTcpServer server;
    server.setListenBacklogSize(backlog);
    if (!server.listen(address, port)) {
        return Error{ErrorCode::Io,
                     u"Can't listen on %1 port %2: %3. Choose another with --port."_s.arg(address.toString())
                         .arg(port)
                         .arg(server.errorString()),
                     u"port"_s};
    }
    // The port is listened on as long as one descriptor of it is open: this one.
    m_descriptor = ::fcntl(static_cast<int>(server.socketDescriptor()), F_DUPFD_CLOEXEC, 0);
    m_port = server.serverPort();
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ListeningSocket::acceptAll);
    return {};
}

void ListeningSocket::close()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

void ListeningSocket::acceptAll()
{
    for (int i = 0; i < connectionsAtOnce && m_notifier; ++i) {
        const int client = ::accept4(m_descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0) {
            m_isStarved = false;
            Q_EMIT accepted(client);
            continue;
        }
        if (errno == EAGAIN)
            return;
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        if (!std::exchange(m_isStarved, true))
            qCWarning(lcServer, "can't accept connections: %s; trying again", std::strerror(errno));
        m_notifier->setEnabled(false);
        QTimer::singleShot(acceptPause, m_notifier.get(), [this] { m_notifier->setEnabled(true); });
        return;
    }
}

} // namespace Procession
