// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulelistmodel.h"

namespace Procession {

/// Due times of a schedule that stand so close on an axis that they are one mark. Plain data.
struct ScheduleMark
{
    qint64 fromMs = 0;                             ///< the first due time
    qint64 toMs = 0;                               ///< the last one
    qint64 count = 1;                              ///< 0 where nobody counted them
    ScheduleWords::Mark kind = ScheduleWords::Due; ///< of the worst of them
    ProcessId run{};                               ///< of the worst of them; null where none was started
    QString reason{};                              ///< of that one
    bool isBackfill = false;

    friend bool operator==(const ScheduleMark &a, const ScheduleMark &b) = default;
};

/// A part of the axis of time, cut into slots: what comes in the same slot is one mark. Plain data.
struct ScheduleSlots
{
    qint64 beginMs = 0; ///< wall time
    qint64 slotMs = 1;  ///< at least 1
    int count = 0;

    qint64 endMs() const { return beginMs + slotMs * count; }
    qint64 slotOf(qint64 ms) const { return (ms - beginMs) / slotMs; }
    friend bool operator==(const ScheduleSlots &a, const ScheduleSlots &b) = default;
};

/// The due times that were decided, oldest first: at most one mark for each slot, and one for a span of times that share an
/// outcome.
std::vector<ScheduleMark> decidedMarks(const Schedule &schedule, const ScheduleListModel &runs,
                                       const ScheduleSlots &cells);
/// The due times after the cursor. Those that are only a few slots apart are one mark. Asks the rule twice for each slot at
/// most, however many times are due.
std::vector<ScheduleMark> dueMarks(const ScheduleListModel::Entry &entry, const ScheduleSlots &cells);

/// Such as `03:00 · Completed`: when, what became of it, and why. `nowMs` says how long until then.
QString markText(const ScheduleMark &mark, qint64 nowMs);

} // namespace Procession
