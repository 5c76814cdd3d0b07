// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sizetext.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

QString sizeText(qint64 bytes)
{
    constexpr std::array<const char *, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    constexpr double step = 1024.0;
    const auto size = static_cast<double>(std::max<qint64>(0, bytes));
    if (size < step)
        return QStringLiteral("%1 B").arg(std::max<qint64>(0, bytes));
    double value = size / step;
    size_t unit = 0;
    // 1,023.9 would be shown as 1,024.
    while (value >= step - 0.5 && unit + 1 < units.size()) {
        value /= step;
        ++unit;
    }
    // As many digits as tell something: 9.9, but 9 and 10.
    const int tenths = static_cast<int>(std::lround(value * 10.0));
    const int digits = tenths < 100 && tenths % 10 != 0 ? 1 : 0;
    return QString::number(value, 'f', digits) + u' ' + QLatin1StringView(units[unit]);
}

} // namespace Procession
