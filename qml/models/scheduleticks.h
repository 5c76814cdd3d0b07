// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulelistmodel.h"

namespace Procession {

/// What became of the last due times of a schedule as rows, the newest first.
///
/// Threads: the GUI's. Owner: SelectedSchedule.
class ScheduleTicks : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        DueRole = Qt::UserRole + 1, ///< ms since the epoch; of several, the last one
        SinceRole,                  ///< of several, the first one
        TimesRole,                  ///< how many
        MarkRole,
        ReasonRole,
        RunRole, ///< the id of the process; empty where none was started
        BackfillRole,
    };
    Q_ENUM(Role)

    /// The list must outlive this.
    explicit ScheduleTicks(const ScheduleListModel &schedules, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    /// Null for none. The rows of the same schedule stay where they are.
    void setSchedule(const SchedulePtr &schedule);

Q_SIGNALS:
    void countChanged();

private:
    struct Row
    {
        Tick tick;
        ScheduleWords::Mark mark = ScheduleWords::Started;

        friend bool operator==(const Row &a, const Row &b) = default;
    };
    void follow(std::vector<Row> rows);

    const ScheduleListModel &m_schedules;
    Text m_name;
    std::vector<Row> m_rows;
};

} // namespace Procession
