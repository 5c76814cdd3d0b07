// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "notifyworker.h"

#include "alertdelivery.h"
#include "notificationsender.h"

#include <QJsonDocument>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto idPrefix = "alert:"_L1;

/// One try.
class NotifyJob : public Job
{
public:
    NotifyJob(NotificationSender &sender, QString channel, std::optional<Notification> notification)
        : m_sender(sender)
        , m_channel(std::move(channel))
        , m_notification(std::move(notification))
    {
    }

    void begin() override
    {
        if (!m_notification) {
            ReportChange report;
            report.status = ProcessStatus::Completed;
            report.message = Text(u"There is nothing to send any more"_s);
            Q_EMIT reported(report);
            return;
        }
        connect(&m_sender, &NotificationSender::answered, this,
                [this](const QString &channel, const QString &id, const DeliveryOutcome &outcome) {
                    if (channel == m_channel && id == m_notification->id)
                        end(outcome);
                });
        m_sender.send(m_channel, *m_notification);
    }

private:
    void end(const DeliveryOutcome &outcome)
    {
        disconnect(&m_sender, nullptr, this, nullptr);
        ReportChange report;
        if (outcome.kind == DeliveryOutcome::Kind::Delivered) {
            report.status = ProcessStatus::Completed;
            report.message = Text(outcome.reason.isEmpty() ? u"Delivered"_s : outcome.reason);
        } else {
            report.status = ProcessStatus::Failed;
            report.errorMessage = Text(outcome.reason);
            report.retryable = outcome.kind == DeliveryOutcome::Kind::Again;
            report.retryAfter = outcome.retryAfter;
        }
        Q_EMIT reported(report);
    }

    NotificationSender &m_sender;
    const QString m_channel;
    const std::optional<Notification> m_notification;
};

QJsonObject requestOf(const Process &process)
{
    const Work *work = process.dispatch.work();
    return work ? QJsonDocument::fromJson(work->request.utf8().toByteArray()).object() : QJsonObject();
}

} // namespace

ProcessType NotifyWorker::processType()
{
    return alertDeliveryType();
}

RetryPolicy NotifyWorker::retryPolicy()
{
    return {.maxAttempts = 20, .initialDelay = 5s, .maxDelay = 15min, .exponentialBase = 2, .jitter = true};
}

ProcessId NotifyWorker::processOf(const QString &messageId)
{
    return ProcessId::fromString(idPrefix + messageId).value_or(ProcessId());
}

std::optional<QString> NotifyWorker::messageOf(const Process &process)
{
    const QString id = process.id.toString();
    if (process.type != processType() || !id.startsWith(idPrefix))
        return std::nullopt;
    return id.sliced(idPrefix.size());
}

QJsonObject NotifyWorker::requestFor(const QString &channel, const QString &messageId, const QString &title)
{
    return {{u"channel"_s, channel}, {u"message_id"_s, messageId}, {u"title"_s, title}};
}

NotifyWorker::NotifyWorker(QList<ChannelSettings> channels, const Clock &clock, const PendingMessages &messages)
    : m_channels(std::move(channels))
    , m_clock(clock)
    , m_messages(messages)
{
}

NotifyWorker::~NotifyWorker() = default;

const ChannelSettings *NotifyWorker::channel(const QString &name) const
{
    const auto found = std::find_if(m_channels.begin(), m_channels.end(),
                                    [&name](const ChannelSettings &channel) { return channel.name == name; });
    return found == m_channels.end() ? nullptr : &*found;
}

QString NotifyWorker::group(const Process &process) const
{
    return requestOf(process)["channel"_L1].toString();
}

int NotifyWorker::maxRunningOf(const QString &group) const
{
    const ChannelSettings *known = channel(group);
    return known ? known->maxRunning : mostRunning;
}

Result<Plan> NotifyWorker::plan(const QJsonObject &request) const
{
    const QString name = request["channel"_L1].toString();
    if (!channel(name))
        return Error{ErrorCode::InvalidField, u"There is no channel \"%1\" any more."_s.arg(name), u"channel"_s};
    Plan plan;
    plan.name = Text(u"%1: %2"_s.arg(name, request["title"_L1].toString()));
    plan.request = request;
    plan.metadata = {{u"channel"_s, name}};
    return plan;
}

std::unique_ptr<Job> NotifyWorker::attempt(const Process &, const QJsonObject &request)
{
    if (!m_sender)
        m_sender = std::make_unique<NotificationSender>(m_channels, m_clock);
    return std::make_unique<NotifyJob>(*m_sender, request["channel"_L1].toString(),
                                       m_messages.find(request["message_id"_L1].toString()));
}

} // namespace Procession
