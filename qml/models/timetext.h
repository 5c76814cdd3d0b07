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
    /// What a row tells first, and since or until when.
    enum Alert {
        NoAlert,
        CancelWaits,    ///< a cancel is sent at that time, unless it is undone
        BeingStored,    ///< a cancel or a retry isn't committed yet
        RetryWaits,     ///< it failed, and is tried again at that time
        RetryCancelled, ///< it failed, and won't be tried again since somebody cancelled that
        RetriesUsedUp,  ///< it failed, and was tried as often as it may be
        NotTakenUp,     ///< it is pending, and nobody has taken it up since that time
        Quiet,          ///< it runs, and nothing was heard of it since that time
    };
    Q_ENUM(Alert)

    explicit TimeText(QObject *parent = nullptr);

    double now() const;

    /// A date and time of day, such as `2026-03-01 14:05:09`.
    Q_INVOKABLE static QString moment(qint64 wallMs);
    /// A date, such as `2026-03-01`.
    static QString day(qint64 wallMs);

    /// How long something took, or takes so far at `nowMs` where `endMs` is 0; empty where it has not begun.
    Q_INVOKABLE static QString elapsed(double beginMs, double endMs, double nowMs);
    /// When `atMs` comes, seen from `nowMs`: such as `in 5 s` or `in 3 days`, or `due` where it has passed.
    Q_INVOKABLE static QString until(double atMs, double nowMs);

    /// How long ago `atMs` was, seen from `nowMs`, such as `5 min ago`; empty where that was a day ago or more.
    Q_INVOKABLE static QString ago(double atMs, double nowMs);

    /// How long ago, such as `5 min ago`, or the date where that was a day ago or more.
    Q_INVOKABLE static QString age(double atMs, double nowMs);

    /// A time to come in short: `14:05`, with seconds where it has some; `Sat 14:05` within a week, and else the date.
    Q_INVOKABLE static QString shortMoment(double wallMs, double nowMs);
    /// Such as `14:05:09`, with the date where it isn't today's.
    Q_INVOKABLE static QString clockMoment(double wallMs, double nowMs);

    /// Such as `14:05:09`.
    Q_INVOKABLE static QString timeOfDay(double wallMs);

    /// A number of bytes in words, such as `1.5 KiB`.
    Q_INVOKABLE static QString size(double bytes);

    /// An alert in words, with the message behind it where there is one, such as `Retry in 5 s · disk full`.
    Q_INVOKABLE static QString note(Procession::TimeText::Alert alert, double atMs, double nowMs,
                                    const QString &message);
    /// The alert of a row for screen readers, which would read a countdown out each second; mostly empty.
    Q_INVOKABLE static QString alertWord(Procession::TimeText::Alert alert);

Q_SIGNALS:
    void nowChanged();

private:
    QTimer m_tick;
};

} // namespace Procession
