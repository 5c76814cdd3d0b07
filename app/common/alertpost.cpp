// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertpost.h"

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

AlertPost::AlertPost(AlertEngine &engine, const QList<ChannelSettings> &channels, const Clock &clock, Write write,
                     QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_clock(clock)
    , m_write(std::move(write))
    , m_sender(channels, clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &AlertPost::send);
    connect(&m_engine, &AlertEngine::outboxFilled, this, &AlertPost::send);
    connect(&m_sender, &NotificationSender::answered, this,
            [this](const QString &, const QString &id, const DeliveryOutcome &outcome) { onAnswer(id, outcome); });
}

void AlertPost::send()
{
    const qint64 now = m_clock.steadyMs();
    std::optional<qint64> next;
    std::map<std::pair<QString, quint64>, bool> ahead; // an earlier message of that channel and episode isn't done with
    for (const OutboxEntry &entry : m_engine.outbox()) {
        const std::pair line(entry.channel, entry.message.episode);
        if (std::exchange(ahead[line], true) || m_sending.contains(entry.id))
            continue;
        const auto waits = m_notBefore.find(entry.id);
        if (waits != m_notBefore.end() && waits->second > now) {
            next = std::min(next.value_or(waits->second), waits->second);
            continue;
        }
        m_sending.insert(entry.id);
        m_sender.send(entry.channel, m_write(entry));
    }
    if (next)
        m_timer.start(std::chrono::milliseconds(*next - now));
}

void AlertPost::onAnswer(const QString &id, const DeliveryOutcome &outcome)
{
    if (!m_sending.remove(id))
        return; // a test
    const auto &outbox = m_engine.outbox();
    const auto entry = std::find_if(outbox.begin(), outbox.end(), [&id](const auto &one) { return one.id == id; });
    if (entry == outbox.end())
        return;
    const bool isLate = m_clock.wallMs() - entry->message.atMs > std::chrono::milliseconds(patience).count();
    if (outcome.kind == DeliveryOutcome::Kind::Delivered) {
        m_notBefore.erase(id);
        m_engine.delivered(id);
    } else if (outcome.kind == DeliveryOutcome::Kind::Never || isLate) {
        qCWarning(lcPost).noquote() << "a message for channel" << entry->channel << "is given up:" << outcome.reason;
        m_notBefore.erase(id);
        m_engine.failed(id, outcome.reason, AlertEngine::Failure::Never);
    } else {
        const auto pause = std::max(pauseAfter(entry->tries + 1), outcome.retryAfter.value_or(0ms));
        m_notBefore.insert_or_assign(id, m_clock.steadyMs() + pause.count());
        m_engine.failed(id, outcome.reason);
    }
    send();
}

} // namespace Procession
