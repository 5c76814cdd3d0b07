// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuscountmodel.h"

#include <QLocale>

#include <array>
#include <numeric>

namespace Procession {

namespace {

/// The states in the order of their rows: Waiting stands beside what failed.
constexpr std::array order{StatusText::All,    StatusText::Pending, StatusText::Running, StatusText::Completed,
                           StatusText::Failed, StatusText::Timeout, StatusText::Waiting, StatusText::Cancelled};

} // namespace

StatusCountModel::StatusCountModel(const ProcessListModel &source, const ProcessFilterModel &filter, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(source)
    , m_filter(filter)
{
    connect(&source, &ProcessListModel::merged, this, &StatusCountModel::update);
    connect(&filter, &ProcessFilterModel::filterChanged, this, &StatusCountModel::update);
    connect(&filter, &ProcessFilterModel::countChanged, this, &StatusCountModel::changed);
    update();
}

int StatusCountModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(order.size());
}

QVariant StatusCountModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StatusText::Status status = order[static_cast<size_t>(index.row())];
    if (role == CountRole)
        return status == StatusText::All ? QVariant(matching()) : QVariant::fromValue(m_counts[status]);
    if (role == StatusRole || role == Qt::DisplayRole)
        return status;
    return {};
}

QHash<int, QByteArray> StatusCountModel::roleNames() const
{
    return {{StatusRole, "status"}, {CountRole, "count"}};
}

int StatusCountModel::matching() const
{
    return static_cast<int>(std::accumulate(m_counts.begin(), m_counts.end(), qsizetype(0)));
}

QString StatusCountModel::summary() const
{
    const QLocale locale;
    if (m_filter.isFiltered())
        return tr("%1 of %2 processes").arg(locale.toString(m_filter.count()), locale.toString(m_total));
    return m_total == 1 ? tr("1 process") : tr("%1 processes").arg(locale.toString(m_total));
}

void StatusCountModel::update()
{
    const ProcessFilterModel::StateCounts counts = m_filter.stateCounts();
    if (counts != m_counts) {
        m_counts = counts;
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CountRole});
    }
    m_total = m_source.rowCount();
    Q_EMIT changed();
}

} // namespace Procession
