// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduleticks.h"

#include "rowtext.h"

#include <algorithm>

namespace Procession {

ScheduleTicks::ScheduleTicks(const ScheduleListModel &schedules, QObject *parent)
    : QAbstractListModel(parent)
    , m_schedules(schedules)
{
    connect(this, &QAbstractItemModel::modelReset, this, &ScheduleTicks::countChanged);
    connect(this, &QAbstractItemModel::rowsInserted, this, &ScheduleTicks::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ScheduleTicks::countChanged);
}

int ScheduleTicks::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ScheduleTicks::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case DueRole:
        return static_cast<double>(row.tick.lastDueMs);
    case SinceRole:
        return static_cast<double>(row.tick.dueMs);
    case TimesRole:
        return static_cast<double>(row.tick.count);
    case Qt::DisplayRole:
        return ScheduleWords::markWord(row.mark);
    case MarkRole:
        return row.mark;
    case ReasonRole:
        return shownText(row.tick.reason);
    case RunRole:
        return row.tick.process.toString();
    case BackfillRole:
        return row.tick.isBackfill;
    default:
        return {};
    }
}

QHash<int, QByteArray> ScheduleTicks::roleNames() const
{
    return {{DueRole, "dueAt"},     {SinceRole, "since"}, {TimesRole, "times"},      {MarkRole, "mark"},
            {ReasonRole, "reason"}, {RunRole, "run"},     {BackfillRole, "backfill"}};
}

void ScheduleTicks::setSchedule(const SchedulePtr &schedule)
{
    std::vector<Row> rows;
    if (schedule) {
        for (auto tick = schedule->ticks.rbegin(); tick != schedule->ticks.rend(); ++tick)
            rows.push_back({*tick, m_schedules.markOf(*tick)});
    }
    const Text name = schedule ? schedule->definition.name : Text();
    if (name == m_name && !m_rows.empty()) {
        follow(std::move(rows));
        return;
    }
    m_name = name;
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

/// New ones come at the top, and the oldest go at the end.
void ScheduleTicks::follow(std::vector<Row> rows)
{
    const auto isSame = [](const Row &a, const Row &b) {
        return a.tick.dueMs == b.tick.dueMs && a.tick.process == b.tick.process
            && a.tick.isBackfill == b.tick.isBackfill;
    };
    const auto known =
        std::find_if(rows.begin(), rows.end(), [&](const Row &row) { return isSame(row, m_rows.front()); });
    const auto added = static_cast<int>(known - rows.begin());
    const auto kept = static_cast<int>(rows.size()) - added;
    const bool goesOn = kept > 0 && kept <= rowCount() && std::equal(known, rows.end(), m_rows.begin(), isSame);
    if (!goesOn) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    if (kept < rowCount()) {
        beginRemoveRows({}, kept, rowCount() - 1);
        m_rows.resize(static_cast<size_t>(kept));
        endRemoveRows();
    }
    for (int row = 0; row < kept; ++row) {
        Row &now = rows[static_cast<size_t>(added + row)];
        if (m_rows[static_cast<size_t>(row)] == now)
            continue;
        m_rows[static_cast<size_t>(row)] = now;
        Q_EMIT dataChanged(index(row), index(row));
    }
    if (added > 0) {
        beginInsertRows({}, 0, added - 1);
        m_rows.insert(m_rows.begin(), rows.begin(), known);
        endInsertRows();
    }
}

} // namespace Procession
