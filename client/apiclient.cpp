// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace Procession {

using namespace Qt::StringLiterals;

QString ApiReply::errorCode() const
{
    return body.value("error"_L1).toObject().value("code"_L1).toString();
}

ApiClient::ApiClient(ApiEndpoint endpoint, std::chrono::milliseconds timeout, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
{
    m_network.setTransferTimeout(static_cast<int>(timeout.count()));
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void ApiClient::send(const QByteArray &method, const QString &path, const QJsonObject &body, Callback callback)
{
    const QByteArray bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
    sendRaw(method, path, {}, bytes, std::move(callback));
}

void ApiClient::get(const QString &path, const QUrlQuery &query, Callback callback)
{
    sendRaw("GET", path, query, {}, std::move(callback));
}

void ApiClient::sendRaw(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
                        Callback callback)
{
    QUrl url = m_endpoint.url;
    url.setPath(url.path() + path);
    url.setQuery(query);
    QNetworkRequest request(url);
    if (!m_endpoint.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_endpoint.token);
    if (!body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
    connect(reply, &QNetworkReply::finished, this, [this, reply, callback = std::move(callback)] {
        reply->deleteLater();
        callback(read(*reply));
    });
}

ApiReply ApiClient::read(QNetworkReply &reply) const
{
    ApiReply result;
    result.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!result.answered()) {
        result.problem = u"no answer from %1: %2. Is processiond running there?"_s.arg(m_endpoint.url.toString(),
                                                                                       reply.errorString());
        return result;
    }
    result.text = reply.readAll();
    result.body = QJsonDocument::fromJson(result.text).object();
    if (result.ok())
        return result;
    result.problem = result.body.value("error"_L1).toObject().value("message"_L1).toString();
    if (result.problem.isEmpty())
        result.problem = u"the server answered %1."_s.arg(result.status);
    if (result.status == 401)
        result.problem += u" (%1)"_s.arg(m_endpoint.tokenSource);
    return result;
}

ApiReply ApiClient::waitFor(const std::function<void(Callback)> &send)
{
    ApiReply result;
    QEventLoop loop;
    send([&](const ApiReply &reply) {
        result = reply;
        loop.quit();
    });
    loop.exec();
    return result;
}

ApiReply ApiClient::call(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    return waitFor([&](Callback callback) { send(method, path, body, std::move(callback)); });
}

ApiReply ApiClient::post(const QString &path, const QByteArray &body)
{
    return waitFor([&](Callback callback) { sendRaw("POST", path, {}, body, std::move(callback)); });
}

ApiReply ApiClient::fetch(const QString &path, const QUrlQuery &query)
{
    return waitFor([&](Callback callback) { get(path, query, std::move(callback)); });
}

} // namespace Procession
