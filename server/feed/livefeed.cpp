// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livefeed.h"

#include "acknowledger.h"
#include "clock.h"
#include "feedencoder.h"
#include "httpapi.h"
#include "processtracker.h"
#include "websocketframe.h"

#include <QHash>
#include <QLoggingCategory>

#include <algorithm>
#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcFeed, "procession.feed")

/// Events that are taken from the log in one go.
constexpr qsizetype eventsPerRead = 256;
/// About how many bytes of messages are written in one go, one message at least: what a subscriber's buffer may pass its
/// bound by.
constexpr qsizetype portionBytes = 128 * 1024;
/// About how many bytes one message of a batch takes, beside the last process in it.
constexpr qsizetype batchBytes = 1024 * 1024;
/// Processes in one page of a snapshot.
constexpr size_t processesPerPage = 200;
/// Portions that one subscriber may catch up by before others get their turn.
constexpr int catchUpRounds = 8;
/// A peer that doesn't read can't answer pings; it is waited for this many times longer.
constexpr int stalledTimeoutFactor = 10;
/// Before the feed goes on where there was no memory.
constexpr std::chrono::milliseconds recoveryPause{100};
/// Between two lines of the log about subscribers that were dropped.
constexpr std::chrono::seconds dropLogInterval{10};
/// What an answer that waits for the store takes beside its bytes.
constexpr qint64 answerOverhead = 300;

/// How many of the first entries make about `bytes` of messages; one at least, where there is one.
template <typename Entry>
size_t portionOf(std::span<const Entry> entries, qsizetype bytes)
{
    qsizetype size = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
        size += FeedEncoder::estimatedSize(entries[i]);
        if (size > bytes && i > 0)
            return i;
    }
    return entries.size();
}

/// How many of the first events make about `bytes` of messages with the latest state of each process; one at least.
size_t conflatedPortionOf(std::span<const Event> events, qsizetype bytes)
{
    QHash<ProcessId, qsizetype> sizes;
    qsizetype total = 0;
    for (size_t i = 0; i < events.size(); ++i) {
        const qsizetype size = FeedEncoder::estimatedSize(events[i]);
        total += size;
        if (events[i].process)
            total -= std::exchange(sizes[(*events[i].process)->id], size);
        if (total > bytes && i > 0)
            return i;
    }
    return events.size();
}

/// Subscribers of equal channels that stand at the same place get the same frames.
struct FramesKey
{
    Channel channel;
    quint64 position = 0;

    friend bool operator==(const FramesKey &a, const FramesKey &b) = default;
    friend size_t qHash(const FramesKey &key, size_t seed = 0) { return qHashMulti(seed, key.channel, key.position); }
};

/// The message that answers one of a client's.
QByteArray resultMessage(const ProcessAnswer &answer)
{
    QByteArray message;
    ObjectWriter object(message);
    object.ascii("type", "result"_L1);
    object.integer("status", answer.status);
    answer.write(object);
    object.close();
    return message;
}

} // namespace

LiveFeed::LiveFeed(ProcessTracker &tracker, EventLog &log, HttpApi &api, Acknowledger &acknowledger, const Clock &clock,
                   const FeedOptions &options, LogLineage lineage, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_log(log)
    , m_api(api)
    , m_acknowledger(acknowledger)
    , m_clock(clock)
    , m_options(options)
    , m_lineage(std::move(lineage))
    , m_cursor(log, this, EventCursor::Reads::Committed)
    , m_handshakes(
          [this](std::unique_ptr<QWebSocket> webSocket, ClientSocket &socket, const Subscription &subscription,
                 const QByteArray &ahead) {
              admit(std::make_unique<Subscriber>(std::move(webSocket), socket, subscription, m_options, m_clock),
                    ahead);
          },
          this)
    , m_held(options.maxFeedBuffer)
    , m_batchTimer(this)
    , m_peerTimer(this)
    , m_lastPingMs(clock.steadyMs())
{
    connect(&m_cursor, &EventCursor::available, this, &LiveFeed::readLog);
    m_batchTimer.setSingleShot(true);
    m_batchTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_batchTimer, &QTimer::timeout, this, &LiveFeed::deliverBatches);
    connect(&m_peerTimer, &QTimer::timeout, this, &LiveFeed::checkPeers);
    m_peerTimer.start(std::chrono::milliseconds(
        std::clamp<qint64>(std::min(m_options.pingInterval, m_options.deadPeerTimeout).count() / 4, 10, 5000)));
}

LiveFeed::~LiveFeed() = default;

bool LiveFeed::isFull() const
{
    return subscriberCount() + m_handshakes.count() >= m_options.maxSubscribers;
}

void LiveFeed::admit(std::unique_ptr<Subscriber> owned, const QByteArray &ahead)
{
    Subscriber &subscriber = *owned;
    subscriber.counted = ByteBudget::Share(m_held);
    m_subscribers.emplace(&subscriber, std::move(owned));
    // Queued, since the subscriber may be in the middle of a write.
    connect(
        &subscriber, &Subscriber::disconnected, this, [this, key = &subscriber] { release(key); },
        Qt::QueuedConnection);
    connect(&subscriber, &Subscriber::drained, this, [this, &subscriber] { drained(subscriber); });
    connect(&subscriber, &Subscriber::received, this, [this, &subscriber] { count(subscriber); });
    connect(&subscriber, &Subscriber::messageReceived, this,
            [this, &subscriber](const QByteArray &message) { receive(subscriber, message); });

    const Subscription &wanted = subscriber.subscription();
    const quint64 head = m_log.committed();
    if (wanted.since) {
        subscriber.position = wanted.since->seq;
        const auto &[epoch, seq] = *wanted.since;
        if (!m_lineage.includes(epoch, seq) || seq > head || m_log.read(seq, 1).lost) {
            reset(subscriber);
        } else if (epoch != m_lineage.epoch()) {
            QByteArray frames;
            FeedEncoder::appendResumed(frames, seq, m_lineage.epoch());
            subscriber.write(frames);
        }
    } else if (wanted.snapshot) {
        startSnapshot(subscriber);
    } else {
        subscriber.position = head;
    }
    Q_EMIT subscriberCountChanged(subscriberCount());
    catchUp(subscriber);
    subscriber.begin(ahead);
}

void LiveFeed::release(Subscriber *subscriber)
{
    if (m_subscribers.erase(subscriber) > 0)
        Q_EMIT subscriberCountChanged(subscriberCount());
}

/// Bytes that may wait for one subscriber before it gets no more. Half of them must be gone before it goes on.
qint64 LiveFeed::allowance() const
{
    const qint64 most = m_options.maxSubscriberBuffer;
    return std::clamp(m_held.limit() - m_held.used(), std::min(leastAllowance, most), most);
}

void LiveFeed::write(Subscriber &subscriber, QByteArrayView frames)
{
    subscriber.write(frames);
    count(subscriber);
}

void LiveFeed::count(Subscriber &subscriber)
{
    subscriber.counted.set(subscriber.owed());
    if (m_held.used() > 2 * m_held.limit())
        dropLargest(2 * m_held.limit());
}

/// Drops those for whom the most bytes are held. With `since` they go on where they were.
void LiveFeed::dropLargest(qint64 untilHeld)
{
    while (m_held.used() > untilHeld) {
        const auto largest = std::max_element(m_subscribers.begin(), m_subscribers.end(), [](auto &a, auto &b) {
            return a.second->counted.bytes() < b.second->counted.bytes();
        });
        if (largest == m_subscribers.end() || largest->second->counted.bytes() == 0)
            return;
        Subscriber &subscriber = *largest->second;
        tellDropped(subscriber.counted.bytes());
        subscriber.live = false;
        subscriber.abort();
        subscriber.counted = {}; // it owes nothing any more, whatever comes until it is released
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
    if (!subscriber.live)
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
        if (subscriber->subscription().batch.count() == 0 && subscriber->position < m_cursor.position())
            subscriber->live = false;
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
    const EventLog::Batch batch = m_cursor.take(eventsPerRead);
    if (batch.lost) {
        // The feed itself fell off the ring: everyone goes on from where they stand, which finds the loss.
        m_cursor.seek(m_log.committed());
        for (auto &[subscriber, owned] : m_subscribers)
            subscriber->live = false;
        catchAllUp();
        return;
    }
    for (std::span<const Event> events(batch.events); !events.empty();) {
        const size_t size = portionOf(events, portionBytes);
        deliver(events.first(size));
        events = events.subspan(size);
    }
    // A snapshot waits until all that it holds is committed.
    for (auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->backlogSeq && !subscriber->live)
            catchUp(*subscriber);
    }
}

void LiveFeed::catchAllUp()
{
    for (auto &[subscriber, owned] : m_subscribers) {
        if (!subscriber->live)
            catchUp(*subscriber);
    }
}

void LiveFeed::deliver(std::span<const Event> events)
{
    const quint64 first = events.front().seq;
    const quint64 last = events.back().seq;
    // The same frames serve all who asked for the same and stand at the same place; most do as the one before them.
    QHash<FramesKey, QByteArray> encoded;
    const Channel *channel = nullptr;
    quint64 position = 0;
    QByteArray frames;
    bool anyBatch = false;

    for (auto &[subscriber, owned] : m_subscribers) {
        if (!subscriber->live || subscriber->position >= last)
            continue;
        if (subscriber->subscription().batch.count() > 0) {
            anyBatch = true;
            continue;
        }
        if (subscriber->unsent() > allowance()) {
            subscriber->live = false;
            subscriber->conflated = true;
            continue;
        }
        const quint64 from = std::max(subscriber->position, first - 1);
        if (!channel || from != position || subscriber->channel() != *channel) {
            channel = &subscriber->channel();
            position = from;
            auto known = encoded.constFind({*channel, position});
            if (known == encoded.cend()) {
                QByteArray bytes;
                for (const Event &event : events.subspan(from + 1 - first))
                    FeedEncoder::appendEvent(bytes, event, *channel);
                known = encoded.insert({*channel, position}, bytes);
            }
            frames = *known;
        }
        subscriber->position = last;
        if (!frames.isEmpty())
            write(*subscriber, frames);
    }
    if (anyBatch && !m_batchTimer.isActive())
        armBatchTimer();
}

void LiveFeed::armBatchTimer()
{
    std::optional<qint64> earliest;
    for (const auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->live && subscriber->subscription().batch.count() > 0
            && subscriber->position < m_cursor.position())
            earliest = std::min(earliest.value_or(subscriber->nextBatchMs), subscriber->nextBatchMs);
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

    for (auto &[subscriber, owned] : m_subscribers) {
        const std::chrono::milliseconds interval = subscriber->subscription().batch;
        if (!subscriber->live || interval.count() == 0 || subscriber->position >= last || subscriber->nextBatchMs > now)
            continue;
        if (subscriber->unsent() > allowance()) {
            subscriber->live = false; // goes on when its socket has drained; a batch is conflated anyway
            continue;
        }
        auto batch = encoded.constFind({subscriber->channel(), subscriber->position});
        if (batch == encoded.cend()) {
            const EventLog::Batch read =
                m_log.read(subscriber->position, static_cast<qsizetype>(last - subscriber->position));
            if (read.lost) {
                subscriber->live = false;
                reset(*subscriber);
                catchUp(*subscriber);
                continue;
            }
            const auto events = std::span(read.events).first(conflatedPortionOf(read.events, batchBytes));
            Batch made{{}, events.back().seq};
            FeedEncoder::appendUpdates(made.frames, events, made.last, subscriber->channel());
            batch = encoded.insert({subscriber->channel(), subscriber->position}, made);
        }
        subscriber->position = batch->last;
        if (batch->last == last) // otherwise the rest of it follows
            subscriber->nextBatchMs = now + interval.count();
        if (!batch->frames.isEmpty())
            write(*subscriber, batch->frames);
    }
}

void LiveFeed::startSnapshot(Subscriber &subscriber)
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const ProcessFilter &filter = subscriber.channel().filter;
    std::erase_if(snapshot.processes, [&filter](const ProcessPtr &process) { return !filter.matches(**process); });
    subscriber.backlog = std::move(snapshot.processes);
    subscriber.backlogAt = 0;
    subscriber.backlogSeq = snapshot.seq;
    subscriber.backlogIsSnapshot = true;
    if (subscriber.channel().full)
        subscriber.registry = std::move(snapshot.registry);
}

void LiveFeed::reset(Subscriber &subscriber)
{
    if (subscriber.subscription().keepsList()) {
        QByteArray frames;
        FeedEncoder::appendReset(frames);
        write(subscriber, frames);
        startSnapshot(subscriber);
        return;
    }
    // A plain subscriber knows no snapshots; it is told the state of each process that changed meanwhile.
    const ProcessFilter &filter = subscriber.channel().filter;
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::erase_if(snapshot.processes, [&](const ProcessPtr &process) {
        return (*process)->seq <= subscriber.position || !filter.matches(**process);
    });
    std::sort(snapshot.processes.begin(), snapshot.processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->seq < (*b)->seq; });
    subscriber.backlog = std::move(snapshot.processes);
    subscriber.backlogAt = 0;
    subscriber.backlogSeq = snapshot.seq;
    subscriber.backlogIsSnapshot = false;
}

void LiveFeed::catchUp(Subscriber &subscriber)
{
    for (int turn = 0; turn < catchUpRounds; ++turn) {
        if (subscriber.unsent() > allowance() / 2)
            return; // goes on when that is drained
        if (subscriber.backlogSeq) {
            if (*subscriber.backlogSeq > m_log.committed())
                return; // goes on when that is committed
            writeBacklog(subscriber);
        } else if (subscriber.position >= m_cursor.position() || subscriber.subscription().batch.count() > 0) {
            subscriber.live = true;
            subscriber.conflated = false;
            if (subscriber.subscription().batch.count() > 0 && !m_batchTimer.isActive())
                armBatchTimer();
            return;
        } else if (!writeFromLog(subscriber)) {
            reset(subscriber);
        }
    }
    QTimer::singleShot(0, &subscriber, [this, &subscriber] {
        if (!subscriber.live)
            catchUp(subscriber);
    });
}

void LiveFeed::writeBacklog(Subscriber &subscriber)
{
    const Channel &channel = subscriber.channel();
    std::span<const ProcessPtr> page = std::span<const ProcessPtr>(subscriber.backlog).subspan(subscriber.backlogAt);
    page = page.first(std::min(processesPerPage, page.size()));
    page = page.first(portionOf(page, portionBytes));
    subscriber.backlogAt += page.size();
    const bool more = subscriber.backlogAt < subscriber.backlog.size();

    QByteArray frames;
    if (subscriber.backlogIsSnapshot) {
        const std::optional<TypeRegistry> registry = std::exchange(subscriber.registry, std::nullopt);
        FeedEncoder::appendSnapshot(
            frames, {page, *subscriber.backlogSeq, m_lineage.epoch(), more, registry ? &*registry : nullptr}, channel);
    } else {
        std::vector<Event> events;
        events.reserve(page.size());
        for (const ProcessPtr &process : page)
            events.push_back({(*process)->seq, EventKind::Reported, (*process)->updatedAt, {}, process});
        if (subscriber.subscription().batch.count() > 0) {
            if (!events.empty())
                FeedEncoder::appendUpdates(frames, events, events.back().seq, channel);
        } else {
            for (const Event &event : events)
                FeedEncoder::appendEvent(frames, event, channel);
        }
    }
    if (!more) {
        subscriber.position = *subscriber.backlogSeq;
        subscriber.backlog = {};
        subscriber.backlogSeq.reset();
    }
    if (!frames.isEmpty())
        write(subscriber, frames);
}

bool LiveFeed::writeFromLog(Subscriber &subscriber)
{
    const auto behind = static_cast<qsizetype>(m_cursor.position() - subscriber.position);
    const EventLog::Batch batch = m_log.read(subscriber.position, std::min(behind, eventsPerRead));
    if (batch.lost)
        return false;

    const Channel &channel = subscriber.channel();
    const auto events = std::span(batch.events).first(portionOf<Event>(batch.events, portionBytes));
    QByteArray frames;
    for (const Event &event : events) {
        if (subscriber.conflated && event.process && !endsTracking(event.kind)) {
            // Where the process has changed again, that later event is met further on. How one that is no longer
            // known had ended is told in any case: nothing later does. So is that it left the list.
            const ProcessPtr current = m_tracker.find((*event.process)->id);
            if (current ? (*current)->seq != event.seq : isLive(**event.process)) {
                FeedEncoder::appendLeave(frames, event, channel);
                continue;
            }
        }
        FeedEncoder::appendEvent(frames, event, channel);
    }
    subscriber.position = events.back().seq;
    if (!frames.isEmpty())
        write(subscriber, frames);
    return true;
}

void LiveFeed::receive(Subscriber &subscriber, const QByteArray &message)
{
    try {
        answer(subscriber, m_api.handleLine(message, subscriber.subscription().origin));
    } catch (const std::bad_alloc &) {
        qCWarning(lcFeed, "there is no memory for a subscriber's message; dropping it");
        subscriber.abort();
    }
    count(subscriber);
    if (subscriber.toBeSent() > allowance())
        subscriber.setReading(false);
}

void LiveFeed::answer(Subscriber &subscriber, const ProcessAnswer &answer)
{
    // In order: an answer that confirms nothing does not overtake one that waits.
    subscriber.answersUpTo = std::max(subscriber.answersUpTo, answer.afterSeq());
    const QByteArray message = resultMessage(answer);
    const qint64 held = message.size() + answerOverhead;
    subscriber.answersHeld += held;
    m_acknowledger.whenCommitted(subscriber.answersUpTo,
                                 [this, self = QPointer(&subscriber), message, confirms = answer.afterSeq() > 0,
                                  held](Acknowledger::Outcome outcome) {
                                     if (!self)
                                         return;
                                     self->answersHeld -= held;
                                     const bool isStored = outcome == Acknowledger::Outcome::Committed || !confirms;
                                     QByteArray frame;
                                     appendTextFrame(frame, isStored ? message : resultMessage(m_api.notStored()));
                                     write(*self, frame);
                                     readOnLater(*self);
                                 });
}

void LiveFeed::checkPeers()
{
    const qint64 now = m_clock.steadyMs();
    const bool pings = now - m_lastPingMs >= m_options.pingInterval.count();
    if (pings)
        m_lastPingMs = now;
    for (auto &[subscriber, owned] : m_subscribers) {
        const qint64 patience =
            m_options.deadPeerTimeout.count() * (subscriber->toBeSent() > 0 ? stalledTimeoutFactor : 1);
        if (now - subscriber->lastSeenMs() > patience)
            subscriber->abort();
        else if (pings)
            subscriber->ping(now);
    }
}

void LiveFeed::shutDown()
{
    for (auto &[subscriber, owned] : m_subscribers)
        subscriber->close(QWebSocketProtocol::CloseCodeGoingAway, u"The server is shutting down."_s);
}

} // namespace Procession
