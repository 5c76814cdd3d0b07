// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive.h"
#include "sqlitestatement.h"

namespace Procession {

/// Where the rows begin that are of `fromMs` or later: by halving their numbers, which grow with time. `from` selects number and
/// time of the first row of a given number or a later one, `last` the number of the last row. Errors: Io.
inline Result<AttemptEndRange> rangeSince(SqliteStatement &from, SqliteStatement &last, qint64 fromMs)
{
    AttemptEndRange range;
    if (!last.next())
        return last.outcome() ? Result<AttemptEndRange>(range) : last.outcome().error();
    range.last = static_cast<quint64>(last.integer(0));
    quint64 low = 0;
    quint64 high = range.last + 1;
    for (quint64 middle = 0; low < high; middle = low + (high - low) / 2) {
        from.bindAll(middle);
        const bool isThere = from.next();
        if (!from.outcome())
            return from.outcome().error();
        if (isThere && middle == 0)
            range.oldestMs = from.integer(1);
        if (isThere && from.integer(1) < fromMs)
            low = static_cast<quint64>(from.integer(0)) + 1;
        else
            high = middle;
        from.reset();
    }
    range.before = low == 0 ? 0 : low - 1;
    return range;
}

} // namespace Procession
