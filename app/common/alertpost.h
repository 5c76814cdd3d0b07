// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertengine.h"
#include "notificationsender.h"

#include <QSet>

namespace Procession {

/// Has the outbox of an AlertEngine sent through channels, and tries again what can't be sent, with growing pauses.
///
/// Messages about one episode go through a channel in their order: the next one waits until the one before is done with.
/// Threads: the engine's. Owner: AlertService.
class AlertPost : public QObject
{
    Q_OBJECT

public:
    using Write = std::function<Notification(const OutboxEntry &)>;

    /// After so long a message is given up.
    static constexpr std::chrono::hours patience{24};
    /// How long to wait after so many tries that failed.
    static std::chrono::milliseconds pauseAfter(int tries);

    AlertPost(AlertEngine &engine, const QList<ChannelSettings> &channels, const Clock &clock, Write write,
              QObject *parent = nullptr);

    /// Sends what is due.
    void send();
    NotificationSender &sender() { return m_sender; }

private:
    void onAnswer(const QString &id, const DeliveryOutcome &outcome);

    AlertEngine &m_engine;
    const Clock &m_clock;
    const Write m_write;
    NotificationSender m_sender;
    QSet<QString> m_sending;
    std::map<QString, qint64> m_notBefore; // by id, steady
    QTimer m_timer;
};

} // namespace Procession
