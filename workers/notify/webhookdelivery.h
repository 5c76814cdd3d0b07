// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "deliveryoutcome.h"
#include "deliverypreview.h"
#include "notification.h"

#include <stop_token>

namespace Procession {

// Threads: any; deliver…() waits for the receiver.

DeliveryOutcome deliverByWebhook(const ChannelSettings &channel, const WebhookSettings &webhook,
                                 const Notification &notification, qint64 nowMs, const std::stop_token &stop);

/// The request with its secrets masked; none of them is read.
DeliveryPreview previewOfWebhook(const WebhookSettings &webhook, const Notification &notification, qint64 nowMs);

/// What an answer of that status means. `retryAfter` and `date` are its headers.
DeliveryOutcome outcomeOfStatus(int status, const QByteArray &retryAfter, const QByteArray &date, qint64 nowMs);

} // namespace Procession
