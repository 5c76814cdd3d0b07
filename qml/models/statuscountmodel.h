// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processlistmodel.h"

#include <QAbstractListModel>

namespace Procession {

/// How many processes stand in each status: a row for all of them (its status is empty), then one for each.
///
/// Changes with the list, in the same frame. Threads: the GUI's. Owner: Dashboard.
class StatusCountModel : public QAbstractListModel
{
    Q_OBJECT
    /// All of them.
    Q_PROPERTY(int total READ total NOTIFY totalChanged)

public:
    enum Role { StatusRole = Qt::UserRole + 1, CountRole };
    Q_ENUM(Role)

    explicit StatusCountModel(const ProcessListModel &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int total() const;

Q_SIGNALS:
    void totalChanged();

private:
    void update();

    const ProcessListModel &m_source;
    StatusCounts m_counts{};
};

} // namespace Procession
