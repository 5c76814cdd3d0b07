// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfilter.h"

namespace Procession {

bool ProcessFilter::matches(const Process &process) const
{
    if (!types.isEmpty() && !types.contains(process.type))
        return false;
    if (!statuses.isEmpty() && !statuses.contains(process.status))
        return false;
    if (!ids.isEmpty() && !ids.contains(process.id))
        return false;
    return text.isEmpty() || process.name.containsCaseInsensitive(text) || process.id.containsCaseInsensitive(text)
        || process.message.containsCaseInsensitive(text) || process.errorMessage.containsCaseInsensitive(text);
}

} // namespace Procession
