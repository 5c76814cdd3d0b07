// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedule.h"
#include "statustext.h"

#include <QObject>

namespace Procession {

/// Schedules and their due times in words. A type of functions alone, for C++ and QML.
///
/// Threads: any. Owner: QML's engine; C++ needs no object.
class ScheduleWords : public QObject
{
    Q_OBJECT

public:
    /// How a schedule stands.
    enum State {
        Active,
        Paused,
        Failing, ///< paused since too many runs in a row failed
        Over,    ///< no due time is left
        Unread,  ///< this machine can't read its rule, such as one in a time zone that it doesn't know
    };
    Q_ENUM(State)

    /// What became of a due time, or becomes of it. The worse of two has the greater number.
    enum Mark {
        Due,
        Left,    ///< it comes, but is left out, since the schedule is paused
        Started, ///< and nothing more is known of its run
        Completed,
        Pending,
        Running,
        Skipped,
        Cancelled,
        Waiting,
        Missed,
        Timeout,
        Failed,
    };
    Q_ENUM(Mark)

    using QObject::QObject;

    /// `over` where no due time is left.
    static State stateOf(const Schedule &schedule, bool isOver);
    /// `run` is the status of the process that was started; All where it isn't known.
    static Mark markOf(const Tick &tick, StatusText::Status run);

    /// Such as `Paused`.
    Q_INVOKABLE static QString stateWord(Procession::ScheduleWords::State state);
    /// Such as `Skipped`.
    Q_INVOKABLE static QString markWord(Procession::ScheduleWords::Mark mark);
    /// Whether people have to look at it.
    Q_INVOKABLE static bool isBad(Procession::ScheduleWords::Mark mark) { return mark >= Missed; }

    /// Such as `Tool backup`, or the type of the work.
    static QString work(const ScheduleDefinition &definition);
    /// What happens at a time at which a run is live.
    static QString overlap(OverlapPolicy policy);
};

} // namespace Procession
