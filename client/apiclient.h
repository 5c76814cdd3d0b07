// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>
#include <QUrlQuery>

#include <chrono>
#include <functional>

namespace Procession {

/// Where the server is and what opens it.
struct ApiEndpoint
{
    QUrl url;            ///< such as http://127.0.0.1:8000
    QByteArray token;    ///< empty where the server wants none
    QString tokenSource; ///< where the token came from, or was looked for, in words
};

/// What the server said, or that it said nothing.
struct ApiReply
{
    int status = 0; ///< 0 where no answer came
    QJsonObject body;
    QByteArray text; ///< the body as it came
    QString problem; ///< a sentence; empty where the request succeeded

    bool answered() const { return status != 0; }
    bool ok() const { return status >= 200 && status < 300; }
    QString errorCode() const;
};

/// The REST API from a client's side. Threads: the one it lives in. Owner: the command that uses it.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    /// `timeout` is how long a server may be silent before a request counts as unanswered.
    explicit ApiClient(ApiEndpoint endpoint, std::chrono::milliseconds timeout = std::chrono::seconds(15),
                       QObject *parent = nullptr);

    using Callback = std::function<void(const ApiReply &)>;
    /// Sends a request; `callback` gets the answer, later.
    void send(const QByteArray &method, const QString &path, const QJsonObject &body, Callback callback);
    void get(const QString &path, const QUrlQuery &query, Callback callback);

    /// The same, waiting for the answer; events of others go on being handled.
    ApiReply call(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    /// Posts a body that isn't one JSON object.
    ApiReply post(const QString &path, const QByteArray &body);
    ApiReply fetch(const QString &path, const QUrlQuery &query = {});

    const ApiEndpoint &endpoint() const { return m_endpoint; }

private:
    void sendRaw(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
                 Callback callback);
    static ApiReply waitFor(const std::function<void(Callback)> &send);
    ApiReply read(class QNetworkReply &reply) const;

    ApiEndpoint m_endpoint;
    QNetworkAccessManager m_network;
};

} // namespace Procession
