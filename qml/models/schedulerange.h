// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace Procession {

/// The part of time that the lanes of schedules show: some hours ahead, and a quarter as many back. It moves with the clock
/// while it is shown.
///
/// Threads: the GUI's. Owner: Dashboard; the clock must outlive it.
class ScheduleRange : public QObject
{
    Q_OBJECT
    /// How far it looks ahead: a place in `choices`.
    Q_PROPERTY(int choice READ choice WRITE setChoice NOTIFY changed)
    Q_PROPERTY(QStringList choices READ choices CONSTANT)
    /// Times in ms since the epoch.
    Q_PROPERTY(double begin READ begin NOTIFY changed)
    Q_PROPERTY(double end READ end NOTIFY changed)
    Q_PROPERTY(double now READ now NOTIFY changed)

public:
    enum Choice { Hour, SixHours, Day, Week };
    Q_ENUM(Choice)

    explicit ScheduleRange(const Clock &clock, QObject *parent = nullptr);

    int choice() const { return m_choice; }
    void setChoice(int choice);
    QStringList choices() const;
    double begin() const;
    double end() const;
    double now() const { return static_cast<double>(m_now); }

    void setShown(bool shown);
    /// Looks at the clock again, rather than when the timer says.
    void moveOn();

Q_SIGNALS:
    void changed();

private:
    const Clock &m_clock;
    QTimer m_tick;
    int m_choice = Day;
    qint64 m_now = 0;
};

} // namespace Procession
