// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clockticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr int minutesOfDay = 1440;
constexpr std::array steps{5, 10, 15, 30, 60, 120, 180, 360, 720, minutesOfDay}; // minutes

} // namespace

std::vector<ClockTick> clockTicks(qint64 beginMs, qint64 endMs, qint64 leastMs)
{
    const auto *found = std::find_if(steps.begin(), steps.end(), [&](int step) { return step * minuteMs >= leastMs; });
    const int step = found == steps.end() ? minutesOfDay : *found;
    const qint64 days = std::max<qint64>(1, (leastMs + minutesOfDay * minuteMs - 1) / (minutesOfDay * minuteMs));
    std::vector<ClockTick> ticks;
    QDate day = QDateTime::fromMSecsSinceEpoch(beginMs).date();
    for (const QDate last = QDateTime::fromMSecsSinceEpoch(endMs).date(); day <= last; day = day.addDays(days)) {
        for (int minute = 0; minute < minutesOfDay; minute += step) {
            const QDateTime at = minute == 0 ? day.startOfDay()
                                             : QDateTime(day, QTime::fromMSecsSinceStartOfDay(int(minute * minuteMs)));
            const qint64 ms = at.toMSecsSinceEpoch();
            // A time that the clocks leave out is another one, which comes by itself.
            if (ms < beginMs || ms > endMs || (!ticks.empty() && ms <= ticks.back().ms))
                continue;
            const bool isDay = minute == 0;
            const QDateTime shown = QDateTime::fromMSecsSinceEpoch(ms);
            ticks.push_back({ms, isDay ? QLocale::c().toString(day, u"ddd d"_s) : shown.toString(u"HH:mm"_s), isDay});
        }
    }
    return ticks;
}

} // namespace Procession
