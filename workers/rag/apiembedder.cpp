// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiembedder.h"

#include "openairequest.h"
#include "secretfilter.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QThread>

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

ApiEmbedder::ApiEmbedder(EmbeddingServer server, std::stop_token stop)
    : m_server(std::move(server))
    , m_stop(std::move(stop))
{
}

QString ApiEmbedder::nameOf(const EmbeddingServer &server)
{
    return server.url.isEmpty() ? QString() : u"%1 %2"_s.arg(server.url.toString(QUrl::RemoveUserInfo), server.model);
}

Result<std::vector<Vector>> ApiEmbedder::embed(const QStringList &texts) const
{
    if (texts.isEmpty())
        return std::vector<Vector>();
    if (!hasDescriptorsToConnect())
        return problem(u"no file descriptors are left to connect to it with; raise the limit (ulimit -n)."_s);
    // The network needs an event loop. One in the caller's thread would run whatever else waits there.
    std::optional<Result<std::vector<Vector>>> vectors;
    const std::unique_ptr<QThread> thread(QThread::create([&] { vectors = embedAll(texts); }));
    thread->setObjectName(u"embeddings"_s);
    thread->start();
    thread->wait();
    return *std::move(vectors);
}

Result<std::vector<Vector>> ApiEmbedder::embedAll(const QStringList &texts) const
{
    QNetworkAccessManager network;
    std::vector<Vector> vectors;
    vectors.reserve(static_cast<size_t>(texts.size()));
    for (qsizetype i = 0; i < texts.size(); i += batchSize) {
        auto batch = embedBatch(network, texts.mid(i, batchSize));
        if (!batch)
            return batch.error();
        std::move(batch->begin(), batch->end(), std::back_inserter(vectors));
    }
    return vectors;
}

Result<std::vector<Vector>> ApiEmbedder::embedBatch(QNetworkAccessManager &network, const QStringList &texts) const
{
    QNetworkRequest request = openAiRequest(m_server.url, u"/embeddings"_s, m_server.token);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(silenceMs);
    const QJsonObject body{{u"model"_s, m_server.model}, {u"input"_s, QJsonArray::fromStringList(texts)}};
    const std::unique_ptr<QNetworkReply> reply(
        network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, &loop, [&](qint64 received, qint64) {
        if (received > longestReply)
            reply->abort();
    });
    // In the thread that requests it, so that this one is told in its own.
    const std::stop_callback stopping(m_stop,
                                      [&loop] { QMetaObject::invokeMethod(&loop, "quit", Qt::QueuedConnection); });
    if (!reply->isFinished())
        loop.exec();
    if (m_stop.stop_requested())
        return Error{ErrorCode::Conflict, u"It was ended."_s, {}};

    const SecretFilter secret(m_server.token);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
    if (status != 200) {
        const QString said = secret.hide(answer["error"_L1]["message"_L1].toString()).left(300);
        if (status == 0)
            return problem(u"%1 doesn't answer: %2."_s.arg(request.url().toString(QUrl::RemoveUserInfo),
                                                           secret.hide(reply->errorString())));
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
