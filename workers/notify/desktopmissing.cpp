// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// In place of desktopdelivery.cpp where Qt DBus isn't there.
#include "desktopdelivery.h"

namespace Procession {

using namespace Qt::StringLiterals;

DeliveryOutcome deliverToDesktop(const ChannelSettings &, const Notification &, const std::stop_token &)
{
    return DeliveryOutcome::never(
        u"This build of Procession has no Qt DBus, so it can't show messages on the desktop."_s);
}

DeliveryPreview previewOfDesktop(const Notification &)
{
    return {};
}

} // namespace Procession
