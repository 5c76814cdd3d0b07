// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "historysource.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

/// The moment in the past whose list is looked at, between the begin of the history and now: what a slider, its keys and a
/// line of text choose.
///
/// Steps lead to round times: minutes, hours or days, by how far the history goes back. The end of the slider is now, which
/// is no moment of the past. Times are wall time in ms since the epoch.
/// Threads: the GUI's. Owner: Dashboard; `history` and `clock` must outlive it.
class PastMoment : public QObject
{
    Q_OBJECT
    /// Whether there is a past to look at: the server keeps a history, and how far it goes back has been read.
    Q_PROPERTY(bool available READ isAvailable NOTIFY changed)
    /// Whether a moment of the past is chosen, rather than now.
    Q_PROPERTY(bool chosen READ isChosen NOTIFY changed)
    /// The place of the moment between the begin of the history, 0, and now, 1.
    Q_PROPERTY(double fraction READ fraction NOTIFY changed)
    /// Such as `2026-03-01 14:05:00`; empty for now.
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// The moment in ms since the epoch; 0 for now.
    Q_PROPERTY(double at READ at NOTIFY changed)
    /// When the history begins: a date and time.
    Q_PROPERTY(QString beginText READ beginText NOTIFY changed)
    /// Says that processes may be missing at the moment; empty where none are.
    Q_PROPERTY(QString missingText READ missingText NOTIFY changed)
    /// Why what was written last is no moment that can be shown; empty where it is one.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)

public:
    /// `history` is null where the server keeps none.
    PastMoment(HistorySource *history, const Clock &clock, QObject *parent = nullptr);
    ~PastMoment() override;

    bool isAvailable() const { return m_range.beginMs > 0; }
    bool isChosen() const { return m_atMs > 0; }
    /// 0 for now.
    qint64 atMs() const { return m_atMs; }
    double fraction() const;
    QString text() const;
    double at() const { return static_cast<double>(m_atMs); }
    QString beginText() const;
    QString missingText() const;
    const QString &problem() const { return m_problem; }

    /// Reads how far the history goes back, and again at each call: it grows, and loses its begin.
    void readRange();

    /// Chooses the nearest round time to that place.
    Q_INVOKABLE void slideTo(double fraction);
    /// Goes so many steps later, or earlier; long ones are some fifty from begin to end, or days.
    Q_INVOKABLE void step(int steps, bool isLong);
    /// Takes a date and time as a person writes them, or how long ago (`2h`); nothing written is now.
    Q_INVOKABLE void read(const QString &text);
    /// What was written, and won't do, isn't meant any more.
    Q_INVOKABLE void dropProblem();
    Q_INVOKABLE void goToBegin();
    Q_INVOKABLE void backToNow();

Q_SIGNALS:
    void changed();
    /// Another moment is chosen.
    void moved();

private:
    void takeRange();
    void choose(qint64 atMs);
    qint64 stepMs(bool isLong) const;

    HistorySource *m_history;
    const Clock &m_clock;
    QFutureWatcher<HistorySource::Range> m_answer;
    HistoryRange m_range;
    qint64 m_atMs = 0;
    QString m_problem;
};

} // namespace Procession
