// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"

#include <QAbstractHttpServer>

#include <optional>

namespace Procession {

class ExchangeSocket;

/// QHttpServer, spoken to in our own request values: it reads what was vetted, and HttpConnection prints every answer.
/// This is the one place that knows how Qt 6.4 and Qt 6.8 differ. Threads: the server's. Owner: Server.
class HttpServerAdapter final : public QAbstractHttpServer
{
    Q_OBJECT

public:
    using QAbstractHttpServer::QAbstractHttpServer;

    /// Passes a vetted request through QHttpServer and returns the body that it read, or nothing where
    /// QHttpServer would not take it.
    std::optional<QByteArray> submit(ExchangeSocket &socket, const HttpRequest &request);

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#endif

private:
    ExchangeSocket *m_current = nullptr; // while it is being fed
    std::optional<QByteArray> m_body;    // of the request that QHttpServer has just read
};

} // namespace Procession
