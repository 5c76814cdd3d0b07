// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expectedends.h"
#include "processsearch.h"

#include <QCollator>
#include <QSortFilterProxyModel>

namespace Procession {

/// The rows that the user asked for, in the order that the user chose.
///
/// While it is held, no row comes, leaves or moves by itself, so that the one under the pointer is the one that a click
/// means; what a row shows still changes, and a row whose process is forgotten goes.
/// Threads: the GUI's. Owner: Dashboard.
class ProcessFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
    /// Only this type; empty for all.
    Q_PROPERTY(QString type READ type WRITE setType NOTIFY filterChanged)
    /// Only this shownState(); empty for all.
    Q_PROPERTY(Procession::StatusText::Status status READ status WRITE setStatus NOTIFY filterChanged)
    /// Only rows with all words of this text, as SearchWords finds them.
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY filterChanged)
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filterChanged)
    /// The role (ProcessListModel's) that rows are ordered by.
    Q_PROPERTY(int orderRole READ orderRole NOTIFY orderChanged)
    Q_PROPERTY(bool descending READ isDescending NOTIFY orderChanged)
    /// The order in words, such as `Newest first`.
    Q_PROPERTY(QString orderText READ orderText NOTIFY orderChanged)
    /// Whether what was started last comes first, as at the start.
    Q_PROPERTY(bool newestFirst READ isNewestFirst NOTIFY orderChanged)
    /// Whether any process told what it uses.
    Q_PROPERTY(bool useTold READ isUseTold NOTIFY useToldChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool held READ isHeld WRITE setHeld NOTIFY heldChanged)
    /// How many rows would come if it weren't held.
    Q_PROPERTY(int arrivals READ arrivals NOTIFY arrivalsChanged)

public:
    /// How many rows there are in each shownState(), whatever status is asked for: one for each of allStatuses, then
    /// `waiting`.
    using StateCounts = std::array<qsizetype, allStatuses.size() + 1>;

    /// `locale` orders the names; both others must outlive this.
    ProcessFilterModel(ProcessListModel &source, const Clock &clock, const QLocale &locale = QLocale(),
                       QObject *parent = nullptr);

    QString type() const { return m_type; }
    void setType(const QString &type);
    StatusText::Status status() const { return m_status; }
    void setStatus(StatusText::Status status);
    QString searchText() const { return m_search.text(); }
    void setSearchText(const QString &text);
    bool isFiltered() const { return !m_type.isEmpty() || m_status != StatusText::All || !m_search.text().isEmpty(); }

    int orderRole() const { return sortRole(); }
    bool isDescending() const { return sortOrder() == Qt::DescendingOrder; }
    QString orderText() const;
    bool isNewestFirst() const { return sortRole() == ProcessListModel::CreatedRole && isDescending(); }
    bool isUseTold() const { return m_source.isUseTold(); }
    int count() const { return rowCount(); }
    bool isHeld() const { return m_isHeld; }
    void setHeld(bool held);
    int arrivals() const { return m_arrivals; }
    /// As they stand at this moment, also while it is held.
    StateCounts stateCounts() const;

    /// What the time that is left is estimated by, as ExpectedEnds has it.
    void setDurations(const DurationHistory *durations) { m_ends.setDurations(durations); }

    /// Orders by that role, the newest, the longest and the largest first, everything else upwards; asked for the same
    /// again, turns the order round. A row where it isn't known comes last either way.
    Q_INVOKABLE void orderBy(int role);
    /// What was started last comes first.
    Q_INVOKABLE void orderByAge();
    /// Shows everything again.
    Q_INVOKABLE void clearFilter();
    /// Lets in what waits while it is held, and holds on.
    Q_INVOKABLE void letIn();
    /// The id of the process that a row shows; empty where there is no such row.
    Q_INVOKABLE QString idAt(int row) const;
    /// The row that shows the process; -1 where it is filtered out.
    Q_INVOKABLE int rowOf(const QString &processId) const;

    /// Orders anew where the time that has passed changed the order by elapsed time, or by the time that is left; called
    /// once a second. A list so long that this takes more than a few frames is ordered when the user asks for it, and
    /// row by row as processes change.
    void followClock();

Q_SIGNALS:
    void filterChanged();
    void orderChanged();
    void countChanged();
    void heldChanged();
    void arrivalsChanged();
    void useToldChanged();

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool accepts(const Process &process) const;
    bool isOfType(const Process &process) const { return !m_onlyType || process.type == *m_onlyType; }
    void applyFilter();
    void filterAnew();
    void tellCount();
    void setOrder(int role, Qt::SortOrder order);
    void release();
    void hold();
    void countArrivals();
    void orderAnew();
    bool followsTime() const;
    std::optional<qint64> elapsed(const Process &process) const;
    std::optional<qint64> measure(const Process &process) const;
    const QCollatorSortKey &nameKey(const Text &name) const;
    bool isLess(const Process &a, const Process &b) const;

    ProcessListModel &m_source;
    const Clock &m_clock;
    QCollator m_collator;
    ProcessSearch m_search;
    QString m_type;
    std::optional<ProcessType> m_onlyType;
    StatusText::Status m_status = StatusText::All;
    bool m_isHeld = false;
    bool m_isFiltering = false; // many rows come and go at once
    int m_arrivals = 0;
    qint64 m_now = 0;      // wall time; stands still between two orderings, so that they agree
    bool m_isLong = false; // it took too long to order for doing that once a second
    QTimer m_tick;
    QTimer m_counting;
    ExpectedEnds m_ends;
    mutable QHash<Text, QCollatorSortKey> m_nameKeys; // while the names are ordered by
};

} // namespace Procession
