// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace Procession {

/// A server that answers as a test says, on a port of its own that it keeps while it is away.
class ScriptedServer
{
public:
    struct Request
    {
        QByteArray line; ///< such as `PATCH /processes/a`
        QJsonObject body;
        QByteArray bytes; ///< the body, whatever it is
    };
    struct Answer
    {
        int status = 200; ///< 0: the connection is closed without an answer
        QJsonObject body{};
    };
    using Script = std::function<Answer(const Request &request)>;

    explicit ScriptedServer(Script answers)
        : script(std::move(answers))
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] { read(*socket); });
            QObject::connect(socket, &QTcpSocket::disconnected, &m_server, [this, socket] {
                m_received.remove(socket);
                socket->deleteLater();
            });
        });
        comeBack();
        m_port = m_server.serverPort();
    }

    void goAway() { m_server.close(); }
    void comeBack() { m_server.listen(QHostAddress::LocalHost, m_port); }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }

    Script script;
    QList<Request> requests; ///< those that came, in order

private:
    void read(QTcpSocket &socket)
    {
        QByteArray &received = m_received[&socket];
        received += socket.readAll();
        const qsizetype headEnd = received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        const QByteArray head = received.first(headEnd);
        const qsizetype at = head.toLower().indexOf("content-length:");
        const qsizetype size = at < 0 ? 0 : head.mid(at + 15, head.indexOf('\r', at) - at - 15).trimmed().toLongLong();
        if (received.size() < headEnd + 4 + size)
            return;
        const QByteArray body = received.sliced(headEnd + 4, size);
        const Request request{head.first(head.indexOf(" HTTP/")), QJsonDocument::fromJson(body).object(), body};
        received.clear();
        requests.append(request);
        const Answer answer = script(request);
        if (answer.status > 0) {
            const QByteArray printed = QJsonDocument(answer.body).toJson(QJsonDocument::Compact);
            socket.write("HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\nConnection: close\r\nContent-Length: "
                         + QByteArray::number(printed.size()) + "\r\n\r\n" + printed);
        }
        socket.disconnectFromHost();
    }

    QTcpServer m_server;
    quint16 m_port = 0;
    QHash<QTcpSocket *, QByteArray> m_received;
};

/// A process as a server sends it.
inline QJsonObject sentProcess(const QString &id, const QString &status, int attempt = 1)
{
    return {{QStringLiteral("process_id"), id},
            {QStringLiteral("process_type"), QStringLiteral("ai_task")},
            {QStringLiteral("name"), id},
            {QStringLiteral("status"), status},
            {QStringLiteral("attempt"), attempt},
            {QStringLiteral("created_at"), 1},
            {QStringLiteral("seq"), 1}};
}

} // namespace Procession
