// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyedrows.h"

#include <QSet>

#include <algorithm>

namespace Procession {

KeyedRows::KeyedRows(const QList<QByteArray> &roles, QObject *parent)
    : QAbstractListModel(parent)
{
    for (int i = 0; i < roles.size(); ++i)
        m_roles.insert(Qt::UserRole + 1 + i, roles[i]);
}

int KeyedRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant KeyedRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<size_t>(index.row())];
    return role == Qt::DisplayRole ? QVariant(row.key) : row.values.value(role - Qt::UserRole - 1);
}

int KeyedRows::rowOf(const QString &key) const
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [&key](const Row &one) { return one.key == key; });
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

QString KeyedRows::keyAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[static_cast<size_t>(row)].key : QString();
}

void KeyedRows::removeOthers(const std::vector<Row> &rows)
{
    QSet<QString> wanted;
    for (const Row &row : rows)
        wanted.insert(row.key);
    for (int i = rowCount() - 1; i >= 0; --i) {
        if (wanted.contains(m_rows[static_cast<size_t>(i)].key))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
}

void KeyedRows::put(int place, Row row)
{
    const int known = rowOf(row.key);
    if (known < 0) {
        beginInsertRows({}, place, place);
        m_rows.insert(m_rows.begin() + place, std::move(row));
        endInsertRows();
        return;
    }
    if (known != place) { // those before are in place, so that it comes from further down
        beginMoveRows({}, known, known, {}, place);
        std::rotate(m_rows.begin() + place, m_rows.begin() + known, m_rows.begin() + known + 1);
        endMoveRows();
    }
    if (Row &kept = m_rows[static_cast<size_t>(place)]; !(kept == row)) {
        kept = std::move(row);
        Q_EMIT dataChanged(index(place), index(place));
    }
}

void KeyedRows::setRows(std::vector<Row> rows)
{
    const int before = rowCount();
    removeOthers(rows);
    for (size_t i = 0; i < rows.size(); ++i)
        put(static_cast<int>(i), std::move(rows[i]));
    if (rowCount() != before)
        Q_EMIT countChanged();
}

} // namespace Procession
