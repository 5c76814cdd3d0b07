// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiembedder.h"

#include "secretfilter.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype batchSize = 64;
constexpr int silenceMs = 60'000;
constexpr qint64 longestReply = 64LL * 1024 * 1024;
constexpr qsizetype mostDimensions = 8192;

Error problem(const QString &message)
{
    return {ErrorCode::Io, u"The embedding server: %1"_s.arg(message), {}};
}

} // namespace

ApiEmbedder::ApiEmbedder(EmbeddingServer server, std::function<bool()> goesOn)
    : m_server(std::move(server))
    , m_goesOn(std::move(goesOn))
{
}

QString ApiEmbedder::nameOf(const EmbeddingServer &server)
{
    return server.url.isEmpty() ? QString() : u"%1 %2"_s.arg(server.url.toString(QUrl::RemoveUserInfo), server.model);
}

Result<std::vector<Vector>> ApiEmbedder::embed(const QStringList &texts) const
{
    std::vector<Vector> vectors;
    vectors.reserve(static_cast<size_t>(texts.size()));
    for (qsizetype i = 0; i < texts.size(); i += batchSize) {
        auto batch = embedBatch(texts.mid(i, batchSize));
        if (!batch)
            return batch.error();
        std::move(batch->begin(), batch->end(), std::back_inserter(vectors));
    }
    return vectors;
}

Result<std::vector<Vector>> ApiEmbedder::embedBatch(const QStringList &texts) const
{
    QUrl url = m_server.url;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + (path.endsWith("/v1"_L1) ? u"/embeddings"_s : u"/v1/embeddings"_s));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(silenceMs);
    if (!m_server.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_server.token);

    QNetworkAccessManager network;
    const QJsonObject body{{u"model"_s, m_server.model}, {u"input"_s, QJsonArray::fromStringList(texts)}};
    const std::unique_ptr<QNetworkReply> reply(
        network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)));
    QEventLoop loop;
    QTimer watch;
    bool ended = false;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, &loop, [&](qint64 received, qint64) {
        if (received > longestReply)
            reply->abort();
    });
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        if (!m_goesOn()) {
            ended = true;
            reply->abort();
        }
    });
    watch.start(200);
    if (!reply->isFinished())
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    if (ended)
        return Error{ErrorCode::Conflict, u"It was ended."_s, {}};

    const SecretFilter secret(m_server.token);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
    if (status != 200) {
        const QString said = secret.hide(answer["error"_L1]["message"_L1].toString()).left(300);
        if (status == 0)
            return problem(
                u"%1 doesn't answer: %2."_s.arg(url.toString(QUrl::RemoveUserInfo), secret.hide(reply->errorString())));
        return problem(u"HTTP %1. %2"_s.arg(status).arg(said).trimmed());
    }
    const QJsonArray data = answer.value("data"_L1).toArray();
    std::vector<Vector> vectors(static_cast<size_t>(texts.size()));
    for (const QJsonValue &entry : data) {
        const qsizetype at = entry["index"_L1].toInt(-1);
        const QJsonArray numbers = entry["embedding"_L1].toArray();
        if (at < 0 || at >= texts.size() || numbers.isEmpty() || numbers.size() > mostDimensions)
            return problem(u"its answer has no vectors as /v1/embeddings has them."_s);
        Vector &vector = vectors[static_cast<size_t>(at)];
        vector.reserve(static_cast<size_t>(numbers.size()));
        for (const QJsonValue &number : numbers)
            vector.push_back(static_cast<float>(number.toDouble()));
        normalize(vector);
    }
    for (const Vector &vector : vectors) {
        if (vector.empty())
            return problem(u"it left out the vector of a text."_s);
    }
    return vectors;
}

} // namespace Procession
