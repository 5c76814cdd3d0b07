// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QAbstractListModel>

namespace Procession {

class SelectedProcess;

/// The attempts of the selected process, the newest in the first row.
///
/// Threads: the GUI's. Owner: Dashboard; `selected` must outlive it.
class AttemptsModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        NumberRole = Qt::UserRole + 1,
        StatusRole, ///< of StatusText
        BeginRole,  ///< ms since the epoch; 0 where it hasn't begun
        EndRole,    ///< ms since the epoch; 0 while it goes on
    };
    Q_ENUM(Role)

    explicit AttemptsModel(const SelectedProcess &selected, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }
    /// The attempt of that number; null where it isn't known.
    const Attempt *find(int number) const;
    /// Null where no process is selected.
    const Attempt *newest() const { return m_attempts.empty() ? nullptr : &m_attempts.front(); }
    /// The number of the attempt that is so many rows from the given one, towards the older ones; the same where there is
    /// none.
    Q_INVOKABLE int neighbour(int number, int rows) const;

Q_SIGNALS:
    void countChanged();
    /// Any of the attempts is another one, or tells something else.
    void changed();

private:
    void follow();

    const SelectedProcess &m_selected;
    quint64 m_key = 0; // of the process, its createdSeq; 0 for none
    std::vector<Attempt> m_attempts;
};

} // namespace Procession
