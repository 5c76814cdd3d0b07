// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runstarter.h"

#include "metadatakeys.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

Result<StartChange> RunStarter::plan(const ScheduleDefinition &definition) const
{
    return m_planner(definition.workType, QJsonDocument::fromJson(definition.request.utf8().toByteArray()).object());
}

Result<void> RunStarter::check(const ScheduleDefinition &definition) const
{
    const auto planned = plan(definition);
    return planned ? Result<void>() : planned.error();
}

Result<ProcessPtr> RunStarter::start(const Schedule &schedule, const ProcessId &id, qint64 dueMs,
                                     const Origin &origin) const
{
    auto start = plan(schedule.definition);
    if (!start)
        return start.error();
    start->id = id;
    start->metadata.insert(MetadataKeys::schedule, schedule.definition.name.toString());
    start->metadata.insert(MetadataKeys::dueAt, double(dueMs) / 1000);
    const auto started = m_tracker.start(*std::move(start), origin);
    if (!started)
        return started.error();
    return started->process;
}

Result<ProcessPtr> RunStarter::runNow(const Text &name, const Origin &origin) const
{
    const SchedulePtr schedule = m_tracker.findSchedule(name);
    if (!schedule)
        return Error{ErrorCode::UnknownSchedule, u"There is no schedule %1."_s.arg(name.toString()), {}};
    const qint64 now = m_clock.wallMs();
    auto process = start(*schedule, ProcessId::generate(now), now, origin);
    if (process)
        std::ignore = m_tracker.changeSchedule(name, ScheduleChange::RunNow{(**process)->id}, origin);
    return process;
}

} // namespace Procession
