// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace Procession {

/// A round time of the clock, for an axis. Plain data.
struct ClockTick
{
    qint64 ms = 0; ///< wall time
    QString text;  ///< such as `03:00`, or `Sat 28` at midnight
    bool isDay = false;

    friend bool operator==(const ClockTick &a, const ClockTick &b) = default;
};

/// Round times of this machine's time zone from `beginMs` to `endMs`, at least `leastMs` apart (save where the clocks are
/// put back): from every five minutes to every few days. Any thread.
std::vector<ClockTick> clockTicks(qint64 beginMs, qint64 endMs, qint64 leastMs);

} // namespace Procession
