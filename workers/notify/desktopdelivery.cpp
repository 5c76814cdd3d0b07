// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktopdelivery.h"

#include "desktoptext.h"
#include "openairequest.h"
#include "plaintext.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QEventLoop>
#include <QUuid>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"org.freedesktop.Notifications"_s;

/// A connection of one's own to the session bus, which ends with it.
class SessionBus
{
public:
    SessionBus()
        : m_name(u"procession-"_s + QUuid::createUuid().toString(QUuid::Id128))
        , m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, m_name))
    {
    }
    ~SessionBus() { QDBusConnection::disconnectFromBus(m_name); }
    Q_DISABLE_COPY_MOVE(SessionBus)

    bool isConnected() const { return m_bus.isConnected(); }

    /// Waits for the answer, or until it shall stop.
    QDBusMessage call(const QString &method, const QVariantList &arguments, std::chrono::milliseconds timeout,
                      const std::stop_token &stop) const
    {
        QDBusMessage message =
            QDBusMessage::createMethodCall(service, u"/org/freedesktop/Notifications"_s, service, method);
        message.setArguments(arguments);
        QEventLoop loop;
        const QDBusPendingCallWatcher watcher(m_bus.asyncCall(message, static_cast<int>(timeout.count())));
        QObject::connect(&watcher, &QDBusPendingCallWatcher::finished, &loop, &QEventLoop::quit);
        const std::stop_callback end(stop, [&loop] { QMetaObject::invokeMethod(&loop, "quit", Qt::QueuedConnection); });
        if (!watcher.isFinished())
            loop.exec();
        return watcher.isFinished() ? watcher.reply() : QDBusMessage();
    }

private:
    const QString m_name;
    const QDBusConnection m_bus;
};

QVariantList notifyArguments(const Notification &notification, bool hasMarkup)
{
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(desktopUrgency(notification))},
                            {u"desktop-entry"_s, u"procession"_s}};
    constexpr uint replacesNone = 0;
    constexpr int usualTime = -1;
    return {u"Procession"_s,
            replacesNone,
            u"procession"_s,
            desktopSummary(notification),
            desktopBody(notification, hasMarkup),
            QStringList(),
            hints,
            usualTime};
}

DeliveryOutcome failed(const QDBusMessage &reply, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return DeliveryOutcome::again(u"It was stopped before the desktop answered."_s);
    return DeliveryOutcome::again(
        u"The desktop doesn't show it: %1"_s.arg(shortenedTo(PlainText::line(reply.errorMessage()), 200)));
}

} // namespace

DeliveryOutcome deliverToDesktop(const ChannelSettings &channel, const Notification &notification,
                                 const std::stop_token &stop)
{
    if (!hasDescriptorsToConnect())
        return DeliveryOutcome::again(u"This program has no file descriptors left to connect with."_s);
    const SessionBus bus;
    if (!bus.isConnected())
        return DeliveryOutcome::again(u"There is no desktop session: the session bus can't be reached."_s);
    const QDBusMessage capabilities = bus.call(u"GetCapabilities"_s, {}, channel.timeout, stop);
    if (capabilities.type() != QDBusMessage::ReplyMessage)
        return failed(capabilities, stop);
    const bool hasMarkup = capabilities.arguments().value(0).toStringList().contains(u"body-markup"_s);
    const QDBusMessage reply = bus.call(u"Notify"_s, notifyArguments(notification, hasMarkup), channel.timeout, stop);
    return reply.type() == QDBusMessage::ReplyMessage ? DeliveryOutcome::delivered() : failed(reply, stop);
}

DeliveryPreview previewOfDesktop(const Notification &notification)
{
    DeliveryPreview preview{
        .method = "NOTIFY", .target = service.toLatin1(), .body = desktopBody(notification, false).toUtf8()};
    preview.headers.emplaceBack("summary", desktopSummary(notification).toUtf8());
    preview.headers.emplaceBack("urgency", QByteArray::number(desktopUrgency(notification)));
    return preview;
}

} // namespace Procession
