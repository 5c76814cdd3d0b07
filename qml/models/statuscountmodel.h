// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfiltermodel.h"

#include <QAbstractListModel>

namespace Procession {

/// How many of the processes that type and search let through stand in each shownState(): a row for all of them (its
/// status is empty), then one for each state.
///
/// Changes with the list and the filter, in the same frame. Threads: the GUI's. Owner: Dashboard.
class StatusCountModel : public QAbstractListModel
{
    Q_OBJECT
    /// All that are tracked.
    Q_PROPERTY(int total READ total NOTIFY changed)
    /// How many of them the list shows, such as `1 of 5,323 processes`.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)

public:
    enum Role { StatusRole = Qt::UserRole + 1, CountRole };
    Q_ENUM(Role)

    StatusCountModel(const ProcessListModel &source, const ProcessFilterModel &filter, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int total() const { return m_total; }
    QString summary() const;

Q_SIGNALS:
    void changed();

private:
    void update();
    int matching() const;

    const ProcessListModel &m_source;
    const ProcessFilterModel &m_filter;
    ProcessFilterModel::StateCounts m_counts{};
    int m_total = 0;
};

} // namespace Procession
