// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduleticks.h"

#include <QStringList>

namespace Procession {

/// All that is known of the schedule that the user selected.
///
/// Threads: the GUI's. Owner: Dashboard; the list must outlive it.
class SelectedSchedule : public QObject
{
    Q_OBJECT
    /// Empty where none is selected.
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    Q_PROPERTY(int row READ row NOTIFY changed)
    /// The rule in words.
    Q_PROPERTY(QString words READ words NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(Procession::ScheduleWords::State state READ state NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)
    /// Whether it is paused, by a person or by failures.
    Q_PROPERTY(bool paused READ isPaused NOTIFY changed)
    /// Whether it stands in the configuration file.
    Q_PROPERTY(bool configured READ isConfigured NOTIFY changed)
    /// Label and value of each field that holds something, in turn.
    Q_PROPERTY(QStringList fields READ fields NOTIFY changed)
    /// Its next ten due times, in ms since the epoch.
    Q_PROPERTY(QList<double> next READ next NOTIFY nextChanged)
    /// The same in its own time zone; empty where that is the window's.
    Q_PROPERTY(QStringList nextThere READ nextThere NOTIFY nextChanged)
    /// The ids of its live runs, oldest first.
    Q_PROPERTY(QStringList live READ live NOTIFY changed)
    Q_PROPERTY(Procession::ScheduleTicks *ticks READ ticks CONSTANT)
    /// What a backfill may do at a time at which a run is live, by the names of the API.
    Q_PROPERTY(QStringList overlapChoices READ overlapChoices CONSTANT)

public:
    explicit SelectedSchedule(const ScheduleListModel &schedules, QObject *parent = nullptr);

    const QString &name() const { return m_name; }
    void setName(const QString &name);
    bool isValid() const { return m_schedule != nullptr; }
    int row() const { return m_schedules.rowOf(m_name); }
    const QString &words() const { return m_words; }
    QString description() const;
    ScheduleWords::State state() const { return m_state; }
    QString note() const { return m_note; }
    bool isPaused() const { return m_schedule && m_schedule->pause; }
    bool isConfigured() const { return m_schedule && m_schedule->isConfigured; }
    const QStringList &fields() const { return m_fields; }
    const QList<double> &next() const { return m_next; }
    const QStringList &nextThere() const { return m_nextThere; }
    QStringList live() const;
    ScheduleTicks *ticks() { return &m_ticks; }
    QStringList overlapChoices() const { return overlapPolicyNames(); }

Q_SIGNALS:
    void changed();
    void nextChanged();

private:
    void refresh();
    void readNext(const ScheduleListModel::Entry *entry);
    QStringList readFields() const;

    const ScheduleListModel &m_schedules;
    ScheduleTicks m_ticks;
    QString m_name;
    SchedulePtr m_schedule; // null where it isn't there
    int m_revision = -1;
    QString m_words;
    QString m_note;
    ScheduleWords::State m_state = ScheduleWords::Active;
    QStringList m_fields;
    QList<double> m_next;
    QStringList m_nextThere;
};

} // namespace Procession
