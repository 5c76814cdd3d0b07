// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduleactions.h"

#include "rowtext.h"

#include <QDateTime>
#include <QPointer>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString failureText(const QString &name, const Error &error)
{
    switch (error.code) {
    case ErrorCode::StoreUnavailable:
        return ScheduleActions::tr("%1 was left as it is, since no change can be stored now: %2")
            .arg(quoted(name), error.message);
    case ErrorCode::NotStored:
        return ScheduleActions::tr("%1 was changed, but that is not stored; a restart of the server would undo it. %2")
            .arg(quoted(name), error.message);
    default:
        return ScheduleActions::tr("%1: %2").arg(quoted(name), shownText(error.message));
    }
}

/// A moment of the window's time zone, with or without a time of day and its seconds.
std::optional<qint64> momentFrom(const QString &text)
{
    for (const QString &format : {u"yyyy-MM-dd HH:mm"_s, u"yyyy-MM-dd HH:mm:ss"_s, u"yyyy-MM-dd"_s}) {
        const QDateTime moment = QDateTime::fromString(text.simplified(), format);
        if (moment.isValid())
            return moment.toMSecsSinceEpoch();
    }
    return std::nullopt;
}

} // namespace

ScheduleActions::ScheduleActions(Operator &changes, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_operator(changes)
    , m_clock(clock)
{
}

bool ScheduleActions::begin(const QString &name)
{
    if (name.isEmpty() || m_busy.contains(name))
        return false;
    m_busy.insert(name);
    Q_EMIT busyChanged();
    return true;
}

Operator::Done ScheduleActions::outcome(const QString &name, std::function<void(const ProcessPtr &)> then)
{
    return [asker = QPointer(this), name, then = std::move(then)](const Result<ProcessPtr> &result) {
        if (!asker)
            return;
        asker->m_busy.remove(name);
        Q_EMIT asker->busyChanged();
        if (!result && (result.error().field == "from"_L1 || result.error().field == "until"_L1))
            asker->refuse(result.error().field, shownText(result.error().message));
        else if (!result)
            Q_EMIT asker->failed(failureText(name, result.error()));
        else if (then)
            then(*result);
    };
}

void ScheduleActions::change(const QString &name, const Operator::ScheduleEdit &edit,
                             std::function<void(const ProcessPtr &)> then)
{
    if (begin(name))
        m_operator.changeSchedule(name, edit, outcome(name, std::move(then)));
}

void ScheduleActions::run(const QString &name)
{
    if (!begin(name))
        return;
    m_operator.runSchedule(name, outcome(name, [this, name](const ProcessPtr &process) {
                               Q_EMIT started(name, process ? (*process)->id.toString() : QString());
                           }));
}

void ScheduleActions::pause(const QString &name, const QString &note)
{
    change(name, ScheduleChange::Pause{note.trimmed().left(Origin::maxReasonLength)});
}

void ScheduleActions::resume(const QString &name)
{
    change(name, ScheduleChange::Resume{});
}

void ScheduleActions::remove(const QString &name)
{
    change(name, ScheduleChange::Remove{});
}

void ScheduleActions::fillBack(const QString &name, const QString &from, const QString &until, const QString &overlap)
{
    const auto fromMs = momentFrom(from);
    const auto untilMs = momentFrom(until);
    if (!fromMs || !untilMs) {
        refuse(fromMs ? u"until"_s : u"from"_s, tr("A time is written as 2026-03-01 14:05."));
        return;
    }
    refuse({}, {});
    change(name,
           ScheduleChange::FillBack{*fromMs, *untilMs,
                                    overlapPolicyFromString(overlap).value_or(OverlapPolicy::BufferAll)},
           [this, name](const ProcessPtr &) { Q_EMIT filledBack(name); });
}

QString ScheduleActions::hoursAgo(int hours) const
{
    return QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).addSecs(-3600LL * hours).toString(u"yyyy-MM-dd HH:mm"_s);
}

void ScheduleActions::refuse(const QString &field, const QString &message)
{
    if (m_refusedField == field && m_refusal == message)
        return;
    m_refusedField = field;
    m_refusal = message;
    Q_EMIT refusalChanged();
}

} // namespace Procession
