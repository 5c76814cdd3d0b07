// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfiltermodel.h"

#include "rowtext.h"

namespace Procession {

ProcessFilterModel::ProcessFilterModel(ProcessListModel &source, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
{
    setSourceModel(&source);
    setSortRole(ProcessListModel::CreatedRole);
    sort(0, Qt::DescendingOrder); // what was started last comes first
    connect(this, &QAbstractItemModel::rowsInserted, this, &ProcessFilterModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ProcessFilterModel::countChanged);
}

void ProcessFilterModel::setType(const QString &type)
{
    if (m_type == type)
        return;
    m_type = type;
    m_filter.types.clear();
    if (const auto known = ProcessType::fromString(type))
        m_filter.types.insert(*known);
    applyFilter();
}

void ProcessFilterModel::setStatus(const QString &status)
{
    if (m_status == status)
        return;
    m_status = status;
    m_filter.statuses.clear();
    if (const auto known = statusFromString(status))
        m_filter.statuses.insert(*known);
    applyFilter();
}

void ProcessFilterModel::setSearchText(const QString &text)
{
    if (m_searchText == text)
        return;
    m_searchText = text;
    applyFilter();
}

void ProcessFilterModel::applyFilter()
{
    invalidateFilter();
    Q_EMIT filterChanged();
}

void ProcessFilterModel::clearFilter()
{
    m_filter = {};
    m_searchText.clear();
    m_type.clear();
    m_status.clear();
    applyFilter();
}

void ProcessFilterModel::orderBy(int role)
{
    const bool turnsRound = role == sortRole() && sortOrder() == Qt::AscendingOrder;
    setSortRole(role);
    sort(0, turnsRound ? Qt::DescendingOrder : Qt::AscendingOrder);
    Q_EMIT orderChanged();
}

QString ProcessFilterModel::idAt(int row) const
{
    return index(row, 0).data(ProcessListModel::IdRole).toString();
}

int ProcessFilterModel::rowOf(const QString &processId) const
{
    const auto id = ProcessId::fromString(processId);
    const int row = id ? m_source.rowOf(*id) : -1;
    return row < 0 ? -1 : mapFromSource(m_source.index(row)).row();
}

bool ProcessFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const Process &process = **m_source.processAt(sourceRow);
    return m_filter.matches(process) && isFoundBy(process, m_searchText);
}

bool ProcessFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Process &a = **m_source.processAt(left.row());
    const Process &b = **m_source.processAt(right.row());
    // Rows that are equal in what they are ordered by keep the order of their age.
    const auto byAge = [&a, &b] { return a.createdSeq < b.createdSeq; };
    switch (sortRole()) {
    case ProcessListModel::StatusRole:
        return a.status != b.status ? a.status < b.status : byAge();
    case ProcessListModel::ProgressRole:
        return a.progress != b.progress ? a.progress.value_or(-1.0) < b.progress.value_or(-1.0) : byAge();
    case ProcessListModel::NameRole: {
        const int order = QString::localeAwareCompare(a.name, b.name);
        return order != 0 ? order < 0 : byAge();
    }
    case ProcessListModel::TypeRole:
        return a.type == b.type ? byAge() : a.type < b.type;
    case ProcessListModel::AttemptRole:
        return a.attempt != b.attempt ? a.attempt < b.attempt : byAge();
    case ProcessListModel::StartedRole:
        return a.startedAt != b.startedAt ? a.startedAt.value_or(0) < b.startedAt.value_or(0) : byAge();
    default:
        return byAge();
    }
}

} // namespace Procession
