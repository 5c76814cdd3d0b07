// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "deliveryoutcome.h"
#include "deliverypreview.h"
#include "notification.h"

#include <stop_token>

namespace Procession {

// Without Qt DBus, desktopmissing.cpp stands in for desktopdelivery.cpp. Threads: any that has no event loop running;
// deliver…() waits for the desktop.

/// Shows the message on the desktop of the user who runs this program, by org.freedesktop.Notifications.
DeliveryOutcome deliverToDesktop(const ChannelSettings &channel, const Notification &notification,
                                 const std::stop_token &stop);

DeliveryPreview previewOfDesktop(const Notification &notification);

} // namespace Procession
