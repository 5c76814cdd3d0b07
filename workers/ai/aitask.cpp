// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aitask.h"

#include "metadatakeys.h"
#include "processjson.h"

#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype numbersBytes = 4096; // the most that is reported beside the answer; mostly it is little

constexpr std::chrono::milliseconds longestInterval = 4s; // between two reports: what 64 KiB of metadata come to
constexpr qint64 bytesPerSecond = 16 * 1024;              // of what is reported
constexpr std::chrono::milliseconds tick = 20s;

constexpr auto connecting = "connecting"_L1;
constexpr auto processing = "processing"_L1;

} // namespace

AiTask::AiTask(const AiOptions &options, const AiRequest &request, qsizetype otherMetadata, qsizetype maxMetadata,
               const Clock &clock)
    : m_options(options)
    , m_otherBytes(otherMetadata + compactText(request.toJson()).size() + numbersBytes / 16)
    , m_secret(options.apiKey)
    , m_hasPrompt(!request.prompt.isEmpty())
    , m_passages(request.sources.passages.size())
    , m_exchange(m_options, request, clock)
    , m_progress(options.apiKey, request.maxTokens,
                 std::clamp<qsizetype>(maxMetadata - otherMetadata - numbersBytes, 0, options.maxAnswerBytes))
    , m_output(options.apiKey, [this](OutputStream stream, const QByteArray &bytes) { Q_EMIT printed(stream, bytes); })
    , m_reportTimer(this)
    , m_tickTimer(this)
{
    m_reportTimer.setSingleShot(true);
    connect(&m_reportTimer, &QTimer::timeout, this, [this] {
        m_sinceReport.start();
        tell(state());
    });
    m_tickTimer.setInterval(tick);
    connect(&m_tickTimer, &QTimer::timeout, this,
            [this] { setStage(m_stage, m_stage == processing ? m_progress.message(nowMs()) : m_message); });

    connect(&m_exchange, &AiExchange::asked, this, [this] {
        m_progress.asked(nowMs());
        m_output.asks(m_exchange);
    });
    connect(&m_exchange, &AiExchange::headSent, this, [this] {
        if (m_stage == connecting)
            setStage(u"sending_request"_s, u"Sending the request"_s);
    });
    connect(&m_exchange, &AiExchange::uploaded, this, [this] {
        if (m_stage != processing)
            setStage(processing, m_progress.message(nowMs()));
    });
    connect(&m_exchange, &AiExchange::received, this, &AiTask::take);
    connect(&m_exchange, &AiExchange::finished, this, &AiTask::complete);
    connect(&m_exchange, &AiExchange::failed, this, &AiTask::fail);
}

QStringList AiTask::metadataKeys()
{
    return AiProgress::metadataKeys() + QStringList{MetadataKeys::reason, MetadataKeys::leftOut, MetadataKeys::cited};
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
    if (!m_hasPrompt) {
        fail({u"The request of this process is none that an AI can be asked. It isn't tried again."_s, false});
        return;
    }
    m_output.connects(m_exchange.server());
    setStage(connecting, u"Connecting to %1"_s.arg(m_exchange.server()));
    m_exchange.begin();
}

void AiTask::take(const std::vector<ChatPart> &parts)
{
    const AiProgress::Growth growth = m_progress.take(parts, m_exchange.isWhole(), nowMs());
    if (m_progress.hasThoughts())
        m_output.thinks();
    m_output.grows(growth);
    setStage(m_stage, m_progress.message(nowMs()));
}

void AiTask::setStage(const QString &stage, const QString &message)
{
    m_stage = stage;
    m_message = message;
    reportSoon();
}

void AiTask::reportSoon()
{
    if (m_reportTimer.isActive())
        return;
    // The work queue tells no more than five reports a second; this is for those that are large.
    const qint64 bytes = m_otherBytes + m_progress.answerBytes();
    const auto interval = std::min(std::chrono::milliseconds(bytes * 1000 / bytesPerSecond), longestInterval);
    const qint64 waited = m_sinceReport.isValid() ? m_sinceReport.elapsed() : longestInterval.count();
    m_reportTimer.start(std::max(0ms, interval - std::chrono::milliseconds(waited)));
}

ReportChange AiTask::state() const
{
    ReportChange report = m_progress.report(m_exchange.model(), nowMs());
    report.message = m_message;
    report.metadataUpdate.insert(MetadataKeys::stage, m_stage);
    if (!m_exchange.hasTemperature())
        report.metadataUpdate.insert(MetadataKeys::leftOut, QJsonArray{u"temperature"_s});
    if (!m_exchange.fitted().cuts.empty())
        report.metadataUpdate.insert(MetadataKeys::attachmentsCut, m_exchange.fitted().cutsToJson());
    return report;
}

/// The model has said all that it will.
void AiTask::complete()
{
    m_output.grows({m_progress.finish()});
    m_output.ends();
    const AiOutcome outcome = m_progress.outcome();
    if (const auto failure = outcome.failure()) {
        fail(*failure);
        return;
    }
    m_stage = u"completed"_s;
    m_message = m_progress.summary();
    if (!m_exchange.hasTemperature())
        m_message += u"; the model takes no temperature"_s;
    if (const std::vector<AttachmentCut> &cuts = m_exchange.fitted().cuts; !cuts.empty()) {
        m_message += u"; %1 was cut at %2, since the model takes no more"_s.arg(cuts.front().name, cuts.front().place);
        if (cuts.size() > 1)
            m_message += u", and %1 more attachments were"_s.arg(cuts.size() - 1);
    }
    m_output.say(m_message);
    ReportChange report = state();
    report.status = ProcessStatus::Completed;
    report.progress = 100;
    if (m_passages > 0) {
        const QString answer = report.metadataUpdate.value(MetadataKeys::answer).toString();
        report.metadataUpdate.insert(MetadataKeys::cited, citedPassages(answer, m_passages));
    }
    if (const QString reason = outcome.reason(); !reason.isEmpty())
        report.metadataUpdate.insert(MetadataKeys::reason, reason);
    tell(std::move(report));
}

void AiTask::fail(const AiFailure &failure)
{
    m_output.ends();
    if (failure.retryAfter)
        m_output.say(u"The server asks to wait %1 s"_s.arg(
            std::chrono::ceil<std::chrono::seconds>(*failure.retryAfter).count()));
    m_stage = u"error"_s;
    m_message = failure.message;
    ReportChange report = state();
    report.status = ProcessStatus::Failed;
    report.errorMessage = failure.message;
    if (!failure.retryable)
        report.retryable = false;
    report.retryAfter = failure.retryAfter;
    if (!failure.reason.isEmpty())
        report.metadataUpdate.insert(MetadataKeys::reason, failure.reason);
    tell(std::move(report));
}

/// Reports, after a terminal status nothing more. Servers may say the key back, in whatever they say.
void AiTask::tell(ReportChange report)
{
    if (report.status) {
        m_reportTimer.stop();
        m_tickTimer.stop();
    }
    if (report.message)
        report.message = m_secret.hide(report.message->toString());
    if (report.errorMessage)
        report.errorMessage = m_secret.hide(report.errorMessage->toString());
    report.metadataUpdate = m_secret.hide(QJsonValue(report.metadataUpdate)).toObject();
    Q_EMIT reported(report);
}

} // namespace Procession
