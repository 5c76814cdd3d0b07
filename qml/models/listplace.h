// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

#include <functional>

namespace Procession {

/// Where in a list the keyboard stands: at the row of the selected process, or, once that has left the list, between
/// the rows that were its neighbours.
///
/// Follows the list's rows as they come, go and move. Threads: the GUI's. Owner: Dashboard; the model must outlive it.
class ListPlace : public QObject
{
    Q_OBJECT

public:
    /// The selected process's row in the model; -1 where it has none.
    using SelectedRow = std::function<int()>;

    ListPlace(const QAbstractItemModel &model, SelectedRow selectedRow, QObject *parent = nullptr);

    /// The row that is `rows` further on, or back where that is negative; the first or the last where the list ends
    /// before. -1 where the list is empty. From a place between two rows, one step leads to either of them.
    int step(int rows) const;
    /// Looks again where the selected process stands, after another was selected.
    void follow();
    /// The list shows other rows, or in another order: unless the selected process is among them, the place is lost,
    /// and the first step leads to the first row.
    void forget();

private:
    void takeRemoved(int first, int last);
    void takeInserted(int first, int last);

    const QAbstractItemModel &m_model;
    const SelectedRow m_selectedRow;
    int m_row = -1;        // where it stands; where it has left, the row that is now at its place. -1: nowhere
    bool m_isGone = false; // it has left
};

} // namespace Procession
