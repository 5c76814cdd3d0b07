// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processtype.h"

namespace Procession {

/// The type of the processes that deliver messages of alerts. No rule is about them, so that no message leads to the next.
inline const ProcessType &alertDeliveryType()
{
    static const ProcessType type = ProcessType::fromString(u"alert_delivery").value_or(ProcessType());
    return type;
}

} // namespace Procession
