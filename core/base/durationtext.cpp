// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationtext.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

QString durationText(qint64 milliseconds)
{
    if (milliseconds > 0 && milliseconds < 1000)
        return u"%1 ms"_s.arg(milliseconds);
    const qint64 seconds = std::max<qint64>(0, milliseconds) / 1000;
    if (seconds < 60)
        return u"%1 s"_s.arg(seconds);
    const bool isShort = seconds < 3600;
    const qint64 small = isShort ? seconds : seconds / 60;
    return u"%1:%2 %3"_s.arg(small / 60).arg(small % 60, 2, 10, QLatin1Char('0')).arg(isShort ? u"min"_s : u"h"_s);
}

} // namespace Procession
