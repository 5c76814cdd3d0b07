// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulelistmodel.h"

#include "rowtext.h"

#include <algorithm>
#include <set>

namespace Procession {

namespace {

constexpr std::chrono::milliseconds frame{100};

std::set<ProcessId> runsOf(const Schedule *schedule)
{
    std::set<ProcessId> runs;
    if (!schedule)
        return runs;
    for (const Tick &tick : schedule->ticks) {
        if (!tick.process.isNull())
            runs.insert(tick.process);
    }
    runs.insert(schedule->running.begin(), schedule->running.end());
    return runs;
}

} // namespace

ScheduleListModel::ScheduleListModel(const ProcessSource &source, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(source)
    , m_cursor(source.log(), frame, this)
{
    m_cursor.setWatched(false);
    connect(&m_cursor, &FramedCursor::due, this, &ScheduleListModel::readLog);
    connect(this, &QAbstractItemModel::modelReset, this, &ScheduleListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsInserted, this, &ScheduleListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ScheduleListModel::countChanged);
}

int ScheduleListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ScheduleListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = *m_rows[static_cast<size_t>(index.row())];
    const Schedule &schedule = *entry.schedule;
    const ScheduleDefinition &definition = schedule.definition;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return definition.name.toString();
    case WordsRole:
        return entry.times ? entry.times->rule().words() : definition.rule.toString();
    case RuleRole:
        return definition.rule.toString();
    case TimeZoneRole:
        return definition.timeZone.toString();
    case WorkRole:
        return ScheduleWords::work(definition);
    case StateRole:
        return entry.times || schedule.pause ? ScheduleWords::stateOf(schedule, !entry.next) : ScheduleWords::Unread;
    case NoteRole:
        return noteOf(entry);
    case NextRole:
        return schedule.pause ? 0.0 : static_cast<double>(entry.next.value_or(0));
    case LastRole:
    case LastMarkRole:
    case LastReasonRole:
        return lastOf(schedule, role);
    case ConfiguredRole:
        return schedule.isConfigured;
    case LiveRole:
        return static_cast<int>(schedule.running.size());
    case RevisionRole:
        return entry.revision;
    default:
        return {};
    }
}

QString ScheduleListModel::noteOf(const Entry &entry) const
{
    return entry.schedule->pause ? shownText(entry.schedule->pause->note) : entry.problem;
}

QVariant ScheduleListModel::lastOf(const Schedule &schedule, int role) const
{
    if (schedule.ticks.empty())
        return role == LastRole ? QVariant(0.0) : role == LastMarkRole ? QVariant(ScheduleWords::Due) : QString();
    const Tick &last = schedule.ticks.back();
    switch (role) {
    case LastRole:
        return static_cast<double>(last.lastDueMs);
    case LastMarkRole:
        return markOf(last);
    default:
        return shownText(last.reason);
    }
}

QHash<int, QByteArray> ScheduleListModel::roleNames() const
{
    return {
        {NameRole, "name"},
        {WordsRole, "words"},
        {RuleRole, "rule"},
        {TimeZoneRole, "timeZone"},
        {WorkRole, "work"},
        {StateRole, "state"},
        {NoteRole, "note"},
        {NextRole, "nextAt"},
        {LastRole, "lastAt"},
        {LastMarkRole, "lastMark"},
        {LastReasonRole, "lastReason"},
        {ConfiguredRole, "configured"},
        {LiveRole, "live"},
        {RevisionRole, "revision"},
    };
}

void ScheduleListModel::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    m_cursor.setWatched(shown);
    if (shown) {
        reload();
        return;
    }
    beginResetModel();
    m_rows.clear();
    m_runs.clear();
    endResetModel();
    Q_EMIT merged();
}

ScheduleListModel::Entries::const_iterator ScheduleListModel::placeOf(const Text &name) const
{
    return std::lower_bound(m_rows.begin(), m_rows.end(), name, [](const auto &entry, const Text &wanted) {
        return entry->schedule->definition.name < wanted;
    });
}

int ScheduleListModel::rowOf(const QString &name) const
{
    const Text wanted(name);
    const auto place = placeOf(wanted);
    return place != m_rows.end() && (*place)->schedule->definition.name == wanted
        ? static_cast<int>(place - m_rows.begin())
        : -1;
}

const ScheduleListModel::Entry *ScheduleListModel::find(const QString &name) const
{
    const int row = rowOf(name);
    return row < 0 ? nullptr : m_rows[static_cast<size_t>(row)].get();
}

QString ScheduleListModel::nameAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[static_cast<size_t>(row)]->schedule->definition.name.toString()
                                        : QString();
}

void ScheduleListModel::readLog()
{
    // Only the last state of each schedule and run counts.
    std::map<Text, SchedulePtr> schedules;
    std::set<Text> touched;
    while (true) {
        const EventLog::Batch batch = m_cursor.take();
        if (batch.lost) {
            reload();
            return;
        }
        if (batch.events.empty())
            break;
        for (const Event &event : batch.events) {
            if (event.setting && event.setting->schedule) {
                schedules[event.setting->schedule->definition.name] = event.setting->schedule;
            } else if (event.process) {
                const auto run = m_runs.find((*event.process)->id);
                const StatusText::Status status = StatusText::of(**event.process);
                if (run != m_runs.end() && std::exchange(run->status, status) != status)
                    touched.insert(run->schedule);
            }
        }
    }
    for (const auto &[name, schedule] : schedules) {
        if (schedule->isRemoved)
            remove(schedule);
        else
            put(schedule);
        touched.erase(name);
    }
    for (const Text &name : touched)
        touch(name);
    Q_EMIT merged();
}

void ScheduleListModel::reload()
{
    beginResetModel();
    // What comes in between is taken once more, and changes nothing.
    m_cursor.skipToEnd();
    Entries before = std::exchange(m_rows, {});
    m_runs.clear();
    auto old = before.cbegin(); // both are by name
    const std::vector<SchedulePtr> schedules = m_source.schedules();
    for (const SchedulePtr &schedule : schedules) {
        followRuns(nullptr, schedule.get());
        const Text &name = schedule->definition.name;
        old = std::find_if(old, before.cend(), [&](const auto &e) { return !(e->schedule->definition.name < name); });
        m_rows.push_back(entryOf(schedule, old == before.cend() ? nullptr : old->get()));
    }
    endResetModel();
    Q_EMIT merged();
}

std::unique_ptr<ScheduleListModel::Entry> ScheduleListModel::entryOf(const SchedulePtr &schedule, const Entry *before)
{
    auto entry = std::make_unique<Entry>(Entry{.schedule = schedule});
    if (before && before->schedule->definition == schedule->definition) {
        entry->times = before->times;
        entry->problem = before->problem;
    } else if (auto times = ScheduleTimes::of(schedule->definition)) {
        entry->times = *std::move(times);
    } else {
        entry->problem = shownText(times.error().message);
    }
    if (entry->times)
        entry->next = entry->times->nextAfter(schedule->cursorMs);
    entry->revision = before ? before->revision + 1 : 0;
    return entry;
}

void ScheduleListModel::put(const SchedulePtr &schedule)
{
    const Text &name = schedule->definition.name;
    const auto place = placeOf(name);
    const auto row = static_cast<int>(place - m_rows.begin());
    if (place == m_rows.end() || (*place)->schedule->definition.name != name) {
        followRuns(nullptr, schedule.get());
        beginInsertRows({}, row, row);
        m_rows.insert(place, entryOf(schedule, nullptr));
        endInsertRows();
        return;
    }
    std::unique_ptr<Entry> &entry = m_rows[static_cast<size_t>(row)];
    if (entry->schedule == schedule || entry->schedule->seq > schedule->seq)
        return;
    followRuns(entry->schedule.get(), schedule.get());
    entry = entryOf(schedule, entry.get());
    Q_EMIT dataChanged(index(row), index(row));
}

void ScheduleListModel::remove(const SchedulePtr &schedule)
{
    const int row = rowOf(schedule->definition.name.toString());
    if (row < 0 || m_rows[static_cast<size_t>(row)]->schedule->seq > schedule->seq)
        return;
    followRuns(m_rows[static_cast<size_t>(row)]->schedule.get(), nullptr);
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void ScheduleListModel::touch(const Text &name)
{
    const int row = rowOf(name.toString());
    if (row < 0)
        return;
    ++m_rows[static_cast<size_t>(row)]->revision;
    Q_EMIT dataChanged(index(row), index(row), {LastMarkRole, RevisionRole});
}

void ScheduleListModel::followRuns(const Schedule *before, const Schedule *after)
{
    const std::set<ProcessId> now = runsOf(after);
    const std::set<ProcessId> were = runsOf(before);
    for (const ProcessId &run : were) {
        if (!now.contains(run))
            m_runs.remove(run);
    }
    for (const ProcessId &run : now) {
        if (m_runs.contains(run))
            continue;
        const ProcessPtr process = m_source.find(run);
        m_runs.insert(run, {after->definition.name, process ? StatusText::of(**process) : StatusText::All});
    }
}

} // namespace Procession
