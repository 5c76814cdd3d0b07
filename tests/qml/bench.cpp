// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"

#include <QClipboard>
#include <QEventLoop>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QByteArray toJson(const QVariantMap &fields)
{
    return QJsonDocument(QJsonObject::fromVariantMap(fields)).toJson(QJsonDocument::Compact);
}

} // namespace

void Bench::begin()
{
    end();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_server = std::make_unique<RunningServer>();
    m_dashboard = std::make_unique<Dashboard>(m_server->tracker, m_server->log);
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port);
    m_dashboard->server()->setListening(url, u"curl %1/processes"_s.arg(url), u"processionctl run --url %1"_s.arg(url));
    connect(m_server->server.get(), &Server::subscriberCountChanged, m_dashboard->server(),
            &ServerStatus::setSubscriberCount);
    Q_EMIT begun();
}

void Bench::end()
{
    m_network.reset();
    m_subscriber.reset();
    m_dashboard.reset();
    m_server.reset();
}

Bench::Answer Bench::request(const QByteArray &method, const QString &path, const QByteArray &body)
{
    QNetworkRequest request(QUrl(u"http://127.0.0.1:%1%2"_s.arg(QString::number(m_server->port), path)));
    request.setRawHeader("Authorization", "Bearer " + RunningServer::token());
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const std::unique_ptr<QNetworkReply> reply(m_network->sendCustomRequest(request, method, body));
    QEventLoop loop;
    connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

bool Bench::start(const QVariantMap &fields)
{
    QVariantMap whole{{u"process_type"_s, u"background_job"_s}, {u"name"_s, u"A job"_s}};
    whole.insert(fields);
    return request("POST", u"/processes"_s, toJson(whole)).status == 201;
}

bool Bench::report(const QString &processId, const QVariantMap &fields)
{
    return request("PATCH", u"/processes/"_s + processId, toJson(fields)).status == 200;
}

QVariant Bench::ask(const QString &processId, const QString &key)
{
    const Answer answer = request("GET", u"/processes/"_s + processId);
    return QJsonDocument::fromJson(answer.body).object()[u"process"_s].toObject()[key].toVariant();
}

bool Bench::startMany(int count)
{
    QByteArray lines;
    for (int number = 0; number < count; ++number) {
        lines += toJson({{u"process_id"_s, u"p%1"_s.arg(number)},
                         {u"process_type"_s, u"background_job"_s},
                         {u"name"_s, u"Job %1"_s.arg(number)},
                         {u"status"_s, u"running"_s}})
            + '\n';
    }
    return request("POST", u"/processes/batch"_s, lines).status == 200;
}

bool Bench::registerType(const QString &type)
{
    return request("PUT", u"/processes/types/"_s + type).status / 100 == 2;
}

bool Bench::subscribe()
{
    m_subscriber = std::make_unique<RawClient>(m_server->port);
    m_subscriber->send(requestLines("GET /ws/processes", {},
                                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    return statusOf(m_subscriber->readAnswer(false)) == 101;
}

bool Bench::markQuiet(const QString &processId)
{
    const auto id = ProcessId::fromString(processId);
    const ProcessPtr process = id ? m_server->tracker.find(*id) : nullptr;
    return process
        && m_server->tracker.markQuiet(*id, {.attempt = (*process)->attempt, .reportSeq = (*process)->reportSeq}).ok();
}

QString Bench::clipboardText() const
{
    return QGuiApplication::clipboard()->text();
}

void Bench::clearClipboard()
{
    QGuiApplication::clipboard()->clear();
}

} // namespace Procession
