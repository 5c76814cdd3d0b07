// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace Procession {

/// Times in words. `now` moves once a second, so that bindings on it follow the clock; nothing else ticks.
///
/// Threads: the GUI's. Owner: Dashboard.
class TimeText : public QObject
{
    Q_OBJECT
    /// Milliseconds since the epoch.
    Q_PROPERTY(double now READ now NOTIFY nowChanged)

public:
    explicit TimeText(QObject *parent = nullptr);

    double now() const;

    /// Such as `3 s`, `4:10 min`, `2:05 h`.
    static QString duration(qint64 milliseconds);
    /// A date and time of day, such as `2026-03-01 14:05:09`.
    Q_INVOKABLE static QString moment(qint64 wallMs);
    /// A date, such as `2026-03-01`.
    static QString day(qint64 wallMs);

    /// How long something took, or takes so far at `nowMs` where `endMs` is 0; empty where it has not begun.
    Q_INVOKABLE static QString elapsed(double beginMs, double endMs, double nowMs);
    /// When `atMs` comes, seen from `nowMs`: such as `in 5 s`, or `due` where it has passed.
    Q_INVOKABLE static QString until(double atMs, double nowMs);

    /// How long ago `atMs` was, seen from `nowMs`, such as `5 min ago`; empty where that was a day ago or more.
    Q_INVOKABLE static QString ago(double atMs, double nowMs);

    /// Such as `14:05:09`.
    Q_INVOKABLE static QString timeOfDay(double wallMs);

Q_SIGNALS:
    void nowChanged();

private:
    QTimer m_tick;
};

} // namespace Procession
