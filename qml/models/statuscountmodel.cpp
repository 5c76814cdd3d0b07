// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuscountmodel.h"

#include <numeric>

namespace Procession {

StatusCountModel::StatusCountModel(const ProcessListModel &source, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(source)
    , m_counts(source.counts())
{
    connect(&source, &ProcessListModel::merged, this, &StatusCountModel::update);
}

int StatusCountModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(allStatuses.size()) + 1;
}

QVariant StatusCountModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<size_t>(index.row());
    if (role == CountRole)
        return row == 0 ? QVariant(total()) : QVariant::fromValue(m_counts[row - 1]);
    if (role == StatusRole || role == Qt::DisplayRole)
        return row == 0 ? QString() : QString(wireName(allStatuses[row - 1]));
    return {};
}

QHash<int, QByteArray> StatusCountModel::roleNames() const
{
    return {{StatusRole, "status"}, {CountRole, "count"}};
}

int StatusCountModel::total() const
{
    return static_cast<int>(std::accumulate(m_counts.begin(), m_counts.end(), qsizetype(0)));
}

void StatusCountModel::update()
{
    if (m_counts == m_source.counts())
        return;
    const int totalBefore = total();
    m_counts = m_source.counts();
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CountRole});
    if (total() != totalBefore)
        Q_EMIT totalChanged();
}

} // namespace Procession
