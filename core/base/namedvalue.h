// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nearestname.h"
#include "result.h"
#include "wirenames.h"

namespace Procession {

/// The value that a client named in a field or parameter. Errors: InvalidField, with the nearest name. Any thread.
template <const auto &names>
auto namedIn(const QString &name, QLatin1StringView field) -> Result<decltype(names[0].first)>
{
    if (const auto value = valueIn<names>(name))
        return *value;
    QStringList known;
    for (const auto &[value, wire] : names)
        known.append(wire);
    const QString shown = name.left(64);
    return Error{ErrorCode::InvalidField,
                 QStringLiteral("There is no %1 \"%2\"").arg(field, shown) + suggestion(shown, known), field};
}

} // namespace Procession
