// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "framedcursor.h"
#include "processsource.h"
#include "scheduletimes.h"
#include "schedulewords.h"

#include <QAbstractListModel>
#include <QHash>

#include <map>
#include <memory>

namespace Procession {

/// The schedules as rows, by name, kept up to date from the log, with what became of their runs.
///
/// It takes what changed a few times a second at most. While nobody looks at it, it has no rows and reads nothing.
/// Threads: the GUI's. Owner: Dashboard. Cost: a schedule, its rule as it was parsed, and the status of each run that it
/// names.
class ScheduleListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        WordsRole, ///< the rule in words
        RuleRole,  ///< as it was written
        TimeZoneRole,
        WorkRole,
        StateRole,
        NoteRole, ///< why it is paused, or can't be read; empty otherwise
        NextRole, ///< ms since the epoch; 0 where none comes, or it is paused
        LastRole, ///< the last time that was decided, ms since the epoch; 0 for none
        LastMarkRole,
        LastReasonRole,
        ConfiguredRole,
        LiveRole,     ///< how many runs are live
        RevisionRole, ///< changes with everything that a row shows, runs included
    };
    Q_ENUM(Role)

    /// A schedule with what follows from it. Plain data.
    struct Entry
    {
        SchedulePtr schedule;
        std::optional<ScheduleTimes> times{}; ///< empty where the rule can't be read here
        QString problem{};                    ///< why
        std::optional<qint64> next{};         ///< the due time after its cursor
        int revision = 0;
    };

    explicit ScheduleListModel(const ProcessSource &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }
    /// Whether anybody looks at it.
    void setShown(bool shown);

    /// Null where there is no such schedule, or it isn't shown.
    const Entry *find(const QString &name) const;
    /// -1 where there is none.
    Q_INVOKABLE int rowOf(const QString &name) const;
    Q_INVOKABLE QString nameAt(int row) const;
    /// The status of the run of a due time; All where it isn't known.
    StatusText::Status statusOf(const ProcessId &run) const { return m_runs.value(run, {}).status; }
    ScheduleWords::Mark markOf(const Tick &tick) const { return ScheduleWords::markOf(tick, statusOf(tick.process)); }

Q_SIGNALS:
    void countChanged();
    /// Something was taken from the log.
    void merged();

private:
    struct Run
    {
        Text schedule{};
        StatusText::Status status = StatusText::All;
    };
    using Entries = std::vector<std::unique_ptr<Entry>>;

    Entries::const_iterator placeOf(const Text &name) const;
    void readLog();
    void reload();
    void put(const SchedulePtr &schedule);
    void remove(const SchedulePtr &schedule);
    void touch(const Text &name);
    std::unique_ptr<Entry> entryOf(const SchedulePtr &schedule, const Entry *before);
    void followRuns(const Schedule *before, const Schedule *after);
    QVariant lastOf(const Schedule &schedule, int role) const;
    QString noteOf(const Entry &entry) const;

    const ProcessSource &m_source;
    FramedCursor m_cursor;
    Entries m_rows;               // by name
    QHash<ProcessId, Run> m_runs; // those that the rows name
    bool m_isShown = false;
};

} // namespace Procession
