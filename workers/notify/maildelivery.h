// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "deliveryoutcome.h"
#include "deliverypreview.h"
#include "notification.h"

#include <stop_token>

namespace Procession {

// Threads: any; deliver…() waits for the mail server.

DeliveryOutcome deliverByMail(const ChannelSettings &channel, const MailSettings &mail,
                              const Notification &notification, const std::stop_token &stop);

DeliveryPreview previewOfMail(const MailSettings &mail, const Notification &notification);

} // namespace Procession
