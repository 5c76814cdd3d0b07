// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarspan.h"

#include <chrono>

namespace Procession {

using namespace std::chrono;

namespace {

sys_time<milliseconds> momentOf(qint64 ms)
{
    return sys_time<milliseconds>(milliseconds(ms));
}

template <typename Duration>
qint64 msOf(sys_time<Duration> moment)
{
    return duration_cast<milliseconds>(moment.time_since_epoch()).count();
}

} // namespace

CalendarSpan spanOf(SpanLevel level, qint64 timeMs)
{
    const auto moment = momentOf(timeMs);
    switch (level) {
    case SpanLevel::Hour:
        return {level, msOf(floor<hours>(moment))};
    case SpanLevel::Day:
        return {level, msOf(floor<days>(moment))};
    case SpanLevel::Month:
        break;
    }
    const year_month_day date(floor<days>(moment));
    return {SpanLevel::Month, msOf(sys_days(date.year() / date.month() / 1))};
}

qint64 endOf(const CalendarSpan &span)
{
    const auto start = momentOf(span.startMs);
    switch (span.level) {
    case SpanLevel::Hour:
        return msOf(start + hours(1));
    case SpanLevel::Day:
        return msOf(start + days(1));
    case SpanLevel::Month:
        break;
    }
    const year_month_day date(floor<days>(start));
    return msOf(sys_days((date.year() / date.month() + months(1)) / 1));
}

std::vector<CalendarSpan> spansBetween(qint64 fromMs, qint64 toMs, SpanLevel coarsest)
{
    std::vector<CalendarSpan> spans;
    qint64 at = spanOf(SpanLevel::Hour, fromMs).startMs;
    const qint64 lastHour = spanOf(SpanLevel::Hour, toMs).startMs;
    const qint64 end = lastHour < toMs ? endOf({SpanLevel::Hour, lastHour}) : lastHour;
    while (at < end) {
        CalendarSpan next{SpanLevel::Hour, at};
        for (const SpanLevel level : {SpanLevel::Day, SpanLevel::Month}) {
            const CalendarSpan longer = spanOf(level, at);
            if (level <= coarsest && longer.startMs == at && endOf(longer) <= end)
                next = longer;
        }
        spans.push_back(next);
        at = endOf(next);
    }
    return spans;
}

} // namespace Procession
