// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiexchange.h"

#include "openairequest.h"
#include "retryafter.h"
#include "thismachine.h"

#include <QNetworkProxy>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int ok = 200;
constexpr int internalError = 500;
constexpr int notImplemented = 501;

constexpr qsizetype readBufferBytes = 256 * 1024;        // what Qt may hold of an answer that we haven't read yet
constexpr qsizetype maxOtherBodyBytes = 256 * 1024;      // of an error, or of the list of models
constexpr std::chrono::milliseconds modelsTimeout = 30s; // of silence, for the list of models
constexpr int mostShortenings = 4; // each at least by a tenth, mostly to what the server says it takes

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// Why a connection broke, where that is more than its end.
QString reasonOf(const QNetworkReply &reply)
{
    const bool isKnown =
        reply.error() != QNetworkReply::NoError && reply.error() != QNetworkReply::RemoteHostClosedError;
    return isKnown ? u" (%1)"_s.arg(reply.errorString()) : QString();
}

} // namespace

AiExchange::AiExchange(const AiOptions &options, AiRequest request, const Clock &clock)
    : m_options(options)
    , m_request(std::move(request))
    , m_clock(clock)
    , m_secret(options.apiKey)
    , m_server(options.baseUrl.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::StripTrailingSlash))
    , m_model(m_request.model.isEmpty() ? options.model : m_request.model)
    , m_fitted{m_request, {}}
    , m_network(this)
    , m_stallTimer(this)
{
    if (isThisMachine(m_options.baseUrl.host()))
        m_network.setProxy(QNetworkProxy::NoProxy);
    m_stallTimer.setSingleShot(true);
    m_stallTimer.setInterval(m_options.stallTimeout);
    connect(&m_stallTimer, &QTimer::timeout, this, &AiExchange::onStalled);
}

AiExchange::~AiExchange()
{
    close();
}

void AiExchange::begin()
{
    if (!hasDescriptorsToConnect()) {
        fail(
            {u"Procession has no file descriptors left to connect to the AI server with; raise its limit (ulimit -n)."_s});
    } else if (m_model.isEmpty()) {
        askForModels();
    } else {
        ask();
    }
}

void AiExchange::close()
{
    m_stallTimer.stop();
    dropReply();
}

void AiExchange::dropReply()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void AiExchange::finish()
{
    close();
    Q_EMIT finished();
}

void AiExchange::fail(const AiFailure &failure)
{
    close();
    Q_EMIT failed(failure);
}

QNetworkRequest AiExchange::requestTo(const QString &path) const
{
    QNetworkRequest request = openAiRequest(m_options.baseUrl, path, m_options.apiKey);
    request.setRawHeader("Accept-Encoding", "identity"); // a stream that is compressed comes in lumps
    return request;
}

void AiExchange::askForModels()
{
    QNetworkRequest request = requestTo(u"/models"_s);
    request.setTransferTimeout(static_cast<int>(modelsTimeout.count()));
    m_reply = m_network.get(request);
    m_reply->setReadBufferSize(readBufferBytes);
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        m_otherBody += m_reply->readAll();
        if (m_otherBody.size() > maxOtherBodyBytes)
            m_reply->abort();
    });
    connect(m_reply, &QNetworkReply::finished, this, &AiExchange::onModels);
}

void AiExchange::onModels()
{
    QNetworkReply *reply = m_reply;
    if (reply->isOpen())
        m_otherBody += reply->readAll();
    const int status = statusOf(*reply);
    if (status == 0 || (status == ok && reply->error() != QNetworkReply::NoError)) {
        fail(AiFailure::ofConnection(reply->error(), reply->errorString(), m_server));
        return;
    }
    if (status != ok) {
        AiFailure failure = failureOf(*reply);
        failure.message.prepend(u"No model is named, and the server's list can't be read. "_s);
        fail(failure);
        return;
    }
    const QStringList models = modelsFrom(m_otherBody);
    // Servers list what makes embeddings as well, which can't answer.
    const auto speaks = [](const QString &model) { return !model.contains("embed"_L1, Qt::CaseInsensitive); };
    const auto first = std::find_if(models.cbegin(), models.cend(), speaks);
    if (first == models.cend()) {
        fail({u"The AI server at %1 lists no model that could answer. Load one there, or name one with \"model\" or "
              "LLM_MODEL."_s.arg(m_server)});
        return;
    }
    m_model = *first;
    dropReply();
    ask();
}

void AiExchange::ask()
{
    Q_EMIT asked();
    m_otherBody.clear();
    QNetworkRequest request = requestTo(u"/chat/completions"_s);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Accept",
                         m_form.mode == AnswerMode::Whole ? "application/json" : "text/event-stream, application/json");
    m_reply = m_network.post(request, m_form.body(m_fitted.request, m_model));
    m_reply->setReadBufferSize(readBufferBytes);
    connect(m_reply, &QNetworkReply::requestSent, this, &AiExchange::headSent);
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64 total) {
        if (sent > 0 && sent == total)
            Q_EMIT uploaded();
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &AiExchange::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &AiExchange::onFinished);
}

void AiExchange::onReadyRead()
{
    if (m_stallTimer.isActive())
        m_stallTimer.start();
    const QByteArray bytes = m_reply->readAll();
    if (statusOf(*m_reply) != ok) {
        m_otherBody += bytes;
        if (m_otherBody.size() > maxOtherBodyBytes)
            onFinished(); // that is enough to know why
        return;
    }
    take(m_reader.feed(bytes));
    judge();
}

void AiExchange::onFinished()
{
    const int status = statusOf(*m_reply);
    const QByteArray rest = m_reply->isOpen() ? m_reply->readAll() : QByteArray();
    if (status == 0) {
        fail(AiFailure::ofConnection(m_reply->error(), m_reply->errorString(), m_server));
        return;
    }
    if (status != ok) {
        m_otherBody += rest.first(std::min(rest.size(), maxOtherBodyBytes));
        if (!askOtherwise(status))
            fail(failureOf(*m_reply));
        return;
    }
    take(m_reader.feed(rest));
    take(m_reader.finish());
    judge();
}

AiFailure AiExchange::failureOf(const QNetworkReply &reply) const
{
    return AiFailure::ofStatus(statusOf(reply), m_otherBody,
                               waitFrom(reply.rawHeader("Retry-After"), reply.rawHeader("Date"), m_clock.wallMs()),
                               m_server);
}

/// Servers differ in what they know, and in how much they take.
bool AiExchange::askOtherwise(int status)
{
    const bool isRefused = (status >= 400 && status < 429) || status == notImplemented;
    const bool mayBeTooLong = isRefused || status == internalError; // as some servers put it
    if ((!isRefused || !m_form.adaptTo(m_otherBody, m_request)) && (!mayBeTooLong || !shorten(m_otherBody)))
        return false;
    askAgain();
    return true;
}

/// Has less of the attachments sent, where the question is too long for the model.
bool AiExchange::shorten(const QByteArray &refusal)
{
    const auto share = m_request.attachments.empty() ? std::nullopt : shareThatFits(refusal);
    if (!share || m_shortened >= mostShortenings)
        return false;
    const qsizetype sent = charactersOf(m_fitted.request);
    const qsizetype beside = sent - charactersOfAttachments(m_fitted.request);
    auto fitted = fitAttachments(m_request, static_cast<qsizetype>(static_cast<double>(sent) * *share) - beside);
    if (!fitted || fitted->cuts.empty())
        return false;
    ++m_shortened;
    m_fitted = *std::move(fitted);
    return true;
}

void AiExchange::askAgain()
{
    close();
    m_reader = ChatReader();
    ask();
}

void AiExchange::take(const std::vector<ChatPart> &parts)
{
    if (parts.empty())
        return;
    for (const ChatPart &part : parts) {
        m_hasText = m_hasText || !part.text.isEmpty();
        if (part.speaks() && !m_reader.isWhole() && !m_stallTimer.isActive())
            m_stallTimer.start();
    }
    Q_EMIT received(parts);
}

/// Ends the exchange where the reader says that nothing more is to come.
void AiExchange::judge()
{
    using Problem = ChatReader::Problem;
    if (m_reader.isDone()) {
        finish();
        return;
    }
    switch (m_reader.problem()) {
    case Problem::None:
        return;
    case Problem::NoAnswer:
        fail({u"What the AI server at %1 sent is no answer to a chat completion but %2. Check LLM_BASE_URL. It isn't "
              "tried again."_s.arg(
                  m_server,
                  m_secret.hide(m_reply->header(QNetworkRequest::ContentTypeHeader).toString()).left(80).simplified()),
              false});
        return;
    case Problem::Malformed:
        fail({u"The AI server at %1 sent a chunk that isn't JSON."_s.arg(m_server)});
        return;
    case Problem::TooLong:
        fail({u"The AI server at %1 sent a line or an answer of more than 4 MiB."_s.arg(m_server)});
        return;
    case Problem::Incomplete:
        fail({(m_reader.hasBegun() ? u"The answer of the AI server at %1 broke off in the middle%2."_s
                                   : u"The AI server at %1 ended its answer before it had begun%2."_s)
                  .arg(m_server, reasonOf(*m_reply))});
        return;
    case Problem::ServerError:
        if (!m_hasText && shorten(m_reader.serverError().toUtf8())) {
            askAgain();
        } else if (m_reader.isHopeless()) {
            fail(
                {u"The AI server at %1 refused the request: %2 It isn't tried again, since it would be refused again."_s
                     .arg(m_server, m_reader.serverError()),
                 false});
        } else {
            fail({u"The AI server at %1 gave up: %2"_s.arg(m_server, m_reader.serverError())});
        }
        return;
    }
}

void AiExchange::onStalled()
{
    if (m_reader.hasFinishReason()) {
        finish(); // the server only forgot to say so
        return;
    }
    fail({u"The AI server at %1 said nothing for %2 s in the middle of its answer."_s.arg(
        m_server, QString::number(static_cast<double>(m_options.stallTimeout.count()) / 1000.0))});
}

} // namespace Procession
