// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertengine.h"
#include "alertsettings.h"
#include "deliveryoutcome.h"

#include <QHash>

namespace Procession {

class AlertPost;
class Analytics;
class OutputStore;
class PendingMessages;
class ProcessTracker;
class Store;
struct Notification;
struct StartChange;

struct AlertServiceOptions
{
    QString path;       ///< of alerts.db
    QString dataFolder; ///< whose disk is watched
    AlertSettings settings{};
    LogLineage lineage{};
    std::chrono::milliseconds clockMoved{0};
    std::function<std::optional<qint64>(const Process &)> overdueAfterMs{};
    PendingMessages *messages = nullptr; ///< where a NotifyWorker finds them
    std::function<Result<StartChange>(const ProcessType &type, const QJsonObject &request)>
        plan{};                           ///< see AlertPostParts
    OutputStore *output = nullptr;        ///< for the last lines in messages; may be null
    const Analytics *analytics = nullptr; ///< for summaries; may be null
};

/// What alerts need in a running program: the engine, which decides, and the post, which sends; and what is told to the
/// engine from outside the log, of the store and of the disk.
/// Threads: lives in one of its own. Owner: app/. Tracker, store and clock must outlive it.
class AlertService : public QObject
{
    Q_OBJECT

public:
    /// How often the disk is looked at.
    static constexpr std::chrono::minutes interval{1};
    static constexpr std::chrono::milliseconds summaryPatience = std::chrono::hours(24);

    /// `store` is null where nothing is kept.
    AlertService(ProcessTracker &tracker, const Store *store, const Clock &clock, AlertServiceOptions options);
    ~AlertService() override;

    /// Opens the file and begins. In its thread. Without the file there are no alerts, which is logged.
    void start();
    const AlertSettings &settings() const { return m_options.settings; }

    /// How the last message through a channel went. Plain data.
    struct ChannelState
    {
        std::optional<OutboxEntry> last{};      ///< that was tried
        std::optional<OutboxEntry> delivered{}; ///< the newest of those
        int due = 0;                            ///< how many wait
    };
    /// In its thread, as the next: how the channels do, by name. Errors: Io.
    Result<std::map<QString, ChannelState>> channelStates();
    /// Sends a test message and calls `done` with its outcome, later. The channel must be there.
    void test(const QString &channel, const std::function<void(const DeliveryOutcome &outcome)> &done);
    /// Null where there are no alerts.
    AlertEngine *engine() { return m_engine.get(); }
    static Error unopened();
    qint64 wallMs() const { return m_clock.wallMs(); }

private:
    void tellStore();
    void tellDisk();
    void watch();
    void sendSummary();
    Notification written(const OutboxEntry &entry) const;

    ProcessTracker &m_tracker;
    const Store *m_store;
    const Clock &m_clock;
    const AlertServiceOptions m_options;
    const quint64 m_begin;                 // where the log stood when this was made
    std::unique_ptr<AlertEngine> m_engine; // null where its file can't be opened
    std::unique_ptr<AlertPost> m_post;
    QHash<QString, std::function<void(const DeliveryOutcome &)>> m_tests; // by the id of the message
    QTimer m_timer;
    qint64 m_summedUpMs = 0; // the last summary was due then
};

} // namespace Procession
