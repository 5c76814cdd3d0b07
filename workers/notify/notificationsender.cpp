// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "notificationsender.h"

#include "delivery.h"

#include <QCoreApplication>

#include <system_error>

namespace Procession {

using namespace Qt::StringLiterals;

NotificationSender::NotificationSender(const QList<ChannelSettings> &channels, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    for (const ChannelSettings &settings : channels)
        m_channels.insert_or_assign(settings.name, Channel{.settings = settings});
}

NotificationSender::~NotificationSender()
{
    stop();
}

QStringList NotificationSender::channelNames() const
{
    QStringList names;
    for (const auto &[name, channel] : m_channels)
        names.append(name);
    return names;
}

const ChannelSettings *NotificationSender::channel(const QString &name) const
{
    const auto found = m_channels.find(name);
    return found == m_channels.end() ? nullptr : &found->second.settings;
}

void NotificationSender::send(const QString &channel, const Notification &notification)
{
    Q_ASSERT(!m_isStopped);
    const auto found = m_channels.find(channel);
    if (found == m_channels.end()) {
        const auto outcome = DeliveryOutcome::never(u"There is no channel \"%1\"."_s.arg(channel));
        QMetaObject::invokeMethod(
            this, [this, channel, id = notification.id, outcome] { Q_EMIT answered(channel, id, outcome); },
            Qt::QueuedConnection);
        return;
    }
    found->second.waiting.push_back(notification);
    sendNext(found->second);
}

int NotificationSender::running(const QString &channel) const
{
    const auto found = m_channels.find(channel);
    return found == m_channels.end() ? 0 : static_cast<int>(found->second.running.size());
}

int NotificationSender::waiting(const QString &channel) const
{
    const auto found = m_channels.find(channel);
    return found == m_channels.end() ? 0 : static_cast<int>(found->second.waiting.size());
}

void NotificationSender::sendNext(Channel &channel)
{
    while (!m_isStopped && !channel.waiting.empty()
           && channel.running.size() < static_cast<size_t>(channel.settings.maxRunning)) {
        const Notification notification = std::move(channel.waiting.front());
        channel.waiting.pop_front();
        const quint64 number = ++m_lastNumber;
        // A copy for the thread. Not a QThread: one that finds no descriptor for its event loop ends the program.
        const auto work = [this, number, settings = channel.settings, notification](const std::stop_token &stop) {
            const DeliveryOutcome outcome = deliver(settings, notification, m_clock, stop);
            QMetaObject::invokeMethod(
                this, [=, this] { onAnswer(settings.name, number, notification.id, outcome); }, Qt::QueuedConnection);
        };
        try {
            channel.running.emplace(number, std::jthread(work));
        } catch (const std::system_error &) {
            const auto outcome = DeliveryOutcome::again(u"This program can't begin another thread."_s);
            channel.running.emplace(number, std::jthread());
            QMetaObject::invokeMethod(
                this, [=, this, name = channel.settings.name] { onAnswer(name, number, notification.id, outcome); },
                Qt::QueuedConnection);
        }
    }
}

void NotificationSender::onAnswer(const QString &name, quint64 number, const QString &id,
                                  const DeliveryOutcome &outcome)
{
    Channel &channel = m_channels.at(name);
    channel.running.erase(number); // waits until its thread has ended, which has nothing left to do
    sendNext(channel);
    Q_EMIT answered(name, id, outcome);
}

void NotificationSender::stop()
{
    m_isStopped = true;
    for (auto &[name, channel] : m_channels) {
        channel.waiting.clear();
        for (auto &[number, thread] : channel.running)
            thread.request_stop();
    }
    for (auto &[name, channel] : m_channels) {
        for (auto &[number, thread] : channel.running) {
            if (thread.joinable())
                thread.join();
        }
    }
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace Procession
