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

// Threads: any that has no event loop running; deliver…() waits for the command.

/// Runs the command, with the message as JSON on its standard input. Its whole tree is ended after the channel's timeout,
/// and where it shall stop.
DeliveryOutcome deliverByCommand(const ChannelSettings &channel, const CommandSettings &command,
                                 const Notification &notification, const Clock &clock, const std::stop_token &stop);

DeliveryPreview previewOfCommand(const CommandSettings &command, const Notification &notification);

} // namespace Procession
