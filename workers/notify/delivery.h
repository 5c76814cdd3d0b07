// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "clock.h"
#include "deliveryoutcome.h"
#include "deliverypreview.h"
#include "notification.h"

#include <stop_token>

namespace Procession {

/// Tries once to send the message through the channel. It waits until the receiver has answered, at most the channel's
/// timeout and a little: not in a thread that others need, nor in one whose event loop runs. Any number at once.
DeliveryOutcome deliver(const ChannelSettings &channel, const Notification &notification, const Clock &clock,
                        const std::stop_token &stop);

/// Exactly what would be sent at that moment, with the secrets masked; none of them is read. Any thread.
DeliveryPreview previewOf(const ChannelSettings &channel, const Notification &notification, qint64 nowMs);

} // namespace Procession
