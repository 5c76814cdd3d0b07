// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulemarks.h"

#include "rowtext.h"
#include "timetext.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Times that are due no further apart than half so many slots can't be told from one another.
constexpr qint64 closeHalfSlots = 5;

bool isSpan(const ScheduleMark &mark, const ScheduleSlots &cells)
{
    return cells.slotOf(mark.toMs) > cells.slotOf(mark.fromMs);
}

/// One mark of both, which shows the worse of the two.
void merge(ScheduleMark &mark, const ScheduleMark &other)
{
    const ScheduleMark worse = other.kind >= mark.kind ? other : mark;
    mark.toMs = std::max(mark.toMs, other.toMs);
    mark.count = mark.count == 0 || other.count == 0 ? 0 : mark.count + other.count;
    mark.kind = worse.kind;
    mark.run = worse.run;
    mark.reason = worse.reason;
}

} // namespace

std::vector<ScheduleMark> decidedMarks(const Schedule &schedule, const ScheduleListModel &runs,
                                       const ScheduleSlots &cells)
{
    std::vector<ScheduleMark> single;
    for (const Tick &tick : schedule.ticks) {
        if (tick.lastDueMs < cells.beginMs || tick.dueMs >= cells.endMs())
            continue;
        single.push_back({.fromMs = std::max(tick.dueMs, cells.beginMs),
                          .toMs = tick.lastDueMs,
                          .count = tick.count,
                          .kind = runs.markOf(tick),
                          .run = tick.process,
                          .reason = shownText(tick.reason),
                          .isBackfill = tick.isBackfill});
    }
    std::stable_sort(single.begin(), single.end(), [](const auto &a, const auto &b) { return a.fromMs < b.fromMs; });
    std::vector<ScheduleMark> marks;
    for (const ScheduleMark &mark : single) {
        const bool isSame = !marks.empty() && cells.slotOf(marks.back().toMs) >= cells.slotOf(mark.fromMs);
        if (isSame && !isSpan(marks.back(), cells) && !isSpan(mark, cells))
            merge(marks.back(), mark);
        else
            marks.push_back(mark);
    }
    return marks;
}

std::vector<ScheduleMark> dueMarks(const ScheduleListModel::Entry &entry, const ScheduleSlots &cells)
{
    std::vector<ScheduleMark> marks;
    if (!entry.times || cells.count <= 0)
        return marks;
    const ScheduleWords::Mark kind = entry.schedule->pause ? ScheduleWords::Left : ScheduleWords::Due;
    qint64 at = std::max(entry.schedule->cursorMs, cells.beginMs - 1);
    for (auto due = entry.times->nextAfter(at); due && *due < cells.endMs(); due = entry.times->nextAfter(at)) {
        const qint64 slot = cells.slotOf(*due);
        const qint64 slotEnd = cells.beginMs + (slot + 1) * cells.slotMs;
        if (!marks.empty() && 2 * (*due - marks.back().toMs) < closeHalfSlots * cells.slotMs) {
            marks.back().toMs = *due;
            marks.back().count = 0;
        } else {
            marks.push_back({.fromMs = *due, .toMs = *due, .count = 1, .kind = kind});
        }
        at = slotEnd - 1;
        const auto inSlot = entry.times->nextAfter(*due);
        if (inSlot && *inSlot < slotEnd)
            marks.back().count = 0;
    }
    return marks;
}

QString markText(const ScheduleMark &mark, qint64 nowMs)
{
    QString text = TimeText::clockMoment(double(mark.fromMs), double(nowMs));
    if (mark.toMs > mark.fromMs)
        text += u" – "_s + TimeText::clockMoment(double(mark.toMs), double(nowMs));
    if (mark.count > 1)
        text += ScheduleWords::tr(", %1 times").arg(mark.count);
    if (mark.kind <= ScheduleWords::Left && mark.count != 1)
        text += ScheduleWords::tr(", many times");
    text += u" · "_s + ScheduleWords::markWord(mark.kind);
    if (mark.kind == ScheduleWords::Due && mark.count == 1)
        text += u' ' + TimeText::until(static_cast<double>(mark.fromMs), static_cast<double>(nowMs));
    if (mark.isBackfill)
        text += ScheduleWords::tr(", of a backfill");
    if (!mark.reason.isEmpty())
        text += u" · "_s + mark.reason;
    return text;
}

} // namespace Procession
