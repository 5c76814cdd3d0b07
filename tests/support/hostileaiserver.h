// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace Procession {

/// An AI server that says what the test has it say, however wrong that is.
class HostileAiServer : public QTcpServer
{
public:
    struct Request
    {
        QByteArray head;
        QByteArray body;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };
    /// Answers a request that has come whole.
    using Answer = std::function<void(QTcpSocket &socket, const Request &request)>;

    explicit HostileAiServer(Answer answer)
        : m_answer(std::move(answer))
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("can't listen");
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                serve(socket);
        });
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }
    const std::vector<Request> &requests() const { return m_requests; }
    int openConnections() const { return m_open; }
    int mostConnections() const { return m_most; }

    static QByteArray head(const QByteArray &contentType, const QByteArray &status = "200 OK",
                           const QByteArray &more = {})
    {
        return "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nConnection: close\r\n" + more + "\r\n";
    }
    static QByteArray chunk(const QByteArray &text)
    {
        return R"(data: {"choices":[{"index":0,"delta":{"content":")" + text + "\"}}]}\n\n";
    }
    static QByteArray stop()
    {
        return R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
               "\n\ndata: [DONE]\n\n";
    }
    static QByteArray stream(const QByteArray &text) { return head("text/event-stream") + chunk(text) + stop(); }

private:
    void serve(QTcpSocket *socket)
    {
        m_most = std::max(m_most, ++m_open);
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            --m_open;
            socket->deleteLater();
        });
        auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received] {
            *received += socket->readAll();
            const qsizetype headEnd = received->indexOf("\r\n\r\n");
            if (headEnd < 0)
                return;
            Request request{received->first(headEnd), received->sliced(headEnd + 4)};
            const QByteArray lower = request.head.toLower();
            const qsizetype length = lower.indexOf("content-length: ");
            const qsizetype end = lower.indexOf('\r', length);
            if (length >= 0
                && request.body.size()
                    < lower.sliced(length + 16, (end < 0 ? lower.size() : end) - length - 16).toLongLong())
                return;
            received->clear();
            m_requests.push_back(request);
            m_answer(*socket, request);
        });
    }

    const Answer m_answer;
    std::vector<Request> m_requests;
    int m_open = 0;
    int m_most = 0;
};

} // namespace Procession
