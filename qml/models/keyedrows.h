// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include <vector>

namespace Procession {

/// Rows that are read anew from time to time: those that stay keep their place in the view, with the keyboard on them.
///
/// Threads: the GUI's. Owner: whoever reads the rows.
class KeyedRows : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    struct Row
    {
        QString key;         ///< tells it from all others
        QVariantList values; ///< one for each role, in their order

        friend bool operator==(const Row &a, const Row &b) = default;
    };

    explicit KeyedRows(const QList<QByteArray> &roles, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override { return m_roles; }
    int count() const { return rowCount(); }

    /// The row of that key; -1 where there is none.
    Q_INVOKABLE int rowOf(const QString &key) const;
    Q_INVOKABLE QString keyAt(int row) const;

    /// Takes over these rows, in this order.
    void setRows(std::vector<Row> rows);

Q_SIGNALS:
    void countChanged();

private:
    void removeOthers(const std::vector<Row> &rows);
    void put(int place, Row row);

    QHash<int, QByteArray> m_roles;
    std::vector<Row> m_rows;
};

} // namespace Procession
