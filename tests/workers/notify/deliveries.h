// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery.h"
#include "fakeclock.h"
#include "notifications.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <future>

namespace Procession {

inline ChannelSettings channelOf(const QJsonObject &json)
{
    const auto channel = channelFromJson(QStringLiteral("ops"), json);
    if (!channel)
        qFatal("%s", qPrintable(channel.error().message));
    return *channel;
}

/// Makes cert.pem and key.pem in the folder, for the name `localhost`. Whether that worked.
inline bool makeCertificate(const QString &folder)
{
    QProcess openssl;
    openssl.setWorkingDirectory(folder);
    openssl.setStandardErrorFile(QProcess::nullDevice());
    openssl.start(QStringLiteral("openssl"),
                  QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "
                                 "/CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem")
                      .split(u' '));
    return openssl.waitForFinished() && openssl.exitCode() == 0;
}

/// Sends it from a thread of its own, while the event loop of this one serves what the test has for a receiver.
inline DeliveryOutcome deliverFrom(const ChannelSettings &channel,
                                   const Notification &notification = someNotification(),
                                   const std::stop_token &stop = {})
{
    FakeClock clock;
    clock.jump(std::chrono::milliseconds(1'795'694'400'000 - FakeClock::beginning));
    auto outcome = std::async(std::launch::async, [&] { return deliver(channel, notification, clock, stop); });
    const auto isOver = [&outcome] { return outcome.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
    if (!QTest::qWaitFor(isOver, 60000))
        qFatal("it doesn't end");
    return outcome.get();
}

} // namespace Procession

Q_DECLARE_METATYPE(Procession::DeliveryOutcome::Kind)
