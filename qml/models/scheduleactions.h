// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "operator.h"

#include <QSet>

namespace Procession {

/// The user's changes to schedules from the window.
///
/// A change counts as done once it is committed, as over REST. Threads: the GUI's. Owner: Dashboard; the operator and the
/// clock must outlive it.
class ScheduleActions : public QObject
{
    Q_OBJECT
    /// The field of the backfill that was refused, `from` or `until`, and why; empty where none was.
    Q_PROPERTY(QString refusedField READ refusedField NOTIFY refusalChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY refusalChanged)

public:
    ScheduleActions(Operator &changes, const Clock &clock, QObject *parent = nullptr);

    /// Whether an action of that schedule is under way; asking for another one does nothing.
    Q_INVOKABLE bool isBusy(const QString &name) const { return m_busy.contains(name); }
    Q_INVOKABLE void run(const QString &name);
    Q_INVOKABLE void pause(const QString &name, const QString &note);
    Q_INVOKABLE void resume(const QString &name);
    Q_INVOKABLE void remove(const QString &name);
    /// Runs the times of a range once more. Times are texts such as `2026-03-01 14:05`, in the window's time zone;
    /// `overlap` is a name of the API.
    Q_INVOKABLE void fillBack(const QString &name, const QString &from, const QString &until, const QString &overlap);
    Q_INVOKABLE void clearRefusal() { refuse({}, {}); }
    /// A time so many hours ago, as fillBack() takes it.
    Q_INVOKABLE QString hoursAgo(int hours) const;

    const QString &refusedField() const { return m_refusedField; }
    const QString &refusal() const { return m_refusal; }

Q_SIGNALS:
    void busyChanged();
    void refusalChanged();
    /// A run was started by hand.
    void started(const QString &name, const QString &processId);
    /// A backfill was taken.
    void filledBack(const QString &name);
    /// It was not done; a sentence that says why.
    void failed(const QString &message);

private:
    Operator::Done outcome(const QString &name, std::function<void(const ProcessPtr &)> then = {});
    void change(const QString &name, const Operator::ScheduleEdit &edit,
                std::function<void(const ProcessPtr &)> then = {});
    bool begin(const QString &name);
    void refuse(const QString &field, const QString &message);

    Operator &m_operator;
    const Clock &m_clock;
    QSet<QString> m_busy;
    QString m_refusedField;
    QString m_refusal;
};

} // namespace Procession
