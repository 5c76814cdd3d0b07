// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulecontroller.h"

#include "clock.h"
#include "jsonreader.h"
#include "processtracker.h"
#include "runstarter.h"
#include "schedulejson.h"
#include "scheduletimes.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int previewedTimes = 10;

Error unknown(const QString &name)
{
    return {ErrorCode::UnknownSchedule, u"There is no schedule \"%1\"; GET /schedules lists them."_s.arg(name),
            u"name"_s};
}

} // namespace

ScheduleController::ScheduleController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_log(parts.log)
    , m_clock(parts.clock)
    , m_runner(parts.runStarter)
{
}

HttpResponse ScheduleController::answerWith(int status, const SchedulePtr &schedule) const
{
    HttpResponse response = jsonResponse(status, [&](ObjectWriter &body) {
        ObjectWriter object = body.object("schedule");
        writeSchedule(object, *schedule, m_clock.wallMs());
    });
    response.afterSeq = schedule->seq;
    return response;
}

Answer ScheduleController::list(const Call &) const
{
    const std::vector<SchedulePtr> schedules = m_tracker.schedules();
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter list = body.array("schedules");
        for (const SchedulePtr &schedule : schedules) {
            ObjectWriter object = list.object();
            writeSchedule(object, *schedule, m_clock.wallMs());
        }
    });
}

Answer ScheduleController::get(const Call &call) const
{
    const SchedulePtr schedule = m_tracker.findSchedule(call.name);
    if (!schedule)
        return Refusal(unknown(call.name));
    return answerWith(200, schedule);
}

Answer ScheduleController::put(const Call &call) const
{
    const auto definition = scheduleFromJson(call.name, call.body);
    if (!definition)
        return Refusal(definition.error());
    if (const auto checked = m_runner->check(*definition); !checked) {
        Error error = checked.error();
        error.field = error.field.isEmpty() ? u"run"_s : u"run."_s + error.field;
        return Refusal(error, 422);
    }
    const bool isNew = !m_tracker.findSchedule(definition->name);
    if (isNew && m_tracker.schedules().size() >= maxSchedules) {
        return Refusal(
            {ErrorCode::Conflict, u"There are %1 schedules already, and no more are taken."_s.arg(maxSchedules), {}});
    }
    const auto changed = m_tracker.changeSchedule(definition->name, ScheduleChange::Put{*definition}, call.origin);
    return changed ? Answer(answerWith(isNew ? 201 : 200, *changed)) : Refusal(changed.error());
}

template <typename Change>
Answer ScheduleController::change(const Call &call, Change &&change) const
{
    const auto changed = m_tracker.changeSchedule(call.name, std::forward<Change>(change), call.origin);
    if (!changed)
        return Refusal(changed.error().code == ErrorCode::UnknownSchedule ? unknown(call.name) : changed.error());
    return answerWith(200, *changed);
}

Answer ScheduleController::remove(const Call &call) const
{
    return change(call, ScheduleChange::Remove{});
}

Answer ScheduleController::run(const Call &call) const
{
    const auto started = m_runner->runNow(call.name, call.origin);
    if (!started)
        return Refusal(started.error().code == ErrorCode::UnknownSchedule ? unknown(call.name) : started.error());
    HttpResponse response = ProcessAnswer(202, *started);
    response.afterSeq = m_log.head(); // the schedule, too, knows of it
    return response;
}

Answer ScheduleController::pause(const Call &call) const
{
    JsonReader reader(call.body);
    reader.onlyKeys({"note"_L1});
    const QString note = reader.text("note"_L1, Origin::maxReasonLength).value_or(QString());
    if (reader.error())
        return Refusal(*reader.error());
    return change(call, ScheduleChange::Pause{note});
}

Answer ScheduleController::resume(const Call &call) const
{
    return change(call, ScheduleChange::Resume{});
}

Answer ScheduleController::moveCursor(const Call &call) const
{
    JsonReader reader(call.body);
    reader.onlyKeys({"to"_L1});
    const auto to = reader.moment("to"_L1);
    if (!to)
        reader.fail("to"_L1, u"Say where the cursor shall stand, in seconds since 1970."_s);
    if (reader.error())
        return Refusal(*reader.error());
    return change(call, ScheduleChange::Move{*to});
}

Answer ScheduleController::fillBack(const Call &call) const
{
    JsonReader reader(call.body);
    reader.onlyKeys({"from"_L1, "until"_L1, "overlap"_L1});
    const auto from = reader.moment("from"_L1);
    const auto until = reader.moment("until"_L1);
    if (!from || !until)
        reader.fail(from ? "until"_L1 : "from"_L1, u"Say from when until when, in seconds since 1970."_s);
    ScheduleChange::FillBack fill;
    fill.overlap = readOverlap(reader).value_or(fill.overlap);
    if (reader.error())
        return Refusal(*reader.error());
    fill.fromMs = *from;
    fill.untilMs = *until;
    return change(call, fill);
}

Answer ScheduleController::preview(const Call &call) const
{
    ScheduleDefinition definition;
    definition.rule = call.query.queryItemValue(u"rule"_s, QUrl::FullyDecoded).replace(u'+', u' ');
    const QString zone = call.query.queryItemValue(u"time_zone"_s, QUrl::FullyDecoded);
    definition.timeZone = zone.isEmpty() ? u"UTC"_s : zone;
    const auto times = ScheduleTimes::of(definition);
    if (!times)
        return Refusal(times.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        body.text("words", times->rule().words());
        ArrayWriter next = body.array("next");
        const auto due = times->next(m_clock.wallMs(), previewedTimes);
        for (const qint64 ms : due)
            next.seconds(ms);
    });
}

} // namespace Procession
