// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "bytebudget.h"
#include "catchup.h"
#include "eventlog.h"
#include "subscriber.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace Procession {

class Acknowledger;
class Clock;
class ProcessTracker;

/// Sends what happens to every WebSocket subscriber.
///
/// Reads the log with one cursor. What is new is encoded once for all that asked for the same, and written to
/// each in one go. A subscriber whose unsent bytes pass `maxSubscriberBuffer` gets nothing more until half of them are
/// gone; then it goes on from its own place in the log, where it gets only the latest state of each process. A
/// subscriber that reports isn't read while its answers pass that bound. So it costs that much memory, one portion of
/// the log and one message of its own, however slow it is, and never holds up the others.
///
/// All of them together are held to `maxFeedBuffer`: the nearer they come to it, the less each may have waiting, down to
/// some 16 KiB. At twice as many bytes, those with the most are dropped.
/// Threads: the server's. Owner: Server.
class LiveFeed : public QObject
{
    Q_OBJECT

public:
    /// Does what a client's message says: a start or a report, as a line of a batch has it.
    using Handle = std::function<ProcessAnswer(const QByteArray &message, const Origin &origin)>;

    /// `store` may be null.
    LiveFeed(const ProcessTracker &tracker, EventLog &log, const Store *store, Handle handle,
             Acknowledger &acknowledger, const Clock &clock, const Estimates &estimates, const FeedOptions &options,
             LogLineage lineage, QObject *parent = nullptr);
    ~LiveFeed() override;

    qsizetype subscriberCount() const { return static_cast<qsizetype>(m_subscribers.size()); }
    /// Takes a client that was let in.
    void add(WebSocketEnd end, const Subscription &subscription);

    /// Tells every subscriber good-bye (1001).
    void shutDown();

Q_SIGNALS:
    void subscriberCountChanged(qsizetype count);

private:
    void release(Subscriber *subscriber);

    qint64 allowance() const { return peerAllowance(m_held, m_options); }
    void write(Subscriber &subscriber, QByteArrayView frames);
    void count(Subscriber &subscriber);
    void dropLargest(qint64 untilHeld);
    void tellDropped(qint64 bytes);
    void drained(Subscriber &subscriber);
    void readOnLater(Subscriber &subscriber);
    void recover();

    void readLog();
    void deliverNew();
    void deliver(const Events &events);
    void catchAllUp();
    void deliverBatches();
    void deliverDueBatches();
    void armBatchTimer();
    void catchUp(Subscriber &subscriber);
    void receive(Subscriber &subscriber, const QByteArray &message);

    EventLog &m_log;
    const Store *m_store;
    const Handle m_handle;
    Acknowledger &m_acknowledger;
    const Clock &m_clock;
    const Estimates m_estimates;
    const FeedOptions &m_options;
    const CatchUp m_catchUp;
    EventCursor m_cursor;
    ByteBudget m_held; // for all of them
    std::unordered_map<Subscriber *, std::unique_ptr<Subscriber>> m_subscribers;
    qint64 m_dropped = 0; // since the last line of the log about that
    qint64 m_nextDropLogMs = 0;
    QTimer m_batchTimer;
    PeerTimer m_peerTimer;
};

} // namespace Procession
