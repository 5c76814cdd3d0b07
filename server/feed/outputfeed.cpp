// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputfeed.h"

#include "clock.h"
#include "outputframes.h"
#include "outputstore.h"
#include "processtracker.h"
#include "workpool.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Bytes of output that are read for a client in one go, and the records that they may make.
constexpr qint64 portionBytes = 128 * 1024;
constexpr size_t portionRecords = 4096;
/// Before it is tried again, where too much is being read for others.
constexpr std::chrono::milliseconds busyPause{100};
/// Between two messages of how an output stands.
constexpr std::chrono::milliseconds extentPause{40};

} // namespace

/// Where a client begins.
struct OutputFeed::Beginning
{
    std::optional<Refusal> refusal{};
    FoundAttempt found{};
    qint64 offset = 0;
    qint64 length = 0;

    static Beginning lookUp(const AttemptLookup &attempts, OutputStore &store, const OutputSubscription &wanted)
    {
        const auto found = attempts.find(wanted.process, wanted.attempt);
        if (!found)
            return {.refusal = found.error()};
        const auto extent = store.extent(found->key());
        if (!extent)
            return {.refusal = Refusal(extent.error())};
        const auto offset =
            wanted.tail ? store.offsetOfTail(found->key(), *wanted.tail) : Result<qint64>(wanted.offset.value_or(0));
        if (!offset)
            return {.refusal = Refusal(offset.error())};
        if (*offset > extent->length) {
            return {
                .refusal = Refusal(
                    {ErrorCode::InvalidField,
                     u"The output has %1 bytes; an offset is 0 to that, and not %2."_s.arg(extent->length).arg(*offset),
                     u"offset"_s})};
        }
        return {.found = *found, .offset = *offset, .length = extent->length};
    }
};

/// What a client gets next, as frames.
struct OutputFeed::Portion
{
    std::optional<Refusal> refusal{};
    QByteArray frames{};
    qint64 next = 0;
    bool hasMore = false;

    static Portion read(OutputStore &store, const OutputKey &key, qint64 offset, qint64 limit, bool maySkip)
    {
        auto slice = store.read(key, offset, limit);
        if (slice && maySkip && slice->extent.length - offset > maxBehind)
            slice = store.read(key, slice->extent.length - sentAfterSkip, limit);
        if (!slice)
            return {.refusal = Refusal(slice.error())};
        OutputBytes &content = slice->content;
        if (content.runs.size() > portionRecords)
            content = content.part(content.offset, content.runs[portionRecords].offset);
        Portion portion{.next = slice->next()};
        if (content.offset > offset)
            OutputFrames::appendSkipped(portion.frames, {offset, content.offset});
        if (!content.bytes.isEmpty())
            OutputFrames::appendBytes(portion.frames, content);
        // Where nothing came though there is more, that can't be read: the next append has it tried again.
        portion.hasMore = portion.next < slice->extent.length && portion.next > offset;
        return portion;
    }

    static Portion measure(OutputStore &store, const OutputKey &key)
    {
        const auto extent = store.extent(key);
        if (!extent)
            return {.refusal = Refusal(extent.error())};
        Portion portion{.next = extent->length};
        OutputFrames::appendExtent(portion.frames, key.attempt, *extent);
        return portion;
    }
};

OutputFeed::OutputFeed(const ProcessTracker &tracker, const Archive *archive, OutputStore &store, WorkPool &pool,
                       const Clock &clock, const FeedOptions &options, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_attempts(tracker, archive)
    , m_store(store)
    , m_pool(pool)
    , m_clock(clock)
    , m_options(options)
    , m_held(options.maxFeedBuffer)
    , m_cursor(tracker.log(), this, EventCursor::Reads::Committed)
    , m_peerTimer(options, clock, this)
{
    connect(&m_cursor, &EventCursor::available, this, &OutputFeed::readLog);
    connect(&m_peerTimer, &PeerTimer::due, this, [this](qint64 nowMs, bool pings) {
        for (auto &[subscriber, owned] : m_subscribers)
            subscriber->checkAlive(nowMs, pings);
    });
}

OutputFeed::~OutputFeed() = default;

void OutputFeed::add(WebSocketEnd end, const OutputSubscription &wanted)
{
    auto owned = std::make_unique<OutputSubscriber>(std::move(end), wanted, m_options, m_held, m_clock);
    OutputSubscriber &subscriber = *owned;
    m_subscribers.emplace(&subscriber, std::move(owned));
    m_ofProcess[wanted.process].append(&subscriber);
    // Queued, since it may be in the middle of a write.
    connect(
        &subscriber, &WebSocketPeer::disconnected, this, [this, key = &subscriber] { release(key); },
        Qt::QueuedConnection);
    connect(&subscriber, &WebSocketPeer::drained, this, [this, &subscriber] {
        subscriber.countOwed();
        goOn(subscriber);
    });
    connect(&subscriber, &WebSocketPeer::received, this, [&subscriber] { subscriber.countOwed(); });
    connect(&subscriber, &WebSocketPeer::messageReceived, this, [&subscriber] {
        subscriber.close(QWebSocketProtocol::CloseCodePolicyViolated,
                         u"Nothing is taken here; reports go to /ws/processes."_s);
    });
    Q_EMIT subscriberCountChanged();
    lookUp(subscriber);
    subscriber.begin();
}

void OutputFeed::release(OutputSubscriber *subscriber)
{
    const auto it = m_subscribers.find(subscriber);
    if (it == m_subscribers.end())
        return;
    const auto those = m_ofProcess.find(subscriber->wanted.process);
    those->removeOne(subscriber);
    if (those->isEmpty())
        m_ofProcess.erase(those);
    m_subscribers.erase(it);
    Q_EMIT subscriberCountChanged();
}

void OutputFeed::lookUp(OutputSubscriber &subscriber)
{
    if (m_pool.isFull()) {
        QTimer::singleShot(busyPause, &subscriber, [this, &subscriber] { lookUp(subscriber); });
        return;
    }
    m_pool.run(
        this,
        [&attempts = m_attempts, &store = m_store, wanted = subscriber.wanted] {
            return Beginning::lookUp(attempts, store, wanted);
        },
        [this, it = QPointer(&subscriber)](const Beginning &beginning) {
            if (it)
                begin(*it, beginning);
        });
}

void OutputFeed::begin(OutputSubscriber &subscriber, const Beginning &beginning)
{
    if (beginning.refusal) {
        end(subscriber, *beginning.refusal);
        return;
    }
    OutputPlace place;
    place.key = beginning.found.key();
    place.offset = beginning.offset;
    place.isOver = beginning.found.isOver();
    place.toldAttempt = beginning.found.attempt;
    QByteArray frame;
    OutputFrames::appendBegin(frame, place.key.attempt, place.offset, beginning.length);
    write(subscriber, frame);
    subscriber.place = place;
    subscriber.follower = std::make_unique<OutputFollower>(m_store, place.key);
    connect(subscriber.follower.get(), &OutputFollower::available, &subscriber, [this, &subscriber] {
        const std::chrono::milliseconds pause = subscriber.wanted.wantsExtents ? extentPause : 0ms;
        if (pause == 0ms)
            noteMore(subscriber);
        else
            QTimer::singleShot(pause, &subscriber, [this, &subscriber] { noteMore(subscriber); });
    });
    // It may have gone on since it was looked up.
    note(subscriber, beginning.found.isTracked ? m_tracker.find(subscriber.wanted.process) : beginning.found.process);
}

void OutputFeed::noteMore(OutputSubscriber &subscriber)
{
    if (!subscriber.place)
        return;
    subscriber.place->hasMore = true;
    goOn(subscriber);
}

/// Sends the next bytes, where there are some and the client has taken most of the last ones.
void OutputFeed::goOn(OutputSubscriber &subscriber)
{
    if (!subscriber.place || subscriber.isBeingRead || subscriber.unsent() > peerAllowance(m_held, m_options) / 2)
        return;
    OutputPlace &place = *subscriber.place;
    if (place.hasMore) {
        readOn(subscriber);
        return;
    }
    place.wasLive = true;
    if (place.isOver && place.toldOver != place.offset) {
        place.toldOver = place.offset;
        QByteArray frame;
        OutputFrames::appendComplete(frame, place.offset);
        write(subscriber, frame);
    }
}

void OutputFeed::readOn(OutputSubscriber &subscriber)
{
    if (m_pool.isFull()) {
        QTimer::singleShot(busyPause, &subscriber, [this, &subscriber] { goOn(subscriber); });
        return;
    }
    OutputPlace &place = *subscriber.place;
    place.hasMore = false;
    subscriber.isBeingRead = true;
    subscriber.follower->rearm(); // before the reading: what comes meanwhile is told
    const qint64 limit = std::min(portionBytes, peerAllowance(m_held, m_options));
    m_pool.run(
        this,
        [&store = m_store, key = place.key, offset = place.offset, limit, maySkip = place.wasLive,
         measures = subscriber.wanted.wantsExtents] {
            return measures ? Portion::measure(store, key) : Portion::read(store, key, offset, limit, maySkip);
        },
        [this, it = QPointer(&subscriber)](const Portion &portion) {
            if (it)
                send(*it, portion);
        });
}

void OutputFeed::send(OutputSubscriber &subscriber, const Portion &portion)
{
    subscriber.isBeingRead = false;
    if (portion.refusal) {
        end(subscriber, *portion.refusal);
        return;
    }
    OutputPlace &place = *subscriber.place;
    place.offset = portion.next;
    place.hasMore = place.hasMore || portion.hasMore;
    write(subscriber, portion.frames);
    goOn(subscriber);
}

void OutputFeed::write(OutputSubscriber &subscriber, QByteArrayView frames)
{
    if (frames.isEmpty())
        return;
    subscriber.write(frames);
    subscriber.countOwed();
}

/// Tells the client why it doesn't go on.
void OutputFeed::end(OutputSubscriber &subscriber, const Refusal &refusal)
{
    QByteArray frame;
    OutputFrames::appendRefusal(frame, refusal);
    write(subscriber, frame);
    subscriber.place.reset();
    subscriber.follower.reset();
    subscriber.closeAfter(refusal);
}

void OutputFeed::shutDown()
{
    for (auto &[subscriber, owned] : m_subscribers)
        subscriber->close(QWebSocketProtocol::CloseCodeGoingAway, u"The server is shutting down."_s);
}

void OutputFeed::readLog()
{
    if (m_subscribers.empty()) {
        m_cursor.skipToEnd();
        return;
    }
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        m_cursor.skipToEnd();
        for (auto &[subscriber, owned] : m_subscribers)
            note(*subscriber, m_tracker.find(subscriber->wanted.process));
        return;
    }
    for (const Event &event : batch.events) {
        if (!event.process)
            continue;
        const auto those = m_ofProcess.constFind((*event.process)->id);
        if (those == m_ofProcess.cend())
            continue;
        for (OutputSubscriber *subscriber : *those)
            note(*subscriber, endsTracking(event.kind) ? nullptr : event.process);
    }
}

/// The process stands like that now; null where it isn't known any more, or is only in the history.
void OutputFeed::note(OutputSubscriber &subscriber, const ProcessPtr &process)
{
    if (!subscriber.place)
        return; // begin() looks again
    OutputPlace &place = *subscriber.place;
    const bool isSame = process && (*process)->createdSeq == place.key.createdSeq;
    if (isSame && (*process)->attempt > place.toldAttempt) {
        place.toldAttempt = (*process)->attempt;
        QByteArray frame;
        OutputFrames::appendAttempt(frame, place.toldAttempt);
        write(subscriber, frame);
    }
    const bool isOver = !isSame || FoundAttempt{process, place.key.attempt}.isOver();
    if (isOver && !place.isOver) {
        place.isOver = true;
        place.hasMore = true; // what came before that is told first
    }
    goOn(subscriber);
}

} // namespace Procession
