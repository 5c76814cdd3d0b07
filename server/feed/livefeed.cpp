// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livefeed.h"

#include "acknowledger.h"
#include "clock.h"
#include "feedencoder.h"

#include <QHash>
#include <QLoggingCategory>

#include <algorithm>
#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcFeed, "procession.feed")

/// Portions that one subscriber may catch up by before others get their turn.
constexpr int catchUpRounds = 8;
/// Before the feed goes on where there was no memory.
constexpr std::chrono::milliseconds recoveryPause{100};
/// Between two lines of the log about subscribers that were dropped.
constexpr std::chrono::seconds dropLogInterval{10};

/// Subscribers of equal channels that stand at the same place get the same frames.
struct FramesKey
{
    Channel channel;
    quint64 position = 0;

    friend bool operator==(const FramesKey &a, const FramesKey &b) = default;
    friend size_t qHash(const FramesKey &key, size_t seed = 0) { return qHashMulti(seed, key.channel, key.position); }
};

} // namespace

LiveFeed::LiveFeed(const ProcessTracker &tracker, EventLog &log, const Store *store, Handle handle,
                   Acknowledger &acknowledger, const Clock &clock, const Estimates &estimates,
                   const FeedOptions &options, LogLineage lineage, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_store(store)
    , m_handle(std::move(handle))
    , m_acknowledger(acknowledger)
    , m_clock(clock)
    , m_estimates(estimates)
    , m_options(options)
    , m_catchUp(tracker, log, estimates, std::move(lineage))
    , m_cursor(log, this, EventCursor::Reads::Committed)
    , m_held(options.maxFeedBuffer)
    , m_batchTimer(this)
    , m_peerTimer(options, clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &LiveFeed::readLog);
    m_batchTimer.setSingleShot(true);
    m_batchTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_batchTimer, &QTimer::timeout, this, &LiveFeed::deliverBatches);
    connect(&m_peerTimer, &PeerTimer::due, this, [this](qint64 nowMs, bool pings) {
        for (auto &[subscriber, owned] : m_subscribers)
            subscriber->checkAlive(nowMs, pings);
    });
}

LiveFeed::~LiveFeed() = default;

void LiveFeed::add(WebSocketEnd end, const Subscription &subscription)
{
    auto owned = std::make_unique<Subscriber>(std::move(end), subscription, m_options, m_held, m_clock);
    Subscriber &subscriber = *owned;
    m_subscribers.emplace(&subscriber, std::move(owned));
    // Queued, since the subscriber may be in the middle of a write.
    connect(
        &subscriber, &Subscriber::disconnected, this, [this, key = &subscriber] { release(key); },
        Qt::QueuedConnection);
    connect(&subscriber, &Subscriber::drained, this, [this, &subscriber] { drained(subscriber); });
    connect(&subscriber, &Subscriber::answered, this, [this, &subscriber] {
        count(subscriber);
        readOnLater(subscriber);
    });
    connect(&subscriber, &Subscriber::received, this, [this, &subscriber] { count(subscriber); });
    connect(&subscriber, &Subscriber::messageReceived, this,
            [this, &subscriber](const QByteArray &message) { receive(subscriber, message); });

    write(subscriber, m_catchUp.begin(subscriber.place(), subscription));
    Q_EMIT subscriberCountChanged(subscriberCount());
    catchUp(subscriber);
    subscriber.begin();
}

void LiveFeed::release(Subscriber *subscriber)
{
    if (m_subscribers.erase(subscriber) > 0)
        Q_EMIT subscriberCountChanged(subscriberCount());
}

void LiveFeed::write(Subscriber &subscriber, QByteArrayView frames)
{
    if (frames.isEmpty())
        return;
    subscriber.write(frames);
    count(subscriber);
}

void LiveFeed::count(Subscriber &subscriber)
{
    subscriber.countOwed();
    if (m_held.used() > 2 * m_held.limit())
        dropLargest(2 * m_held.limit());
}

/// Drops those for whom the most bytes are held. With `since` they go on where they were.
void LiveFeed::dropLargest(qint64 untilHeld)
{
    while (m_held.used() > untilHeld) {
        const auto largest = std::max_element(m_subscribers.begin(), m_subscribers.end(), [](auto &a, auto &b) {
            return a.second->counted() < b.second->counted();
        });
        if (largest == m_subscribers.end() || largest->second->counted() == 0)
            return;
        Subscriber &subscriber = *largest->second;
        tellDropped(subscriber.counted());
        subscriber.place().fallBehind();
        subscriber.abort();
    }
}

/// Logs it, at a bounded rate: clients decide how often it happens.
void LiveFeed::tellDropped(qint64 bytes)
{
    ++m_dropped;
    const qint64 now = m_clock.steadyMs();
    if (m_nextDropLogMs > now)
        return;
    qCWarning(lcFeed,
              "dropped %lld subscribers, the last one for %lld bytes: all together hold more than twice "
              "max_feed_buffer",
              static_cast<long long>(std::exchange(m_dropped, 0)), static_cast<long long>(bytes));
    m_nextDropLogMs = now + std::chrono::milliseconds(dropLogInterval).count();
}

void LiveFeed::drained(Subscriber &subscriber)
{
    count(subscriber);
    readOnLater(subscriber);
    if (!subscriber.place().isLive())
        catchUp(subscriber);
}

/// Reads the client's messages again where that was stopped and it has taken its answers.
void LiveFeed::readOnLater(Subscriber &subscriber)
{
    if (!subscriber.isReading() && subscriber.toBeSent() <= allowance() / 2)
        subscriber.setReading(true);
}

/// There was no memory: lets go of half of what is held. Everyone else goes on from where they stand.
void LiveFeed::recover()
{
    qCWarning(lcFeed, "there is no memory for the feed; dropping those who read slowest");
    dropLargest(m_held.used() / 2);
    for (auto &[subscriber, owned] : m_subscribers) {
        if (!subscriber->isBatched() && subscriber->place().position() < m_cursor.position())
            subscriber->place().fallBehind();
    }
    QTimer::singleShot(recoveryPause, this, &LiveFeed::catchAllUp);
}

void LiveFeed::readLog()
{
    try {
        deliverNew();
    } catch (const std::bad_alloc &) {
        recover();
    }
}

void LiveFeed::deliverNew()
{
    const EventLog::Batch batch = m_cursor.take(FeedEncoder::eventsPerRead);
    if (batch.lost) {
        // The feed itself fell off the ring: everyone goes on from where they stand, which finds the loss.
        m_cursor.seek(m_log.committed());
        for (auto &[subscriber, owned] : m_subscribers)
            subscriber->place().fallBehind();
        catchAllUp();
        return;
    }
    for (Events events = batch.events; !events.empty();) {
        const size_t size = FeedEncoder::portionOf(events);
        deliver(events.first(size));
        events = events.from(size);
    }
    // A snapshot waits until all that it holds is committed.
    for (auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->place().backlog() && !subscriber->place().isLive())
            catchUp(*subscriber);
    }
}

void LiveFeed::catchAllUp()
{
    for (auto &[subscriber, owned] : m_subscribers) {
        if (!subscriber->place().isLive())
            catchUp(*subscriber);
    }
}

void LiveFeed::deliver(const Events &events)
{
    const quint64 first = events.front().seq;
    const quint64 last = events.back().seq;
    // The same frames serve all who asked for the same and stand at the same place; most do as the one before them.
    QHash<FramesKey, QByteArray> encoded;
    EventEstimates estimates(m_estimates);
    const Channel *channel = nullptr;
    quint64 position = 0;
    QByteArray frames;
    bool anyBatch = false;

    for (auto &[subscriber, owned] : m_subscribers) {
        FeedPlace &place = subscriber->place();
        if (!place.isLive() || place.position() >= last)
            continue;
        if (subscriber->isBatched()) {
            anyBatch = true;
            continue;
        }
        if (subscriber->unsent() > allowance()) {
            place.conflate();
            continue;
        }
        const quint64 from = std::max(place.position(), first - 1);
        if (!channel || from != position || subscriber->channel() != *channel) {
            channel = &subscriber->channel();
            position = from;
            auto known = encoded.constFind({*channel, position});
            if (known == encoded.cend()) {
                QByteArray bytes;
                for (const Event &event : events.from(from + 1 - first))
                    FeedEncoder::appendEvent(bytes, event, *channel, estimates);
                known = encoded.insert({*channel, position}, bytes);
            }
            frames = *known;
        }
        place.moveTo(last);
        write(*subscriber, frames);
    }
    if (anyBatch && !m_batchTimer.isActive())
        armBatchTimer();
}

void LiveFeed::armBatchTimer()
{
    std::optional<qint64> earliest;
    for (const auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->place().isLive() && subscriber->isBatched()
            && subscriber->place().position() < m_cursor.position())
            earliest = std::min(earliest.value_or(subscriber->nextBatchMs()), subscriber->nextBatchMs());
    }
    if (earliest)
        m_batchTimer.start(static_cast<int>(std::max<qint64>(0, *earliest - m_clock.steadyMs())));
}

void LiveFeed::deliverBatches()
{
    try {
        deliverDueBatches();
    } catch (const std::bad_alloc &) {
        recover();
    }
    armBatchTimer();
}

void LiveFeed::deliverDueBatches()
{
    struct Batch
    {
        QByteArray frames;
        quint64 last = 0; // where the reader stands afterwards
    };
    const qint64 now = m_clock.steadyMs();
    const quint64 last = m_cursor.position();
    QHash<FramesKey, Batch> encoded;
    EventEstimates estimates(m_estimates);

    for (auto &[subscriber, owned] : m_subscribers) {
        FeedPlace &place = subscriber->place();
        if (!subscriber->isBatched() || !place.isLive() || place.position() >= last || subscriber->nextBatchMs() > now)
            continue;
        if (subscriber->unsent() > allowance()) {
            place.fallBehind(); // goes on when its socket has drained; a batch is conflated anyway
            continue;
        }
        auto batch = encoded.constFind({subscriber->channel(), place.position()});
        if (batch == encoded.cend()) {
            const EventLog::Batch read = m_log.read(place.position(), static_cast<qsizetype>(last - place.position()));
            if (read.lost) {
                write(*subscriber, m_catchUp.reset(place, subscriber->subscription()));
                catchUp(*subscriber);
                continue;
            }
            const Events events = read.events.first(FeedEncoder::conflatedPortionOf(read.events));
            Batch made{{}, events.back().seq};
            FeedEncoder::appendUpdates(made.frames, events, made.last, subscriber->channel(), estimates);
            batch = encoded.insert({subscriber->channel(), place.position()}, made);
        }
        place.moveTo(batch->last);
        if (batch->last == last) // otherwise the rest of it follows
            subscriber->setNextBatchMs(now + subscriber->subscription().batch.count());
        write(*subscriber, batch->frames);
    }
}

void LiveFeed::catchUp(Subscriber &subscriber)
{
    FeedPlace &place = subscriber.place();
    for (int round = 0; round < catchUpRounds; ++round) {
        if (subscriber.unsent() > allowance() / 2)
            return; // goes on when that is drained
        if (place.backlog()) {
            if (place.backlog()->seq > m_log.committed())
                return; // goes on when that is committed
        } else if (place.position() >= m_cursor.position() || subscriber.isBatched()) {
            place.goLive();
            if (subscriber.isBatched() && !m_batchTimer.isActive())
                armBatchTimer();
            return;
        }
        write(subscriber, m_catchUp.next(place, subscriber.subscription(), m_cursor.position()));
    }
    QTimer::singleShot(0, &subscriber, [this, &subscriber] {
        if (!subscriber.place().isLive())
            catchUp(subscriber);
    });
}

void LiveFeed::receive(Subscriber &subscriber, const QByteArray &message)
{
    try {
        subscriber.answer(m_handle(message, subscriber.subscription().origin), m_acknowledger, m_store);
    } catch (const std::bad_alloc &) {
        qCWarning(lcFeed, "there is no memory for a subscriber's message; dropping it");
        subscriber.abort();
    }
    count(subscriber);
    if (subscriber.toBeSent() > allowance())
        subscriber.setReading(false);
}

void LiveFeed::shutDown()
{
    for (auto &[subscriber, owned] : m_subscribers)
        subscriber->close(QWebSocketProtocol::CloseCodeGoingAway, u"The server is shutting down."_s);
}

} // namespace Procession
