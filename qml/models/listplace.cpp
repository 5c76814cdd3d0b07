// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listplace.h"

#include <algorithm>

namespace Procession {

ListPlace::ListPlace(const QAbstractItemModel &model, SelectedRow selectedRow, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_selectedRow(std::move(selectedRow))
{
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { takeRemoved(first, last); });
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { takeInserted(first, last); });
    connect(&model, &QAbstractItemModel::layoutChanged, this, &ListPlace::follow);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_isGone = true;
        follow();
    });
    follow();
}

int ListPlace::step(int rows) const
{
    const int count = m_model.rowCount();
    if (count == 0)
        return -1;
    const bool isBefore = m_row >= 0 && m_isGone && rows > 0; // the row at its place is one step further already
    return std::clamp(m_row + (isBefore ? rows - 1 : rows), 0, count - 1);
}

void ListPlace::follow()
{
    const int row = m_selectedRow();
    if (row < 0)
        return;
    m_row = row;
    m_isGone = false;
}

void ListPlace::forget()
{
    m_row = -1;
    m_isGone = false;
    follow();
}

void ListPlace::takeRemoved(int first, int last)
{
    if (m_row > last) {
        m_row -= last - first + 1;
    } else if (m_row >= first) {
        m_row = first;
        m_isGone = true;
    }
    follow();
}

void ListPlace::takeInserted(int first, int last)
{
    if (m_row > first || (m_row == first && !m_isGone))
        m_row += last - first + 1;
    follow();
}

} // namespace Procession
