// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfilter.h"
#include "processlistmodel.h"

#include <QSortFilterProxyModel>

namespace Procession {

/// The rows that the user asked for, in the order that the user chose.
///
/// Threads: the GUI's. Owner: Dashboard.
class ProcessFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
    /// Only this type; empty for all.
    Q_PROPERTY(QString type READ type WRITE setType NOTIFY filterChanged)
    /// Only this status; empty for all.
    Q_PROPERTY(QString status READ status WRITE setStatus NOTIFY filterChanged)
    /// Only rows with this text in id, name, message or error.
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY filterChanged)
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filterChanged)
    /// The role (ProcessListModel's) that rows are ordered by.
    Q_PROPERTY(int orderRole READ orderRole NOTIFY orderChanged)
    Q_PROPERTY(bool descending READ isDescending NOTIFY orderChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    explicit ProcessFilterModel(ProcessListModel &source, QObject *parent = nullptr);

    QString type() const { return m_type; }
    void setType(const QString &type);
    QString status() const { return m_status; }
    void setStatus(const QString &status);
    QString searchText() const { return m_searchText; }
    void setSearchText(const QString &text);
    bool isFiltered() const { return !m_filter.isEmpty() || !m_searchText.isEmpty(); }

    int orderRole() const { return sortRole(); }
    bool isDescending() const { return sortOrder() == Qt::DescendingOrder; }
    int count() const { return rowCount(); }

    /// Orders by that role; asked for the same again, turns the order round.
    Q_INVOKABLE void orderBy(int role);
    /// Shows everything again.
    Q_INVOKABLE void clearFilter();
    /// The id of the process that a row shows; empty where there is no such row.
    Q_INVOKABLE QString idAt(int row) const;
    /// The row that shows the process; -1 where it is filtered out.
    Q_INVOKABLE int rowOf(const QString &processId) const;

Q_SIGNALS:
    void filterChanged();
    void orderChanged();
    void countChanged();

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void applyFilter();

    ProcessListModel &m_source;
    ProcessFilter m_filter; // without a text
    QString m_searchText;
    QString m_type;
    QString m_status;
};

} // namespace Procession
