// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "apiclient.h"
#include "apisocket.h"
#include "estimate.h"
#include "expectation.h"
#include "schedule.h"

#include <QMap>

namespace Procession {

class Clock;

/// All that a server tracks at one moment, of what the filter lets through.
struct FeedSnapshot
{
    quint64 seq = 0;                            ///< of the last event that it includes
    QString epoch;                              ///< of the log that `seq` counts in
    std::vector<ProcessPtr> processes{};        ///< oldest first
    QList<ProcessType> types{};                 ///< empty where the server is too old to send them
    QMap<ProcessType, RetryPolicy> policies;    ///< likewise
    std::vector<SchedulePtr> schedules{};       ///< likewise
    std::vector<ExpectationPtr> expectations{}; ///< likewise
    QueuePauses pauses{};                       ///< likewise
    AlertBoard alerts{};                        ///< likewise
};

/// A process is no longer one of those that the filter lets through.
struct FeedDeparture
{
    quint64 seq = 0;
    ProcessId id{};
    /// Removed or Archived, where the server no longer tracks it; nothing where it was changed so that the filter does not
    /// let it through any more.
    std::optional<EventKind> kind{};
    qint64 timeMs = 0; ///< wall time; that of its arrival where the server does not tell it
};

/// A type was registered, or with a policy: the policy of a type was set; or a queue was paused or resumed; or a schedule,
/// an expectation or alerts changed.
struct FeedSetting
{
    quint64 seq = 0;
    ProcessType type;
    std::optional<RetryPolicy> policy{};
    SchedulePtr schedule{};          ///< as it stands then; type and policy are empty
    ExpectationPtr expectation{};    ///< likewise
    std::optional<EventKind> kind{}; ///< of the change of a schedule, of an expectation or of alerts
    std::optional<AlertNews> alerts{};
    std::optional<QueuePause> pause{};
};

/// Whether what a feed has told is up to date. Plain data.
struct FeedState
{
    enum class Kind : quint8 {
        CatchingUp, ///< connected, or connecting for the first time; a snapshot is on its way
        Live,       ///< what was received is what the server knows
        Stale,      ///< the connection broke; it is tried again
        Refused,    ///< the server does not let us in; it is tried again, but slowly
    };

    Kind kind = Kind::CatchingUp;
    std::optional<qint64>
        staleSince{};  ///< wall time in ms: the last moment that was Live; empty while Live, or for never
    QString problem{}; ///< why it is Stale or Refused: a sentence; empty otherwise
    /// False where the server is so old that it refused to tell of alerts.
    bool tellsAlerts = true;

    bool isLive() const { return kind == Kind::Live; }
};

struct FeedClientOptions
{
    ProcessFilter filter{};
    /// With more than 0, at most one message in that time, with the latest state of each process: 1 to 60,000 ms.
    std::chrono::milliseconds batch{0};
    ApiSocketTimes times{};
};

/// The live feed of a server, typed: a snapshot, then every event after it.
///
/// After a break it connects again (see ApiSocket), and goes on where it stood: the server sends the events that were
/// missed, or where those are gone a new snapshot. There is never a silent gap. A message that can't be understood is
/// logged and passed over.
///
/// Threads: the one it lives in, which needs an event loop; signals come from there. Owner: the caller. `clock` must
/// outlive it.
class FeedClient : public QObject
{
    Q_OBJECT

public:
    FeedClient(ApiEndpoint endpoint, FeedClientOptions options, const Clock &clock, QObject *parent = nullptr);

    /// Connects, and from then on keeps connected until its end. Once.
    void open();
    const FeedState &state() const { return m_state; }

Q_SIGNALS:
    /// All that there is at this moment; what was known before is void. Comes at first, and after a loss.
    void snapshotReceived(const Procession::FeedSnapshot &snapshot);
    /// A process changed. `event.process` is its state after the event, `event.before` is null. `event.kind` is
    /// Reported where the server does not tell the kind.
    void eventReceived(const Procession::Event &event);
    /// With each event, and for each process of a snapshot, after these, where the server makes estimates: how long the
    /// process still takes.
    void estimateReceived(const Procession::ProcessId &id, const std::optional<Procession::Estimate> &estimate);
    void processLeft(const Procession::FeedDeparture &departure);
    void settingReceived(const Procession::FeedSetting &setting);
    void stateChanged(const Procession::FeedState &state);

private:
    QNetworkRequest nextRequest();
    void onConnected();
    void askWhyRefused(const ApiSocket::Why &why);
    void askWhetherItKnowsAlerts(const ApiSocket::Why &why);
    void onMessage(const QString &text);
    void onUpdate(const QJsonObject &update);
    void onSnapshotPage(const QJsonObject &page);
    void setState(FeedState::Kind kind, const QString &problem = {});

    const FeedClientOptions m_options;
    const Clock &m_clock;
    ApiClient m_api; // asks in words why the door is shut
    ApiSocket m_socket;
    bool m_asksForAlerts = true; // each connection does at first; a server that is too old refuses that
    bool m_knowsAlerts = false;  // those of the last snapshot, and what became of them
    bool m_isConnected = false;
    bool m_begins = true; // with a snapshot
    FeedState m_state;
    QString m_epoch;
    quint64 m_seq = 0;
    FeedSnapshot m_snapshot;                                                // the pages that came so far
    std::vector<std::pair<ProcessId, std::optional<Estimate>>> m_estimates; // of these
};

} // namespace Procession
