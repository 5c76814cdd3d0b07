// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>

namespace Procession {

/// A web server that takes POSTs and remembers them. Threads: its own, whose event loop must run. Owner: a test.
class WebhookReceiver : public QTcpServer
{
public:
    struct Delivery
    {
        QByteArray id;    ///< the header `webhook-id`
        QJsonObject body; ///< the whole of it
        QString kind() const { return body[QLatin1StringView("data")][QLatin1StringView("kind")].toString(); }
        QString title() const { return body[QLatin1StringView("data")][QLatin1StringView("title")].toString(); }
    };

    WebhookReceiver()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1/hook").arg(serverPort()); }

    /// A table of the configuration for a channel that leads here.
    QByteArray channel(const QByteArray &name) const
    {
        return "[alerts.channels." + name + "]\nkind = \"webhook\"\nallow_private = true\nallow_http = true\nurl = \""
            + url().toUtf8() + "\"\n";
    }

    int status = 204;       ///< of the answers; 0: none comes
    QList<Delivery> taken;  ///< what was answered with a 2xx
    QList<Delivery> others; ///< what wasn't

private:
    void take(QTcpSocket *socket)
    {
        m_read[socket] += socket->readAll();
        const QByteArray &request = m_read[socket];
        const qsizetype end = request.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArray head = request.first(end).toLower();
        const auto header = [&head](const QByteArray &name) {
            const qsizetype at = head.indexOf("\r\n" + name + ":");
            return at < 0 ? QByteArray() : head.mid(at + name.size() + 3).split('\r').first().trimmed();
        };
        const QByteArray body = request.sliced(end + 4);
        if (body.size() < header("content-length").toLongLong())
            return;
        Delivery delivery{header("webhook-id"), QJsonDocument::fromJson(body).object()};
        (status / 100 == 2 ? taken : others).append(delivery);
        m_read.remove(socket);
        if (status == 0)
            return;
        socket->write("HTTP/1.1 " + QByteArray::number(status)
                      + " x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        socket->disconnectFromHost();
    }

    QHash<QTcpSocket *, QByteArray> m_read;
};

} // namespace Procession
