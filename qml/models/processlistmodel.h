// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "processindex.h"

#include <QAbstractListModel>
#include <QHash>
#include <QTimer>

#include <vector>

namespace Procession {

class ProcessTracker;

/// Every tracked process as a row, in the order of their age, for views.
///
/// Reads the log with a cursor of its own, at most once a frame, and merges what changed: rows are inserted,
/// changed and removed, and the model never resets, also not when it fell behind the log and has to compare
/// itself with a snapshot. Threads: the GUI's. Owner: Dashboard. Cost: a row is a pointer and a hash entry.
class ProcessListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TypeRole,
        StatusRole, ///< the wire name
        NameRole,
        DescriptionRole,
        MessageRole,  ///< the error message where there is one
        ProgressRole, ///< 0 to 100; -1 where none was reported
        CreatedRole,  ///< all times in ms since the epoch, 0 where there is none
        StartedRole,
        CompletedRole,
        UpdatedRole,
        QuietSinceRole,
        RetryAtRole,
        AttemptRole,     ///< such as `2` or `2/3`
        RetryStatusRole, ///< the wire name, empty where there is no retry
        CanCancelRole,
        CanRetryRole,
    };
    Q_ENUM(Role)

    ProcessListModel(const ProcessTracker &tracker, EventLog &log, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// The process of a row.
    const ProcessPtr &processAt(int row) const { return m_rows[static_cast<size_t>(row)]; }
    /// The row of a process; -1 where it is not tracked.
    int rowOf(const ProcessId &id) const;
    /// How many rows stand in each status.
    const StatusCounts &counts() const { return m_counts; }

Q_SIGNALS:
    /// What changed in this frame has been merged.
    void merged();
    /// The history has the process from now on; its row goes with the merging that follows. After a loss nobody knows.
    void archived(const Procession::ProcessPtr &last);
    /// Something finished in this frame, or may have.
    void finished();

private:
    void mergeEvents();
    void mergeSnapshot();
    void merge(const QHash<ProcessId, ProcessPtr> &latest); // null: gone
    void insertRows(std::vector<ProcessPtr> processes);
    void changeRows(std::vector<std::pair<int, ProcessPtr>> changes);
    void removeRows(std::vector<int> rows);
    void count(const ProcessPtr &process, qsizetype difference);

    const ProcessTracker &m_tracker;
    EventCursor m_cursor;
    QTimer m_frame;
    std::vector<ProcessPtr> m_rows;
    // Rows that moved up are numbered anew when somebody asks, so that removing many costs no pass for each.
    mutable QHash<ProcessId, int> m_rowOf;
    mutable size_t m_indexedRows = 0;
    StatusCounts m_counts{};
};

} // namespace Procession
