// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertpost.h"

#include "notifyworker.h"

#include <QLoggingCategory>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcPost, "procession.alerts")

constexpr std::chrono::milliseconds firstPause = 5s;
constexpr std::chrono::milliseconds longestPause = 15min;

} // namespace

std::chrono::milliseconds AlertPost::pauseAfter(int tries)
{
    std::chrono::milliseconds pause = firstPause;
    for (int i = 1; i < tries && pause < longestPause; ++i)
        pause *= 2;
    return std::min(pause, longestPause);
}

AlertPost::AlertPost(AlertPostParts parts, const QList<ChannelSettings> &channels, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_cursor(m_parts.tracker.log(), this, EventCursor::Reads::Committed)
    , m_sender(channels, m_parts.clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &AlertPost::send);
    connect(&m_parts.engine, &AlertEngine::outboxFilled, this, &AlertPost::send);
    connect(&m_cursor, &EventCursor::available, this, &AlertPost::readLog);
    connect(&m_sender, &NotificationSender::answered, this,
            [this](const QString &, const QString &id, const DeliveryOutcome &outcome) { onAnswer(id, outcome); });
}

void AlertPost::setStoring(bool isStoring)
{
    m_isStoring = isStoring;
    send();
}

AlertPost::~AlertPost()
{
    m_isEnding = true;
    m_sender.stop();
}

void AlertPost::send()
{
    if (m_isEnding)
        return;
    const qint64 now = m_parts.clock.steadyMs();
    std::optional<qint64> next;
    std::vector<OutboxEntry> due;                      // a copy: what is done with leaves the outbox at once
    std::map<std::pair<QString, quint64>, bool> ahead; // an earlier message of that channel and episode isn't done with
    for (const OutboxEntry &entry : m_parts.engine.outbox()) {
        if (std::exchange(ahead[{entry.channel, entry.message.episode}], true) || m_sending.contains(entry.id)
            || m_started.contains(entry.id))
            continue;
        const auto waits = m_notBefore.find(entry.id);
        if (waits != m_notBefore.end() && waits->second > now)
            next = std::min(next.value_or(waits->second), waits->second);
        else
            due.push_back(entry);
    }
    for (const OutboxEntry &entry : due)
        deliver(entry);
    if (next)
        m_timer.start(std::chrono::milliseconds(*next - now));
}

void AlertPost::deliver(const OutboxEntry &entry)
{
    if (!m_sender.channel(entry.channel)) {
        giveUp(entry.id, u"There is no channel \"%1\" any more."_s.arg(entry.channel), false);
        return;
    }
    if (!m_isStoring) {
        sendHere(entry);
        return;
    }
    m_started.insert(entry.id);
    const auto started = startDelivery(entry.channel, m_parts.write(entry));
    if (!started) {
        qCWarning(lcPost).noquote() << "a message is sent without a process:" << started.error().message;
        m_started.remove(entry.id);
        m_parts.messages.remove(entry.id);
        sendHere(entry);
    } else if (!isLive(***started)) {
        follow(*started, m_origin); // it ended before a restart
    }
}

Result<ProcessPtr> AlertPost::startDelivery(const QString &channel, const Notification &notification)
{
    m_parts.messages.put(notification);
    auto start = m_parts.plan(NotifyWorker::processType(),
                              NotifyWorker::requestFor(channel, notification.id, notification.title));
    if (!start)
        return start.error();
    start->id = NotifyWorker::processOf(notification.id);
    const auto started = m_parts.tracker.start(*std::move(start), m_origin);
    return started ? Result<ProcessPtr>(started->process) : started.error();
}

void AlertPost::sendHere(const OutboxEntry &entry)
{
    m_sending.insert(entry.id);
    m_sender.send(entry.channel, m_parts.write(entry));
}

void AlertPost::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        m_cursor.skipToEnd();
        const QSet<QString> started = m_started;
        for (const QString &id : started) {
            if (const ProcessPtr process = m_parts.tracker.find(NotifyWorker::processOf(id)))
                follow(process, m_origin);
        }
        return;
    }
    for (const Event &event : batch.events) {
        if (event.process && !endsTracking(event.kind))
            follow(event.process, event.origin);
    }
}

/// Settles the message whose process stands like that now.
void AlertPost::follow(const ProcessPtr &process, const Origin &origin)
{
    const auto id = NotifyWorker::messageOf(**process);
    if (!id || !m_started.contains(*id))
        return;
    const Process &state = **process;
    const bool isFailure = state.status == ProcessStatus::Failed || state.status == ProcessStatus::Timeout;
    if (isFailure && isLive(state)) {
        m_parts.engine.failed(*id, state.errorMessage.toString()); // its retry follows
    } else if (isFailure) {
        giveUp(*id, state.errorMessage.toString(), true);
    } else if (state.status == ProcessStatus::Cancelled) {
        giveUp(*id, u"Its delivery was cancelled."_s, false);
    } else if (state.status == ProcessStatus::Completed) {
        const bool isOurs = !origin.actor || origin.actor->kind == Actor::Kind::Server;
        const OutboxEntry *entry = entryOf(*id);
        if (isOurs || !entry) {
            settleDelivered(*id);
        } else { // somebody else said that it was delivered
            m_started.remove(*id);
            sendHere(OutboxEntry(*entry));
        }
    }
}

const OutboxEntry *AlertPost::entryOf(const QString &id) const
{
    const auto &outbox = m_parts.engine.outbox();
    const auto entry = std::find_if(outbox.begin(), outbox.end(), [&id](const auto &one) { return one.id == id; });
    return entry == outbox.end() ? nullptr : &*entry;
}

void AlertPost::onAnswer(const QString &id, const DeliveryOutcome &outcome)
{
    if (!m_sending.remove(id))
        return; // a test
    const OutboxEntry *entry = entryOf(id);
    if (!entry)
        return;
    const qint64 age = m_parts.clock.wallMs() - entry->message.atMs;
    const bool isLate = age > std::chrono::milliseconds(patience).count();
    if (outcome.kind == DeliveryOutcome::Kind::Delivered) {
        settleDelivered(id);
    } else if (outcome.kind == DeliveryOutcome::Kind::Never || isLate) {
        giveUp(id, outcome.reason, true);
    } else {
        const auto pause = std::max(pauseAfter(entry->tries + 1), outcome.retryAfter.value_or(0ms));
        m_notBefore.insert_or_assign(id, m_parts.clock.steadyMs() + pause.count());
        m_parts.engine.failed(id, outcome.reason);
        send();
    }
}

void AlertPost::settleDelivered(const QString &id)
{
    const OutboxEntry *entry = entryOf(id);
    const QString channel = entry ? entry->channel : QString();
    m_started.remove(id);
    m_notBefore.erase(id);
    m_parts.messages.remove(id);
    m_parts.engine.delivered(id);
    if (!channel.isEmpty())
        m_parts.engine.take({m_parts.clock.wallMs(), ChannelFact{channel}});
    send();
}

void AlertPost::giveUp(const QString &id, const QString &reason, bool isChannelDead)
{
    const OutboxEntry *entry = entryOf(id);
    const QString channel = entry ? entry->channel : QString();
    qCWarning(lcPost).noquote() << "a message for channel" << channel << "is given up:" << reason;
    m_started.remove(id);
    m_notBefore.erase(id);
    m_parts.messages.remove(id);
    m_parts.engine.failed(id, reason, AlertEngine::Failure::Never);
    if (isChannelDead && !channel.isEmpty())
        m_parts.engine.take({m_parts.clock.wallMs(), ChannelFact{channel, true, reason}});
    send();
}

} // namespace Procession
