// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overviewrows.h"

namespace Procession {

void OverviewRows::show(std::vector<Row> rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT countChanged();
}

int OverviewRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant OverviewRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case LabelRole:
        return row.label;
    case ValueRole:
        return row.value;
    case DetailRole:
        return row.detail;
    case ShareRole:
        return row.share;
    case ToneRole:
        return row.tone;
    case TypeRole:
        return row.type;
    case SinceRole:
        return row.since;
    case SinceIdRole:
        return row.sinceId;
    case SearchRole:
        return row.search;
    default:
        return {};
    }
}

QHash<int, QByteArray> OverviewRows::roleNames() const
{
    return {{LabelRole, "label"},   {ValueRole, "value"}, {DetailRole, "detail"},
            {ShareRole, "share"},   {ToneRole, "tone"},   {TypeRole, "processType"},
            {SearchRole, "search"}, {SinceRole, "since"}, {SinceIdRole, "sinceId"}};
}

} // namespace Procession
