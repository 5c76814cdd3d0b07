// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery.h"

#include "commanddelivery.h"
#include "desktopdelivery.h"
#include "maildelivery.h"
#include "webhookdelivery.h"

namespace Procession {

DeliveryOutcome deliver(const ChannelSettings &channel, const Notification &notification, const Clock &clock,
                        const std::stop_token &stop)
{
    if (const auto *webhook = std::get_if<WebhookSettings>(&channel.transport))
        return deliverByWebhook(channel, *webhook, notification, clock.wallMs(), stop);
    if (const auto *mail = std::get_if<MailSettings>(&channel.transport))
        return deliverByMail(channel, *mail, notification, stop);
    if (const auto *command = std::get_if<CommandSettings>(&channel.transport))
        return deliverByCommand(channel, *command, notification, clock, stop);
    return deliverToDesktop(channel, notification, stop);
}

DeliveryPreview previewOf(const ChannelSettings &channel, const Notification &notification, qint64 nowMs)
{
    if (const auto *webhook = std::get_if<WebhookSettings>(&channel.transport))
        return previewOfWebhook(*webhook, notification, nowMs);
    if (const auto *mail = std::get_if<MailSettings>(&channel.transport))
        return previewOfMail(*mail, notification);
    if (const auto *command = std::get_if<CommandSettings>(&channel.transport))
        return previewOfCommand(*command, notification);
    return previewOfDesktop(notification);
}

} // namespace Procession
