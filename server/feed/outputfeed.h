// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "outputsubscriber.h"

#include <QHash>

#include <unordered_map>

namespace Procession {

class OutputStore;
class WorkPool;

/// Sends the output of attempts to those who follow it, as it comes, or how it stands.
///
/// Bytes are read from the store, and printed as frames, in threads that may wait for the disk: the server's own only
/// passes them on. A client gets the next portion once it has taken most of the last one, so that it costs a portion of
/// memory, however slow it is: up to `maxSubscriberBuffer`, or less where all of them together come near to
/// `maxFeedBuffer`. One that had all there was, and then falls behind by more than `maxBehind`, is skipped forward and
/// told so.
///
/// What becomes of the attempt is read from the log with one cursor, where it is committed.
/// Threads: the server's. Owner: Server.
class OutputFeed : public QObject
{
    Q_OBJECT

public:
    /// Bytes that a client which follows live may be behind, and those that it gets after it was skipped forward.
    static constexpr qint64 maxBehind = 8 * 1024 * 1024;
    static constexpr qint64 sentAfterSkip = 256 * 1024;

    /// All must outlive this, and the work that it has given to `pool`; `archive` may be null.
    OutputFeed(const ProcessTracker &tracker, const Archive *archive, OutputStore &store, WorkPool &pool,
               const Clock &clock, const FeedOptions &options, QObject *parent = nullptr);
    ~OutputFeed() override;

    qsizetype subscriberCount() const { return static_cast<qsizetype>(m_subscribers.size()); }

    /// Takes a client that was let in.
    void add(WebSocketEnd end, const OutputSubscription &wanted);
    /// Tells everyone good-bye (1001).
    void shutDown();

Q_SIGNALS:
    void subscriberCountChanged();

private:
    struct Beginning;
    struct Portion;

    void release(OutputSubscriber *subscriber);
    void lookUp(OutputSubscriber &subscriber);
    void begin(OutputSubscriber &subscriber, const Beginning &beginning);
    void noteMore(OutputSubscriber &subscriber);
    void goOn(OutputSubscriber &subscriber);
    void readOn(OutputSubscriber &subscriber);
    void send(OutputSubscriber &subscriber, const Portion &portion);
    void write(OutputSubscriber &subscriber, QByteArrayView frames);
    void end(OutputSubscriber &subscriber, const Refusal &refusal);

    void readLog();
    void note(OutputSubscriber &subscriber, const ProcessPtr &process);

    const ProcessTracker &m_tracker;
    const AttemptLookup m_attempts;
    OutputStore &m_store;
    WorkPool &m_pool;
    const Clock &m_clock;
    const FeedOptions &m_options;
    ByteBudget m_held; // for all of them
    EventCursor m_cursor;
    PeerTimer m_peerTimer;
    std::unordered_map<OutputSubscriber *, std::unique_ptr<OutputSubscriber>> m_subscribers;
    QHash<ProcessId, QList<OutputSubscriber *>> m_ofProcess;
};

} // namespace Procession
