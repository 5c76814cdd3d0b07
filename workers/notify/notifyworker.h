// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "clock.h"
#include "pendingmessages.h"
#include "worker.h"

#include <QList>

namespace Procession {

class NotificationSender;

/// Sends messages of alerts: each is a process, whose attempts are tries to deliver it, and whose retries are those of its
/// type. The request names the channel and the message; what is sent is looked up when its turn comes.
/// Threads and owner: those of Worker.
class NotifyWorker final : public Worker
{
public:
    /// At most so many messages are sent at once; each channel has its own limit besides.
    static constexpr int mostRunning = 16;

    /// The type of those processes, which no program registers.
    static ProcessType processType();
    /// How deliveries are tried again, unless a policy was set.
    static RetryPolicy retryPolicy();
    /// The process of the message of that id: always the same one, so that no crash makes two of it.
    static ProcessId processOf(const QString &messageId);
    /// The id of the message, where the process is such a one.
    static std::optional<QString> messageOf(const Process &process);
    static QJsonObject requestFor(const QString &channel, const QString &messageId, const QString &title);

    /// Both must outlive it.
    NotifyWorker(QList<ChannelSettings> channels, const Clock &clock, const PendingMessages &messages);
    ~NotifyWorker() override;

    ProcessType type() const override { return processType(); }
    int maxRunning() const override { return mostRunning; }
    /// Who pauses all work wants to hear what goes wrong meanwhile.
    bool isHeldByPauseOfAll() const override { return false; }
    QString group(const Process &process) const override;
    int maxRunningOf(const QString &group) const override;
    Result<Plan> plan(const QJsonObject &request) const override;
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override;

private:
    const ChannelSettings *channel(const QString &name) const;

    const QList<ChannelSettings> m_channels;
    const Clock &m_clock;
    const PendingMessages &m_messages;
    std::unique_ptr<NotificationSender> m_sender; // made in the work queue's thread
};

} // namespace Procession
