// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operator.h"

#include <QAbstractListModel>

namespace Procession {

/// The tools that the server offers as rows, in its order.
///
/// They stand in its configuration, so they are read when somebody looks. Threads: the GUI's. Owner: Dashboard; the operator
/// must outlive it.
class ToolListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY stateChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why they could not be read; empty where they could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        DescriptionRole,
    };
    Q_ENUM(Role)

    explicit ToolListModel(Operator &tools, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }

    /// Reads them anew; what is there stays until the answer came.
    Q_INVOKABLE void reload();
    /// -1 where there is none.
    Q_INVOKABLE int rowOf(const QString &name) const;
    Q_INVOKABLE QString nameAt(int row) const;
    /// As `GET /tools` tells it; empty where there is none.
    QJsonObject find(const QString &name) const;

Q_SIGNALS:
    void stateChanged();

private:
    void take(const Result<QJsonArray> &answer);

    Operator &m_tools;
    QJsonArray m_rows;
    QString m_error;
    bool m_isLoading = false;
};

} // namespace Procession
