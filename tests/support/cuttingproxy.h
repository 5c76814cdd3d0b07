// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <memory>
#include <vector>

namespace Procession {

/// A port that stays, in front of a server that may be another one each time, whose connections a test cuts and stalls.
/// Threads: the test's. Needs an event loop.
class CuttingProxy
{
public:
    CuttingProxy()
    {
        QObject::connect(&m_listener, &QTcpServer::newConnection, &m_listener, [this] {
            while (m_listener.hasPendingConnections())
                accept();
        });
        m_listener.listen(QHostAddress::LocalHost);
    }

    quint16 port() const { return m_listener.serverPort(); }
    /// Where new connections lead from now on; with 0 they are closed.
    void leadTo(quint16 port) { m_target = port; }

    /// Every connection breaks, wherever it is.
    void cut()
    {
        for (const auto &pair : std::exchange(m_pairs, {})) {
            ++m_cuts;
            pair->abort();
        }
    }
    /// Every connection breaks once so many more bytes came from the server.
    void cutAfter(qint64 bytes)
    {
        for (const auto &pair : m_pairs)
            pair->bytesLeft = bytes;
    }
    /// Nothing more is read from the server until stalled(false).
    void setStalled(bool stalled)
    {
        m_isStalled = stalled;
        const auto pairs = m_pairs;
        for (const auto &pair : pairs)
            pass(*pair);
    }
    /// What is answered in place of the server to what a client just sent; empty where that is passed on.
    std::function<QByteArray(const QByteArray &sent)> answers;
    bool isInUse() const { return !m_pairs.empty(); }
    /// How many connections broke.
    int cuts() const { return m_cuts; }

private:
    struct Pair
    {
        std::unique_ptr<QTcpSocket> client;
        QTcpSocket server;
        qint64 bytesLeft = -1; // no limit

        void abort()
        {
            client->disconnect();
            server.disconnect();
            client->abort();
            server.abort();
        }
    };

    void accept()
    {
        auto pair = std::make_shared<Pair>();
        pair->client.reset(m_listener.nextPendingConnection());
        pair->client->setParent(nullptr);
        if (m_target == 0) {
            pair->client->abort();
            return;
        }
        pair->server.setReadBufferSize(16 * 1024);
        pair->server.connectToHost(QHostAddress(QHostAddress::LocalHost), m_target);
        m_pairs.push_back(pair);
        QObject::connect(pair->client.get(), &QIODevice::readyRead, &pair->server,
                         [this, it = pair.get()] { passOn(*it); });
        QObject::connect(&pair->server, &QIODevice::readyRead, pair->client.get(),
                         [this, it = pair.get()] { pass(*it); });
        for (QTcpSocket *end : {pair->client.get(), &pair->server})
            QObject::connect(end, &QAbstractSocket::disconnected, &m_listener, [this, it = pair.get()] { drop(*it); });
        QObject::connect(&pair->server, &QAbstractSocket::errorOccurred, &m_listener,
                         [this, it = pair.get()] { drop(*it); });
    }

    void passOn(Pair &pair)
    {
        const QByteArray sent = pair.client->readAll();
        const QByteArray answer = answers ? answers(sent) : QByteArray();
        if (answer.isEmpty()) {
            pair.server.write(sent);
            return;
        }
        pair.client->write(answer);
        pair.client->disconnectFromHost();
    }

    void pass(Pair &pair)
    {
        if (m_isStalled)
            return;
        QByteArray bytes = pair.server.readAll();
        if (pair.bytesLeft >= 0)
            bytes.truncate(pair.bytesLeft);
        pair.client->write(bytes);
        if (pair.bytesLeft < 0)
            return;
        pair.bytesLeft -= bytes.size();
        if (pair.bytesLeft == 0) {
            pair.client->flush();
            drop(pair);
        }
    }

    void drop(Pair &pair)
    {
        ++m_cuts;
        pair.abort();
        // Not at once: one of its sockets may be the sender.
        QMetaObject::invokeMethod(
            &m_listener, [this, it = &pair] { std::erase_if(m_pairs, [it](const auto &p) { return p.get() == it; }); },
            Qt::QueuedConnection);
    }

    QTcpServer m_listener;
    std::vector<std::shared_ptr<Pair>> m_pairs;
    quint16 m_target = 0;
    bool m_isStalled = false;
    int m_cuts = 0;
};

} // namespace Procession
