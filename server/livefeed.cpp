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

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Events that are taken from the log in one go; also what a subscriber's buffer may pass its bound by.
constexpr qsizetype portion = 256;
/// Processes in one page of a snapshot.
constexpr size_t snapshotPage = 200;
/// Portions that one subscriber may catch up by before others get their turn.
constexpr int turns = 8;
/// A peer that doesn't read can't answer pings; it is waited for this many times longer.
constexpr int stalledPatience = 10;

qint64 steadyNow()
{
    return SystemClock().steadyMs();
}

/// The plainest handshake, for QWebSocketServer to read in place of the client's.
///
/// It reads heads more narrowly than the standard: it drops, without an answer, one of more than 100 lines or
/// with a line of more than 8 KiB (cookies, a long query), and one that names its options in two Connection
/// lines. The client's own head was judged by us, so that only its key still matters.
QByteArray plainHandshake(const QByteArray &key)
{
    return "GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + key + "\r\n\r\n";
}

} // namespace

LiveFeed::LiveFeed(ProcessTracker &tracker, EventLog &log, HttpApi &api, Acknowledger &acknowledger,
                   const ServerOptions &options, LogLineage lineage, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_log(log)
    , m_api(api)
    , m_acknowledger(acknowledger)
    , m_options(options)
    , m_lineage(std::move(lineage))
    , m_cursor(log, this, EventCursor::Reads::Committed)
    , m_handshakes(u"Procession"_s, QWebSocketServer::NonSecureMode, this)
    , m_batchTimer(this)
    , m_peerTimer(this)
    , m_lastPingMs(steadyNow())
{
    connect(&m_cursor, &EventCursor::available, this, &LiveFeed::readLog);
    connect(&m_handshakes, &QWebSocketServer::newConnection, this, &LiveFeed::completeHandshakes);
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
    return subscriberCount() + static_cast<qsizetype>(m_pending.size()) >= m_options.maxSubscribers;
}

void LiveFeed::adopt(std::unique_ptr<ClientSocket> socket, qsizetype handshakeSize, const QByteArray &key,
                     const Subscription &subscription)
{
    ClientSocket *tcp = socket.release(); // QWebSocketServer's from here on
    tcp->setParent(&m_handshakes);
    tcp->setReadBufferSize(m_options.maxFrameBytes + 64 * 1024);
    const auto peer = std::pair(tcp->peerAddress().toString(), tcp->peerPort());
    const QByteArray ahead = tcp->unread().sliced(handshakeSize).toByteArray(); // QWebSocketServer would read it away
    tcp->consume(tcp->unread().size());
    tcp->putBack(plainHandshake(key));
    auto guard = std::make_unique<FrameGuard>(*tcp, static_cast<quint64>(m_options.maxFrameBytes));
    guard->inspect(ahead);
    m_pending.insert_or_assign(peer, Handshake{tcp, std::move(guard), subscription, ahead});
    connect(tcp, &ClientSocket::disconnected, this, [this, peer] { m_pending.erase(peer); });

    m_handshakes.handleConnection(tcp);
    Q_EMIT tcp->readyRead(); // the handshake is in its buffer already
}

void LiveFeed::completeHandshakes()
{
    while (m_handshakes.hasPendingConnections()) {
        std::unique_ptr<QWebSocket> webSocket(m_handshakes.nextPendingConnection());
        webSocket->setParent(nullptr);
        const auto it = m_pending.find({webSocket->peerAddress().toString(), webSocket->peerPort()});
        if (it == m_pending.end() || !it->second.socket)
            continue; // gone again
        Handshake handshake = std::move(it->second);
        m_pending.erase(it);
        handshake.socket->disconnect(this);
        admit(std::make_unique<Subscriber>(std::move(webSocket), handshake.socket, std::move(handshake.guard),
                                           handshake.subscription, m_options),
              handshake.ahead);
    }
}

void LiveFeed::admit(std::unique_ptr<Subscriber> owned, const QByteArray &ahead)
{
    Subscriber &subscriber = *owned;
    m_subscribers.emplace(&subscriber, std::move(owned));
    // Queued, since the subscriber may be in the middle of a write.
    connect(
        &subscriber, &Subscriber::disconnected, this, [this, key = &subscriber] { release(key); },
        Qt::QueuedConnection);
    connect(&subscriber, &Subscriber::drained, this, [this, &subscriber] {
        if (!subscriber.live)
            catchUp(subscriber);
    });
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

void LiveFeed::readLog()
{
    const EventLog::Batch batch = m_cursor.take(portion);
    if (batch.lost) {
        // The feed itself fell off the ring: everyone goes on from where they stand, which finds the loss.
        m_cursor.seek(m_log.committed());
        for (auto &[subscriber, owned] : m_subscribers) {
            subscriber->live = false;
            catchUp(*subscriber);
        }
        return;
    }
    if (!batch.events.empty())
        deliver(batch.events);
    // A snapshot waits until all that it holds is committed.
    for (auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->backlogSeq && !subscriber->live)
            catchUp(*subscriber);
    }
}

void LiveFeed::deliver(const std::vector<Event> &events)
{
    const quint64 first = events.front().seq;
    const quint64 last = events.back().seq;
    // The same frames serve all who asked for the same and stand at the same place; most do as the one before them.
    QHash<std::pair<QByteArray, quint64>, QByteArray> encoded;
    std::pair<QByteArray, quint64> lastKey;
    QByteArray frames;
    bool anyBatch = false;

    for (auto &[subscriber, owned] : m_subscribers) {
        if (!subscriber->live || subscriber->position >= last)
            continue;
        const Subscription &wanted = subscriber->subscription();
        if (wanted.batch.count() > 0) {
            anyBatch = true;
            continue;
        }
        if (subscriber->unsent() > m_options.maxSubscriberBuffer) {
            subscriber->live = false;
            subscriber->conflated = true;
            continue;
        }
        const quint64 from = std::max(subscriber->position, first - 1);
        if (encoded.isEmpty() || from != lastKey.second || subscriber->channel() != lastKey.first) {
            lastKey = {subscriber->channel(), from};
            auto known = encoded.constFind(lastKey);
            if (known == encoded.cend()) {
                QByteArray bytes;
                for (size_t i = from + 1 - first; i < events.size(); ++i)
                    FeedEncoder::appendEvent(bytes, events[i], wanted.filter, wanted.full);
                known = encoded.insert(lastKey, bytes);
            }
            frames = *known;
        }
        subscriber->position = last;
        if (!frames.isEmpty())
            subscriber->write(frames);
    }
    if (anyBatch && !m_batchTimer.isActive())
        armBatchTimer();
}

void LiveFeed::armBatchTimer()
{
    std::optional<qint64> earliest;
    for (const auto &[subscriber, owned] : m_subscribers) {
        if (subscriber->live && subscriber->subscription().batch.count() > 0
            && subscriber->position < m_cursor.position() && subscriber->unsent() <= m_options.maxSubscriberBuffer)
            earliest = std::min(earliest.value_or(subscriber->nextBatchMs), subscriber->nextBatchMs);
    }
    if (earliest)
        m_batchTimer.start(static_cast<int>(std::max<qint64>(0, *earliest - steadyNow())));
}

void LiveFeed::deliverBatches()
{
    const qint64 now = steadyNow();
    const quint64 last = m_cursor.position();
    QHash<std::pair<QByteArray, quint64>, QByteArray> encoded;

    for (auto &[subscriber, owned] : m_subscribers) {
        const Subscription &wanted = subscriber->subscription();
        if (!subscriber->live || wanted.batch.count() == 0 || subscriber->position >= last
            || subscriber->nextBatchMs > now)
            continue;
        if (subscriber->unsent() > m_options.maxSubscriberBuffer) {
            subscriber->live = false; // goes on when its socket has drained; a batch is conflated anyway
            continue;
        }
        auto frames = encoded.constFind({subscriber->channel(), subscriber->position});
        if (frames == encoded.cend()) {
            const EventLog::Batch batch =
                m_log.read(subscriber->position, static_cast<qsizetype>(last - subscriber->position));
            if (batch.lost) {
                subscriber->live = false;
                reset(*subscriber);
                catchUp(*subscriber);
                continue;
            }
            QByteArray bytes;
            FeedEncoder::appendUpdates(bytes, batch.events, last, wanted.filter, wanted.full);
            frames = encoded.insert({subscriber->channel(), subscriber->position}, bytes);
        }
        subscriber->position = last;
        subscriber->nextBatchMs = now + wanted.batch.count();
        if (!frames->isEmpty())
            subscriber->write(*frames);
    }
    armBatchTimer();
}

void LiveFeed::startSnapshot(Subscriber &subscriber)
{
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    const ProcessFilter &filter = subscriber.subscription().filter;
    std::erase_if(snapshot.processes, [&filter](const ProcessPtr &process) { return !filter.matches(**process); });
    subscriber.backlog = std::move(snapshot.processes);
    subscriber.backlogAt = 0;
    subscriber.backlogSeq = snapshot.seq;
    subscriber.backlogIsSnapshot = true;
}

void LiveFeed::reset(Subscriber &subscriber)
{
    const Subscription &wanted = subscriber.subscription();
    if (wanted.snapshot || wanted.since) {
        QByteArray frames;
        FeedEncoder::appendReset(frames);
        subscriber.write(frames);
        startSnapshot(subscriber);
        return;
    }
    // A plain subscriber knows no snapshots; it is told the state of each process that changed meanwhile.
    ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    std::erase_if(snapshot.processes, [&](const ProcessPtr &process) {
        return (*process)->seq <= subscriber.position || !wanted.filter.matches(**process);
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
    for (int turn = 0; turn < turns; ++turn) {
        if (subscriber.unsent() > m_options.maxSubscriberBuffer / 2)
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
    const Subscription &wanted = subscriber.subscription();
    const size_t size = std::min(snapshotPage, subscriber.backlog.size() - subscriber.backlogAt);
    const std::span<const ProcessPtr> page(subscriber.backlog.data() + subscriber.backlogAt, size);
    subscriber.backlogAt += size;
    const bool more = subscriber.backlogAt < subscriber.backlog.size();

    QByteArray frames;
    if (subscriber.backlogIsSnapshot) {
        FeedEncoder::appendSnapshot(frames, page, *subscriber.backlogSeq, m_lineage.epoch(), more);
    } else {
        std::vector<Event> events;
        events.reserve(page.size());
        for (const ProcessPtr &process : page)
            events.push_back({(*process)->seq, EventKind::Reported, (*process)->updatedAt, {}, process});
        if (wanted.batch.count() > 0) {
            if (!events.empty())
                FeedEncoder::appendUpdates(frames, events, events.back().seq, wanted.filter, wanted.full);
        } else {
            for (const Event &event : events)
                FeedEncoder::appendEvent(frames, event, wanted.filter, wanted.full);
        }
    }
    if (!more) {
        subscriber.position = *subscriber.backlogSeq;
        subscriber.backlog = {};
        subscriber.backlogSeq.reset();
    }
    if (!frames.isEmpty())
        subscriber.write(frames);
}

bool LiveFeed::writeFromLog(Subscriber &subscriber)
{
    const Subscription &wanted = subscriber.subscription();
    const auto behind = static_cast<qsizetype>(m_cursor.position() - subscriber.position);
    const EventLog::Batch batch = m_log.read(subscriber.position, std::min(behind, portion));
    if (batch.lost)
        return false;

    QByteArray frames;
    for (const Event &event : batch.events) {
        if (subscriber.conflated && !endsTracking(event.kind)) {
            // Where the process has changed again, that later event is met further on. How one that is no longer
            // known had ended is told in any case: nothing later does.
            const ProcessPtr current = m_tracker.find((*event.process)->id);
            if (current ? (*current)->seq != event.seq : isLive(**event.process))
                continue;
        }
        FeedEncoder::appendEvent(frames, event, wanted.filter, wanted.full);
    }
    subscriber.position = batch.last;
    if (!frames.isEmpty())
        subscriber.write(frames);
    return true;
}

void LiveFeed::receive(Subscriber &subscriber, const QByteArray &message)
{
    if (subscriber.unsent() > m_options.maxSubscriberBuffer) {
        subscriber.close(QWebSocketProtocol::CloseCodePolicyViolated, u"Read the answers before you send more."_s);
        return;
    }
    const HttpResponse answer = m_api.handleLine(message);
    // In order: an answer that confirms nothing does not overtake one that waits.
    subscriber.answersUpTo = std::max(subscriber.answersUpTo, answer.afterSeq);
    m_acknowledger.whenCommitted(
        subscriber.answersUpTo, [this, self = QPointer(&subscriber), answer](Acknowledger::Outcome outcome) {
            if (!self)
                return;
            const bool isStored = outcome == Acknowledger::Outcome::Committed || answer.afterSeq == 0;
            QByteArray line;
            HttpApi::appendLine(line, isStored ? answer : m_api.notStored());
            QByteArray frame;
            appendTextFrame(frame, "{\"type\":\"result\"," + line.sliced(1));
            self->write(frame);
        });
}

void LiveFeed::checkPeers()
{
    const qint64 now = steadyNow();
    const bool pings = now - m_lastPingMs >= m_options.pingInterval.count();
    if (pings)
        m_lastPingMs = now;
    for (auto &[subscriber, owned] : m_subscribers) {
        const qint64 patience = m_options.deadPeerTimeout.count() * (subscriber->unsent() > 0 ? stalledPatience : 1);
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
