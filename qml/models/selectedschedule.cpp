// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "selectedschedule.h"

#include "durationtext.h"
#include "rowtext.h"
#include "timetext.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownTimes = 10;

QString requestText(const ScheduleDefinition &definition)
{
    const QJsonDocument request = QJsonDocument::fromJson(definition.request.utf8().toByteArray());
    const QJsonValue parameters = request.object().value("parameters"_L1);
    if (!request.object().contains("tool"_L1))
        return shownLines(QString::fromUtf8(request.toJson()).trimmed());
    if (parameters.toObject().isEmpty())
        return {};
    return shownLines(QString::fromUtf8(QJsonDocument(parameters.toObject()).toJson()).trimmed());
}

QString momentText(std::optional<qint64> ms)
{
    return ms ? TimeText::moment(*ms) : QString();
}

QString backfillText(const Backfill &backfill)
{
    return SelectedSchedule::tr("Up to %1; the times up to %2 are decided")
        .arg(TimeText::moment(backfill.untilMs), TimeText::moment(backfill.cursorMs));
}

} // namespace

SelectedSchedule::SelectedSchedule(const ScheduleListModel &schedules, QObject *parent)
    : QObject(parent)
    , m_schedules(schedules)
    , m_ticks(schedules)
{
    connect(&schedules, &ScheduleListModel::merged, this, &SelectedSchedule::refresh);
}

void SelectedSchedule::setName(const QString &name)
{
    if (std::exchange(m_name, name) == name)
        return;
    m_revision = -1;
    refresh();
}

void SelectedSchedule::refresh()
{
    const ScheduleListModel::Entry *entry = m_schedules.find(m_name);
    const SchedulePtr schedule = entry ? entry->schedule : nullptr;
    const int revision = entry ? entry->revision : -1;
    if (schedule == m_schedule && revision == m_revision && (entry || m_fields.isEmpty()))
        return;
    m_schedule = schedule;
    m_revision = revision;
    const auto data = [this](int role) { return m_schedules.data(m_schedules.index(row()), role); };
    m_words = entry ? data(ScheduleListModel::WordsRole).toString() : QString();
    m_note = entry ? data(ScheduleListModel::NoteRole).toString() : QString();
    m_state = entry ? data(ScheduleListModel::StateRole).value<ScheduleWords::State>() : ScheduleWords::Active;
    m_fields = readFields();
    m_ticks.setSchedule(m_schedule);
    readNext(entry);
    Q_EMIT changed();
}

void SelectedSchedule::readNext(const ScheduleListModel::Entry *entry)
{
    QList<double> next;
    QStringList there;
    if (entry && entry->times) {
        const QTimeZone zone = entry->times->rule().zone();
        const QList<qint64> due = entry->times->next(m_schedule->cursorMs, shownTimes);
        for (const qint64 ms : due) {
            next.append(static_cast<double>(ms));
            const QDateTime here = QDateTime::fromMSecsSinceEpoch(ms);
            const QDateTime away = here.toTimeZone(zone);
            there.append(away.offsetFromUtc() == here.offsetFromUtc() ? QString()
                                                                      : away.toString(u"yyyy-MM-dd HH:mm:ss"_s));
        }
    }
    if (m_next == next && m_nextThere == there)
        return;
    m_next = next;
    m_nextThere = there;
    Q_EMIT nextChanged();
}

QString SelectedSchedule::description() const
{
    return m_schedule ? shownText(m_schedule->definition.description) : QString();
}

QStringList SelectedSchedule::live() const
{
    QStringList live;
    if (m_schedule) {
        for (const ProcessId &id : m_schedule->running)
            live.append(id.toString());
    }
    return live;
}

QStringList SelectedSchedule::readFields() const
{
    if (!m_schedule)
        return {};
    const Schedule &schedule = *m_schedule;
    const ScheduleDefinition &definition = schedule.definition;
    QStringList fields;
    const auto add = [&fields](const QString &label, const QString &value) {
        if (!value.isEmpty())
            fields << label << value;
    };
    add(tr("When"), m_words);
    add(tr("Rule"), definition.rule);
    add(tr("Time zone"), definition.timeZone);
    add(tr("Starts"), ScheduleWords::work(definition));
    add(definition.workType == ProcessType::scheduledTask() ? tr("Parameters") : tr("Request"),
        requestText(definition));
    add(tr("Overlap"), ScheduleWords::overlap(definition.overlap));
    add(tr("Catch-up"),
        definition.catchUpLimit == 0 ? tr("Times that couldn't be met are missed")
                                     : tr("%1 of the times within %2")
                                           .arg(definition.catchUpLimit)
                                           .arg(durationText(definition.catchUpWindow.count())));
    add(tr("Jitter"),
        definition.jitter.count() > 0 ? tr("Up to %1 later").arg(durationText(definition.jitter.count())) : QString());
    add(tr("From"), momentText(definition.startsAt));
    add(tr("Until"), momentText(definition.endsAt));
    QStringList exclusions;
    for (const Text &exclusion : definition.exclusions)
        exclusions.append(shownText(exclusion));
    add(tr("Left out"), exclusions.join(u'\n'));
    if (definition.pauseAfterFailures > 0)
        add(tr("Pauses after"), tr("%1 failed runs in a row").arg(definition.pauseAfterFailures));
    if (schedule.failures > 0)
        add(tr("Failed in a row"), QString::number(schedule.failures));
    add(tr("Decided up to"), momentText(schedule.cursorMs));
    if (schedule.pause)
        add(tr("Paused since"), momentText(schedule.pause->sinceMs));
    if (schedule.backfill)
        add(tr("Backfill"), backfillText(*schedule.backfill));
    if (!schedule.buffered.empty())
        add(tr("Waiting"), tr("%1 times wait for the live run").arg(schedule.buffered.size()));
    return fields;
}

} // namespace Procession
