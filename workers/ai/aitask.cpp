// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aitask.h"

#include "processjson.h"
#include "retryafter.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QNetworkProxy>

#include <algorithm>
#include <array>
#include <cmath>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int ok = 200;
constexpr int internalError = 500;
constexpr int notImplemented = 501;

constexpr qsizetype readBufferBytes = 256 * 1024;   // what Qt may hold of an answer that we haven't read yet
constexpr qsizetype maxOtherBodyBytes = 256 * 1024; // of an error, or of the list of models
constexpr qsizetype numbersBytes = 4096;            // the most that is reported beside the answer; mostly it is little

constexpr std::chrono::milliseconds longestInterval = 4s; // between two reports: what 64 KiB of metadata come to
constexpr qint64 bytesPerSecond = 16 * 1024;              // of what is reported
constexpr std::chrono::milliseconds tick = 20s;           // between two signs of life
constexpr std::chrono::milliseconds modelsTimeout = 30s;  // for the list of models

constexpr qsizetype mostRefusal = 1000; // characters of what a model says in place of an answer
constexpr int mostShortenings = 4;      // each at least by a tenth, mostly to what the server says it takes

bool isThisMachine(const QString &host)
{
    return host.compare("localhost"_L1, Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

/// Whether a connection can be made. The network has a thread of its own, and to start one without a descriptor left
/// would end this program.
bool hasDescriptors()
{
    constexpr int needed = 16;
    std::array<int, needed> taken{};
    taken.fill(-1);
    const bool all = std::all_of(taken.begin(), taken.end(), [](int &descriptor) {
        descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        return descriptor >= 0;
    });
    for (const int descriptor : taken) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    return all;
}

/// Why a connection broke, where that is more than its end.
QString reasonOf(const QNetworkReply &reply)
{
    const bool isKnown =
        reply.error() != QNetworkReply::NoError && reply.error() != QNetworkReply::RemoteHostClosedError;
    return isKnown ? u" (%1)"_s.arg(reply.errorString()) : QString();
}

/// To that many steps in one.
double rounded(double value, double steps)
{
    return std::round(value * steps) / steps;
}

} // namespace

AiTask::AiTask(const AiOptions &options, AiRequest request, qsizetype otherMetadata, qsizetype maxMetadata,
               const Clock &clock)
    : m_options(options)
    , m_request(std::move(request))
    , m_otherMetadata(otherMetadata)
    , m_requestBytes(compactText(m_request.toJson()).size())
    , m_clock(clock)
    , m_server(options.baseUrl.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::StripTrailingSlash))
    , m_model(m_request.model.isEmpty() ? options.model : m_request.model)
    , m_fitted{m_request, {}}
    , m_network(this)
    , m_answer(std::clamp<qsizetype>(maxMetadata - otherMetadata - numbersBytes, 0, options.maxAnswerBytes))
    , m_secret(options.apiKey)
    , m_reportTimer(this)
    , m_stallTimer(this)
    , m_tickTimer(this)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    if (isThisMachine(m_options.baseUrl.host()))
        m_network.setProxy(QNetworkProxy::NoProxy);
    m_reportTimer.setSingleShot(true);
    connect(&m_reportTimer, &QTimer::timeout, this, &AiTask::report);
    m_stallTimer.setSingleShot(true);
    m_stallTimer.setInterval(m_options.stallTimeout);
    connect(&m_stallTimer, &QTimer::timeout, this, &AiTask::onStalled);
    m_tickTimer.setInterval(tick);
    connect(&m_tickTimer, &QTimer::timeout, this, &AiTask::onTick);
}

AiTask::~AiTask()
{
    end();
}

QStringList AiTask::metadataKeys()
{
    // Not attachments_cut, which holds also where the worker cut them before they were asked.
    return {u"model"_s,
            u"tokens_received"_s,
            u"tokens_per_second"_s,
            u"time_to_first_token"_s,
            u"elapsed_minutes"_s,
            u"prompt_tokens"_s,
            u"reasoning_tokens"_s,
            u"finish_reason"_s,
            u"answer"_s,
            u"answer_truncated"_s,
            u"reason"_s,
            u"left_out"_s};
}

void AiTask::begin()
{
    m_elapsed.start();
    m_tickTimer.start();
    // What an earlier attempt told of itself isn't true of this one.
    ReportChange blank;
    const QStringList keys = metadataKeys();
    for (const QString &key : keys)
        blank.metadataUpdate.insert(key, QJsonValue::Null);
    Q_EMIT reported(blank);
    if (m_request.prompt.isEmpty()) {
        fail({u"The request in the metadata of this process was changed, and is none any more. It isn't tried again."_s,
              false});
        return;
    }
    if (!hasDescriptors()) {
        fail(
            {u"Procession has no file descriptors left to connect to the AI server with; raise its limit (ulimit -n)."_s});
        return;
    }
    setStage(u"connecting"_s, u"Connecting to %1"_s.arg(m_server));
    if (m_model.isEmpty())
        askForModels();
    else
        ask();
}

QNetworkReply *AiTask::send(const QByteArray &method, const QString &path, const QByteArray &body)
{
    QUrl url = m_options.baseUrl;
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    if (!base.endsWith("/v1"_L1))
        base += u"/v1"_s;
    url.setPath(base + path);
    QNetworkRequest request(url);
    request.setRawHeader("Accept-Encoding", "identity"); // a stream that is compressed comes in lumps
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Procession"_s);
    if (!m_options.apiKey.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_options.apiKey);
    if (!body.isEmpty()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        request.setRawHeader(
            "Accept", m_form.mode == AnswerMode::Whole ? "application/json" : "text/event-stream, application/json");
    }
    QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
    reply->setReadBufferSize(readBufferBytes);
    m_otherBody.clear();
    return reply;
}

void AiTask::askForModels()
{
    m_network.setTransferTimeout(static_cast<int>(modelsTimeout.count()));
    m_reply = send("GET", u"/models"_s);
    m_network.setTransferTimeout(0);
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        m_otherBody += m_reply->readAll();
        if (m_otherBody.size() > maxOtherBodyBytes)
            m_reply->abort();
    });
    connect(m_reply, &QNetworkReply::finished, this, &AiTask::onModels);
}

void AiTask::onModels()
{
    if (m_ended)
        return;
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    if (reply->isOpen())
        m_otherBody += reply->readAll();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0 || (status == ok && reply->error() != QNetworkReply::NoError)) {
        fail(AiFailure::ofConnection(reply->error(), reply->errorString(), m_server));
        return;
    }
    if (status != ok) {
        AiFailure failure = failureOf(*reply, m_otherBody);
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
    ask();
}

void AiTask::ask()
{
    m_sinceRequest.start();
    m_reply = send("POST", u"/chat/completions"_s, m_form.body(m_fitted.request, m_model));
    follow(m_reply);
}

void AiTask::follow(QNetworkReply *reply)
{
    // Told once the head is sent. The rest may take a while, where a server is slow to read.
    connect(reply, &QNetworkReply::requestSent, this, [this] {
        if (m_stage == "connecting"_L1)
            setStage(u"sending_request"_s, u"Sending the request"_s);
    });
    connect(reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64 total) {
        if (sent > 0 && sent == total && m_stage != "processing"_L1)
            setStage(u"processing"_s, progressMessage());
    });
    connect(reply, &QNetworkReply::readyRead, this, &AiTask::onReadyRead);
    connect(reply, &QNetworkReply::finished, this, &AiTask::onFinished);
}

void AiTask::onReadyRead()
{
    if (m_ended || !m_reply)
        return;
    if (m_stallTimer.isActive())
        m_stallTimer.start();
    const QByteArray bytes = m_reply->readAll();
    if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != ok) {
        m_otherBody += bytes;
        if (m_otherBody.size() > maxOtherBodyBytes)
            onFinished(); // that is enough to know why
        return;
    }
    take(m_reader.feed(bytes));
    judge();
}

void AiTask::onFinished()
{
    if (m_ended || !m_reply)
        return;
    QNetworkReply *reply = m_reply;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QByteArray rest = reply->isOpen() ? reply->readAll() : QByteArray();
    if (status == 0) {
        fail(AiFailure::ofConnection(reply->error(), reply->errorString(), m_server));
        return;
    }
    if (status != ok) {
        m_otherBody += rest.first(std::min(rest.size(), maxOtherBodyBytes));
        if (!askOtherwise(status, m_otherBody))
            fail(failureOf(*reply, m_otherBody));
        return;
    }
    take(m_reader.feed(rest));
    take(m_reader.finish());
    judge();
}

AiFailure AiTask::failureOf(const QNetworkReply &reply, const QByteArray &body) const
{
    return AiFailure::ofStatus(reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), body,
                               waitFrom(reply.rawHeader("Retry-After"), reply.rawHeader("Date"), m_clock.wallMs()),
                               m_server);
}

/// Servers differ in what they know, and in how much they take.
bool AiTask::askOtherwise(int status, const QByteArray &refusal)
{
    const bool isRefused = (status >= 400 && status < 429) || status == notImplemented;
    const bool mayBeTooLong = isRefused || status == internalError; // as some servers put it
    if ((!isRefused || !m_form.adaptTo(refusal, m_request)) && (!mayBeTooLong || !shorten(refusal)))
        return false;
    askAgain();
    return true;
}

/// Has less of the attachments sent, where the question is too long for the model.
bool AiTask::shorten(const QByteArray &refusal)
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

void AiTask::askAgain()
{
    m_stallTimer.stop();
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
    m_reader = ChatReader();
    ask();
}

void AiTask::take(const std::vector<ChatPart> &parts)
{
    for (const ChatPart &part : parts) {
        if (!part.model.isEmpty())
            m_counted.model = m_secret.hide(part.model).left(256);
        if (!part.finishReason.isEmpty())
            m_counted.finishReason = m_secret.hide(part.finishReason).left(64);
        m_refusal += part.refusal.left(mostRefusal - m_refusal.size());
        if (!part.tool.isEmpty() && m_tool.size() < 2)
            m_tool = m_secret.hide(part.tool).left(100);
        if (part.promptTokens)
            m_counted.promptTokens = part.promptTokens;
        if (part.completionTokens)
            m_counted.completionTokens = part.completionTokens;
        if (part.reasoningTokens)
            m_counted.reasoningTokens = part.reasoningTokens;
        const bool isThought = takeText(part.text) || !part.reasoning.isEmpty();
        m_hasThoughts = m_hasThoughts || isThought;
        if (m_reader.isWhole() || (part.text.isEmpty() && part.reasoning.isEmpty() && part.refusal.isEmpty()))
            continue;
        if (!m_timeToFirstToken) {
            m_timeToFirstToken = static_cast<double>(m_sinceRequest.elapsed()) / 1000.0;
            m_sinceToken.start();
            m_stallTimer.start();
        }
        ++m_pieces;
        if (isThought)
            ++m_reasoningPieces;
    }
    if (!parts.empty()) {
        m_message = progressMessage();
        reportSoon();
    }
}

/// Whether some of it was a thought, which isn't kept.
bool AiTask::takeText(const QString &text)
{
    if (text.isEmpty())
        return false;
    const ThoughtFilter::Parts parts = m_thoughts.feed(text);
    if (parts.discards) {
        m_reasoningPieces = m_pieces;
        m_answer.clear();
        m_secret.reset();
    }
    m_answer.append(m_secret.feed(parts.answer));
    return parts.hasThought;
}

/// Ends the task where the reader says that nothing more is to come.
void AiTask::judge()
{
    using Problem = ChatReader::Problem;
    if (m_reader.isDone()) {
        complete();
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
        if (m_answer.text().isEmpty() && shorten(m_reader.serverError().toUtf8())) {
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

void AiTask::onStalled()
{
    if (m_reader.hasFinishReason()) {
        complete(); // it only forgot to say so
        return;
    }
    fail({u"The AI server at %1 said nothing for %2 s in the middle of its answer."_s.arg(
        m_server, QString::number(static_cast<double>(m_options.stallTimeout.count()) / 1000.0))});
}

void AiTask::onTick()
{
    if (m_stage == "processing"_L1)
        m_message = progressMessage();
    reportSoon();
}

void AiTask::setStage(const QString &stage, const QString &message)
{
    m_stage = stage;
    m_message = message;
    reportSoon();
}

QString AiTask::progressMessage() const
{
    const qint64 minutes = m_elapsed.elapsed() / 60'000;
    if (minutes > 0)
        return u"AI processing in progress... %1 %2 elapsed"_s.arg(QString::number(minutes),
                                                                   minutes == 1 ? u"minute"_s : u"minutes"_s);
    if (!m_timeToFirstToken)
        return u"Waiting for the first token"_s;
    return m_answer.text().isEmpty() ? u"The model is thinking..."_s : u"AI processing in progress..."_s;
}

void AiTask::reportSoon()
{
    if (m_reportTimer.isActive() || m_ended)
        return;
    // The work queue tells no more than five reports a second; this is for those that are large.
    const qint64 bytes = m_otherMetadata + m_requestBytes + m_answer.bytes() + numbersBytes / 16;
    const auto interval = std::min(std::chrono::milliseconds(bytes * 1000 / bytesPerSecond), longestInterval);
    const qint64 waited = m_sinceReport.isValid() ? m_sinceReport.elapsed() : longestInterval.count();
    m_reportTimer.start(std::max(0ms, interval - std::chrono::milliseconds(waited)));
}

void AiTask::report()
{
    m_sinceReport.start();
    tell(state());
}

ReportChange AiTask::state() const
{
    ReportChange report;
    QJsonObject &metadata = report.metadataUpdate;
    metadata.insert("stage"_L1, m_stage);
    metadata.insert("elapsed_minutes"_L1, m_elapsed.elapsed() / 60'000);
    report.message = m_message;
    if (const QString &model = m_counted.model.isEmpty() ? m_model : m_counted.model; !model.isEmpty())
        metadata.insert("model"_L1, model);
    if (m_counted.promptTokens)
        metadata.insert("prompt_tokens"_L1, *m_counted.promptTokens);
    if (!m_counted.finishReason.isEmpty())
        metadata.insert("finish_reason"_L1, m_counted.finishReason);
    const qint64 tokens = m_counted.completionTokens.value_or(m_pieces);
    if (tokens > 0)
        metadata.insert("tokens_received"_L1, tokens);
    if (m_timeToFirstToken) {
        metadata.insert("time_to_first_token"_L1, rounded(*m_timeToFirstToken, 1000));
        const double seconds = static_cast<double>(m_sinceToken.elapsed()) / 1000.0;
        if (tokens > 1 && m_pieces > 1 && seconds > 0)
            metadata.insert("tokens_per_second"_L1, rounded(static_cast<double>(tokens - 1) / seconds, 10));
    }
    if (const qint64 reasoning = m_counted.reasoningTokens.value_or(m_reasoningPieces); reasoning > 0)
        metadata.insert("reasoning_tokens"_L1, reasoning);
    if (!m_answer.text().isEmpty())
        metadata.insert("answer"_L1, m_answer.text());
    if (m_answer.isTruncated())
        metadata.insert("answer_truncated"_L1, true);
    QJsonArray leftOut;
    if (!m_form.hasTemperature)
        leftOut.append("temperature"_L1);
    if (!leftOut.isEmpty())
        metadata.insert("left_out"_L1, leftOut);
    if (!m_fitted.cuts.empty())
        metadata.insert("attachments_cut"_L1, m_fitted.cutsToJson());
    if (m_request.maxTokens && tokens > 0)
        report.progress = std::min(100.0, 100.0 * static_cast<double>(tokens) / *m_request.maxTokens);
    return report;
}

AiOutcome AiTask::outcome() const
{
    return {m_counted.finishReason, m_refusal, m_tool, !m_answer.text().trimmed().isEmpty(), m_hasThoughts};
}

/// The model has said all that it will.
void AiTask::complete()
{
    m_answer.append(m_secret.feed(m_thoughts.finish()) + m_secret.finish());
    const AiOutcome ended = outcome();
    if (const auto failure = ended.failure()) {
        fail(*failure);
        return;
    }
    m_stage = u"completed"_s;
    const qint64 tokens = m_counted.completionTokens.value_or(m_pieces);
    const QString length = u"%1 %2"_s.arg(QString::number(tokens), tokens == 1 ? u"token"_s : u"tokens"_s);
    m_message = ended.shortfall();
    if (m_message.isEmpty())
        m_message = tokens > 0 ? u"Answered with %1"_s.arg(length) : u"Answered"_s;
    if (!m_form.hasTemperature)
        m_message += u"; the model takes no temperature"_s;
    if (!m_fitted.cuts.empty()) {
        const AttachmentCut &cut = m_fitted.cuts.front();
        m_message += u"; %1 was cut at %2, since the model takes no more"_s.arg(cut.name, cut.place);
        if (m_fitted.cuts.size() > 1)
            m_message += u", and %1 more attachments were"_s.arg(m_fitted.cuts.size() - 1);
    }
    ReportChange report = state();
    report.status = ProcessStatus::Completed;
    report.progress = 100;
    if (const QString reason = ended.reason(); !reason.isEmpty())
        report.metadataUpdate.insert("reason"_L1, reason);
    end();
    tell(std::move(report));
}

void AiTask::fail(AiFailure failure)
{
    m_stage = u"error"_s;
    m_message = failure.message;
    ReportChange report = state();
    report.status = ProcessStatus::Failed;
    report.errorMessage = failure.message;
    if (!failure.retryable)
        report.retryable = false;
    report.retryAfter = failure.retryAfter;
    if (!failure.reason.isEmpty())
        report.metadataUpdate.insert("reason"_L1, failure.reason);
    end();
    tell(std::move(report));
}

/// Servers may say the key back, in whatever they say.
void AiTask::tell(ReportChange report)
{
    if (report.message)
        report.message = m_secret.hide(report.message->toString());
    if (report.errorMessage)
        report.errorMessage = m_secret.hide(report.errorMessage->toString());
    report.metadataUpdate = m_secret.hide(QJsonValue(report.metadataUpdate)).toObject();
    Q_EMIT reported(report);
}

/// Closes the connection; nothing is reported after that but how it ended.
void AiTask::end()
{
    m_ended = true;
    m_reportTimer.stop();
    m_stallTimer.stop();
    m_tickTimer.stop();
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

} // namespace Procession
