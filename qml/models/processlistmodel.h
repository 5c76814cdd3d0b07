// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "framedcursor.h"
#include "processsource.h"
#include "statustext.h"
#include "timetext.h"

#include <QAbstractListModel>
#include <QHash>

#include <vector>

namespace Procession {

/// Every process of a source as a row, in the order of their age, for views.
///
/// The model reads the log with a cursor of its own, at most once a frame, and merges the changes: rows are inserted,
/// changed and removed. It never resets, not even after it fell behind the log and compares itself with a snapshot.
/// Threads: the GUI's. Owner: Dashboard. Cost: a row is a pointer and a hash entry.
class ProcessListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    /// What an action of the user that isn't over shows in a process's row.
    struct Mark
    {
        TimeText::Alert alert = TimeText::NoAlert;
        qint64 at = 0;                              ///< wall time in ms
        StatusText::Status state = StatusText::All; ///< shown in place of the process's own; All for that
        friend bool operator==(const Mark &a, const Mark &b) = default;
    };

    enum Role {
        IdRole = Qt::UserRole + 1,
        TypeRole,
        StatusRole, ///< of StatusText
        NameRole,
        MessageRole,  ///< the error message where there is one
        ProgressRole, ///< 0 to 100; -1 where none was reported
        CreatedRole,  ///< all times in ms since the epoch, 0 where there is none
        StartedRole,
        CompletedRole,
        UpdatedRole,
        QuietSinceRole,
        RetryAtRole,
        AttemptRole, ///< such as `2` or `2/3`
        CanCancelRole,
        CanRetryRole,
        StateRole,      ///< shownState(), or what a mark says
        AlertRole,      ///< a TimeText::Alert
        AlertAtRole,    ///< the time that the alert is about
        MemoryPeakRole, ///< the most that the attempt held, such as `1.5 GiB`; empty where it isn't known
        CpuTimeRole,    ///< processor time that the attempt used, such as `2:05 min`; likewise
        ElapsedRole,    ///< rows can be ordered by it; for how long each runs or ran ask TimeText
        LeftRole,       ///< likewise; how long each still takes tells ProcessEstimates
    };
    Q_ENUM(Role)

    explicit ProcessListModel(const ProcessSource &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Whether any process told what it uses, now or earlier.
    bool isUseTold() const { return m_isUseTold; }
    /// The process of a row.
    const ProcessPtr &processAt(int row) const { return m_rows[static_cast<size_t>(row)]; }
    /// The row of a process; -1 where it is not tracked.
    int rowOf(const ProcessId &id) const;
    /// Marks a process's row, tracked or not, until the next mark; one without an alert takes it away.
    void setMark(const ProcessId &id, const Mark &mark);

Q_SIGNALS:
    /// What changed in this frame has been merged.
    void merged();
    /// The history has the process from now on; its row goes with the merging that follows. After a loss nobody knows.
    void archived(const Procession::ProcessPtr &last);
    /// Something finished in this frame, or may have.
    void finished();
    /// isUseTold() is true from now on.
    void useTold();

private:
    void mergeEvents();
    void mergeSnapshot();
    void merge(const QHash<ProcessId, ProcessPtr> &latest); // null: gone
    void insertRows(std::vector<ProcessPtr> processes);
    void changeRows(std::vector<std::pair<int, ProcessPtr>> changes);
    void removeRows(std::vector<int> rows);
    void noteUse(const Process &process);
    QVariant markData(const Process &process, int role) const;

    const ProcessSource &m_source;
    FramedCursor m_cursor;
    std::vector<ProcessPtr> m_rows;
    // Rows that moved up are numbered anew when somebody asks, so that removing many costs no pass for each.
    mutable QHash<ProcessId, int> m_rowOf;
    mutable size_t m_indexedRows = 0;
    QHash<ProcessId, Mark> m_marks;
    bool m_isUseTold = false;
};

} // namespace Procession
