// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <vector>

namespace Procession {

/// The lengths of time for which summaries are kept, in UTC. Their numbers stand in the file.
enum class SpanLevel : quint8 { Hour = 0, Day = 1, Month = 2 };
inline constexpr std::array allSpanLevels{SpanLevel::Hour, SpanLevel::Day, SpanLevel::Month};

/// An hour, a day or a month. Plain data.
struct CalendarSpan
{
    SpanLevel level = SpanLevel::Hour;
    qint64 startMs = 0; ///< wall time

    friend auto operator<=>(const CalendarSpan &a, const CalendarSpan &b) = default;
};

/// The span of that level that a moment lies in. Any thread.
CalendarSpan spanOf(SpanLevel level, qint64 timeMs);
/// When it ends, which is when the next one begins. Any thread.
qint64 endOf(const CalendarSpan &span);

/// The fewest spans of the levels up to `coarsest`, in their order, that together are the time from the begin of the hour of
/// `fromMs` up to the end of the last hour that begins before `toMs`. Any thread.
std::vector<CalendarSpan> spansBetween(qint64 fromMs, qint64 toMs, SpanLevel coarsest = SpanLevel::Month);

} // namespace Procession
