// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feedplace.h"
#include "subscription.h"
#include "websocketpeer.h"

namespace Procession {

class Acknowledger;
class Store;
struct ProcessAnswer;

/// One client of the live feed: what it asked for, and where it stands in the log.
/// Threads: the server's. Owner: LiveFeed.
class Subscriber : public WebSocketPeer
{
    Q_OBJECT

public:
    Subscriber(WebSocketEnd end, Subscription subscription, const FeedOptions &options, ByteBudget &memory,
               const Clock &clock);

    const Subscription &subscription() const { return m_subscription; }
    const Channel &channel() const { return m_subscription.channel; }

    /// The unsent bytes, and the answers that wait for the store.
    qint64 toBeSent() const override { return unsent() + m_answersHeld; }

    /// Where it stands in the log.
    FeedPlace &place() { return m_place; }
    const FeedPlace &place() const { return m_place; }
    /// Whether it gets what is new in batches, and the earliest steady time of the next one.
    bool isBatched() const { return m_subscription.batch.count() > 0; }
    qint64 nextBatchMs() const { return m_nextBatchMs; }
    void setNextBatchMs(qint64 steadyMs) { m_nextBatchMs = steadyMs; }

    /// Sends the answer to one of the client's messages, once the log is committed as far as it confirms. Answers keep
    /// the order of the messages; answered() follows each. Acknowledger and store, which may be null, must outlive this.
    void answer(const ProcessAnswer &answer, Acknowledger &acknowledger, const Store *store);

Q_SIGNALS:
    /// An answer no longer waits for the store.
    void answered();

private:
    const Subscription m_subscription;
    FeedPlace m_place;
    qint64 m_nextBatchMs = 0;
    quint64 m_answersUpTo = 0; // the event that its last answer waits or waited for
    qint64 m_answersHeld = 0;  // bytes of its answers that wait for the store
};

} // namespace Procession
