// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "clock.h"
#include "deliveryoutcome.h"
#include "notification.h"

#include <QObject>

#include <deque>
#include <map>
#include <thread>

namespace Procession {

/// Sends messages through the channels, each in a thread of its own, so that a receiver who is slow holds up nobody but the
/// messages behind it in the same channel: at most `maxRunning` of a channel are sent at once, the others wait in order.
///
/// Each message is tried once; the answer says whether to send it again, and the caller, who keeps the messages, decides.
/// Threads: the one it lives in, which needs an event loop and is never held up. Owner: app/.
class NotificationSender : public QObject
{
    Q_OBJECT

public:
    /// The clock must outlive it.
    NotificationSender(const QList<ChannelSettings> &channels, const Clock &clock, QObject *parent = nullptr);
    /// As stop().
    ~NotificationSender() override;

    QStringList channelNames() const;
    /// Null for a channel that isn't configured.
    const ChannelSettings *channel(const QString &name) const;

    /// Sends it; answered() follows, never from within this call. Not after stop().
    void send(const QString &channel, const Notification &notification);
    /// How many messages of a channel are being sent, and how many wait.
    int running(const QString &channel) const;
    int waiting(const QString &channel) const;

    /// Cancels what is being sent, waits for that and emits its answers, among which may be one that was delivered at the
    /// last moment. What waits gets no answer.
    void stop();

Q_SIGNALS:
    void answered(const QString &channel, const QString &id, const Procession::DeliveryOutcome &outcome);

private:
    struct Channel
    {
        ChannelSettings settings;
        std::deque<Notification> waiting{};
        std::map<quint64, std::jthread> running{};
    };

    void sendNext(Channel &channel);
    void onAnswer(const QString &name, quint64 number, const QString &id, const DeliveryOutcome &outcome);

    const Clock &m_clock;
    std::map<QString, Channel> m_channels;
    quint64 m_lastNumber = 0;
    bool m_isStopped = false;
};

} // namespace Procession
