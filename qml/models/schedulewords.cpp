// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulewords.h"

#include "rowtext.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Procession {

using namespace Qt::StringLiterals;

ScheduleWords::State ScheduleWords::stateOf(const Schedule &schedule, bool isOver)
{
    if (schedule.pause)
        return schedule.pause->isByFailures ? Failing : Paused;
    return isOver ? Over : Active;
}

ScheduleWords::Mark ScheduleWords::markOf(const Tick &tick, StatusText::Status run)
{
    if (tick.outcome == TickOutcome::Skipped)
        return Skipped;
    if (tick.outcome == TickOutcome::Missed)
        return Missed;
    switch (run) {
    case StatusText::Pending:
        return Pending;
    case StatusText::Running:
        return Running;
    case StatusText::Completed:
        return Completed;
    case StatusText::Failed:
        return Failed;
    case StatusText::Cancelled:
        return Cancelled;
    case StatusText::Timeout:
        return Timeout;
    case StatusText::Waiting:
        return Waiting;
    case StatusText::All:
        break;
    }
    return Started;
}

QString ScheduleWords::stateWord(State state)
{
    switch (state) {
    case Active:
        return tr("Active");
    case Paused:
        return tr("Paused");
    case Failing:
        return tr("Paused by failures");
    case Over:
        return tr("Over");
    case Unread:
        return tr("Not readable here");
    }
    return {};
}

QString ScheduleWords::markWord(Mark mark)
{
    switch (mark) {
    case Due:
        return tr("Due");
    case Left:
        return tr("Left out");
    case Started:
        return tr("Started");
    case Completed:
        return StatusText::word(StatusText::Completed);
    case Pending:
        return StatusText::word(StatusText::Pending);
    case Running:
        return StatusText::word(StatusText::Running);
    case Skipped:
        return tr("Skipped");
    case Cancelled:
        return StatusText::word(StatusText::Cancelled);
    case Waiting:
        return StatusText::word(StatusText::Waiting);
    case Missed:
        return tr("Missed");
    case Timeout:
        return StatusText::word(StatusText::Timeout);
    case Failed:
        return StatusText::word(StatusText::Failed);
    }
    return {};
}

QString ScheduleWords::work(const ScheduleDefinition &definition)
{
    const QString type = definition.workType.toString();
    const QJsonObject request = QJsonDocument::fromJson(definition.request.utf8().toByteArray()).object();
    const QString tool = request.value("tool"_L1).toString();
    if (!tool.isEmpty())
        return tr("Tool %1").arg(shownText(tool));
    const QString name = request.value("name"_L1).toString();
    return name.isEmpty() ? type : tr("%1: %2").arg(type, shownText(name));
}

QString ScheduleWords::overlap(OverlapPolicy policy)
{
    switch (policy) {
    case OverlapPolicy::Skip:
        return tr("While a run is live, times are left out");
    case OverlapPolicy::BufferOne:
        return tr("While a run is live, one more waits for its end");
    case OverlapPolicy::BufferAll:
        return tr("While a run is live, the next ones wait for its end");
    case OverlapPolicy::CancelOther:
        return tr("A live run is cancelled, and the next one starts once it is over");
    case OverlapPolicy::TerminateOther:
        return tr("A live run is cancelled, and the next one starts at once");
    case OverlapPolicy::AllowAll:
        return tr("Runs start beside one another");
    }
    return {};
}

} // namespace Procession
