// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "qthttpreader.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>

#include <cstring>
#include <optional>

namespace Procession {

namespace {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using Responder = QHttpServerResponder &;
#else
using Responder = QTcpSocket *;
#endif

} // namespace

/// The socket that QHttpServer takes for a client's. (QSslSocket is another QTcpSocket without a descriptor.)
class QtHttpReader::Device : public QTcpSocket
{
public:
    Device()
    {
        setSocketState(ConnectedState);
        setOpenMode(ReadWrite);
    }
    ~Device() override { setSocketState(UnconnectedState); } // there is no engine to close

    /// Hands a request over; QHttpServer has read it when this returns.
    void feed(QByteArray request)
    {
        m_input = std::move(request);
        m_readUpTo = 0;
        Q_EMIT readyRead();
        m_input.clear();
        m_readUpTo = 0;
    }
    /// QHttpServer lets go of this socket, and deletes it.
    void end()
    {
        setSocketState(UnconnectedState);
        Q_EMIT disconnected();
    }

    // Past QAbstractSocket, whose own buffer holds nothing here. NOLINTNEXTLINE(bugprone-parent-virtual-call)
    qint64 bytesAvailable() const override { return m_input.size() - m_readUpTo + QIODevice::bytesAvailable(); }
    void disconnectFromHost() override { } // QHttpServer refuses what it was fed, so that there will be no body

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 size = std::min<qint64>(maxSize, m_input.size() - m_readUpTo);
        if (size <= 0)
            return 0;
        std::memcpy(data, m_input.constData() + m_readUpTo, static_cast<size_t>(size));
        m_readUpTo += size;
        return size;
    }
    qint64 writeData(const char *, qint64 size) override { return size; }

private:
    QByteArray m_input;
    qsizetype m_readUpTo = 0;
};

class QtHttpReader::Server : public QAbstractHttpServer
{
public:
    std::optional<QByteArray> body; ///< of the request that was read last

protected:
    bool handleRequest(const QHttpServerRequest &request, Responder) override
    {
        body = request.body();
        return true;
    }
    void missingHandler(const QHttpServerRequest &, Responder) override { } // every request is handled
};

QtHttpReader::QtHttpReader() = default;

QtHttpReader::~QtHttpReader()
{
    close();
}

void QtHttpReader::open()
{
    // QHttpServer takes sockets from a QTcpServer only, and from one only that listens: this one does until it has
    // handed over the device.
    class Door : public QTcpServer
    {
    public:
        void add(QTcpSocket *socket)
        {
            addPendingConnection(socket);
            // Qt 6.8 tells QHttpServer by itself, Qt 6.4 leaves it to the caller.
            if (hasPendingConnections())
                Q_EMIT newConnection();
        }
    };
    auto *door = new Door;
    door->listen(QHostAddress::LocalHost);
    m_server = std::make_unique<Server>();
    m_server->bind(door); // and is its parent
    m_device = new Device;
    door->add(m_device);
    door->close();
}

void QtHttpReader::close()
{
    if (!m_server)
        return;
    m_device->end(); // QHttpServer deletes it
    m_server.reset();
}

bool QtHttpReader::readThrough(HttpRequest &request)
{
    // Only what QHttpServer needs to know is passed on: all else was read and judged before.
    QByteArray bytes;
    bytes.reserve(96 + request.path.size() + request.query.size() + request.body.size());
    bytes += nameOf(request.method);
    bytes += ' ';
    bytes += request.path;
    if (!request.query.isEmpty()) {
        bytes += '?';
        bytes += request.query;
    }
    bytes += " HTTP/1.1\r\nContent-Length: ";
    bytes += QByteArray::number(request.body.size());
    bytes += "\r\n\r\n";
    bytes += request.body;

    if (!m_server)
        open();
    m_server->body.reset();
    m_device->feed(std::move(bytes));
    if (!m_server->body) {
        close(); // its parser stands in the middle of something
        return false;
    }
    request.body = std::move(*m_server->body);
    return true;
}

} // namespace Procession
