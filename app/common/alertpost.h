// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertengine.h"
#include "notificationsender.h"
#include "pendingmessages.h"
#include "processtracker.h"

#include <QSet>

namespace Procession {

struct AlertPostParts
{
    AlertEngine &engine;
    ProcessTracker &tracker;
    PendingMessages &messages;
    const Clock &clock;
    /// How a process is started for work of this server; see WorkQueue::prepare().
    std::function<Result<StartChange>(const ProcessType &type, const QJsonObject &request)> plan;
    /// What a channel sends for an entry.
    std::function<Notification(const OutboxEntry &entry)> write;
};

/// Has the outbox of an AlertEngine delivered: each message is a process, which NotifyWorker runs and the retry engine tries
/// again; how it ends settles the entry. Its id comes from that of the message, so that no restart makes two of it.
///
/// While the store can't write, no process can be kept: what comes then is sent from here, and tried again with growing pauses.
/// Messages about one episode go through a channel in their order: the next one waits until the one before is done with.
/// Threads: the engine's. Owner: AlertService.
class AlertPost : public QObject
{
    Q_OBJECT

public:
    /// After so long what is sent from here is given up.
    static constexpr std::chrono::hours patience{24};
    /// How long to wait after so many tries that failed.
    static std::chrono::milliseconds pauseAfter(int tries);

    AlertPost(AlertPostParts parts, const QList<ChannelSettings> &channels, QObject *parent = nullptr);
    ~AlertPost() override;

    /// Whether processes can be kept.
    void setStoring(bool isStoring);
    /// Sees to what is due.
    void send();
    NotificationSender &sender() { return m_sender; }
    /// Starts the process that delivers the message through the channel, once. Errors: those of ProcessTracker::start().
    Result<ProcessPtr> startDelivery(const QString &channel, const Notification &notification);

private:
    void readLog();
    void follow(const ProcessPtr &process, const Origin &origin);
    void deliver(const OutboxEntry &entry);
    void sendHere(const OutboxEntry &entry);
    void onAnswer(const QString &id, const DeliveryOutcome &outcome);
    const OutboxEntry *entryOf(const QString &id) const;
    void settleDelivered(const QString &id);
    void giveUp(const QString &id, const QString &reason, bool isChannelDead);

    const AlertPostParts m_parts;
    const Origin m_origin = Origin::ofServer(u"alerts");
    EventCursor m_cursor;
    NotificationSender m_sender;
    bool m_isStoring = true;
    QSet<QString> m_started;               // ids of messages that a process delivers
    QSet<QString> m_sending;               // those that are sent from here
    std::map<QString, qint64> m_notBefore; // by id, steady
    QTimer m_timer;
    bool m_isEnding = false;
};

} // namespace Procession
