// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"
#include "clock.h"
#include "durationbars.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

namespace Procession {

class SelectedProcess;
class ShownAttempt;

/// How long past runs with the name of the shown attempt took in the last year, and where this one stands among them, also
/// while it runs: by as long as it has run.
///
/// Where hardly any run with the name completed, those of its type count. It asks once for each process, and only while its
/// page is shown.
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class DurationSpread : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// Why it could not be read; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY changed)
    /// The heights of the bars, 0 to 1. Their axis is logarithmic.
    Q_PROPERTY(QList<double> bars READ bars NOTIFY changed)
    /// The places of this run and of the median on the axis, 0 to 1; -1 for none.
    Q_PROPERTY(double mark READ mark NOTIFY changed)
    Q_PROPERTY(double median READ median NOTIFY changed)
    /// The ends of the axis, the median and the length of this run in words.
    Q_PROPERTY(QString leastText READ leastText NOTIFY changed)
    Q_PROPERTY(QString mostText READ mostText NOTIFY changed)
    Q_PROPERTY(QString medianText READ medianText NOTIFY changed)
    Q_PROPERTY(QString markText READ markText NOTIFY changed)
    /// Such as `Longer than 93% of 412 runs of this name`.
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)

public:
    enum State {
        Unavailable, ///< this server keeps no summaries, or no process is shown
        Loading,
        Nothing, ///< no such run completed
        Ready,
        Failed,
    };
    Q_ENUM(State)

    /// `source` is null where no summaries are kept.
    DurationSpread(const SelectedProcess &selected, const ShownAttempt &attempt, AnalyticsSource *source,
                   const Clock &clock, QObject *parent = nullptr);
    ~DurationSpread() override;

    State state() const { return m_state; }
    const QString &error() const { return m_error; }
    const QList<double> &bars() const { return m_heights; }
    double mark() const;
    double median() const;
    QString leastText() const;
    QString mostText() const;
    QString medianText() const;
    QString markText() const;
    QString sentence() const;

    void setShown(bool shown);
    /// Asks once more what could not be read.
    Q_INVOKABLE void reload();

Q_SIGNALS:
    void changed();

private:
    void follow();
    void ask(bool byName);
    void takeAnswer();
    void measure();
    double runMs() const;

    const SelectedProcess &m_selected;
    const ShownAttempt &m_attempt;
    AnalyticsSource *m_source;
    const Clock &m_clock;
    QFutureWatcher<AnalyticsSource::Answer> m_answer;
    QTimer m_tick; // while it runs
    State m_state = Unavailable;
    bool m_isShown = false;
    bool m_isByName = true;
    quint64 m_key = 0; // of the process that was asked for, its createdSeq
    QString m_error;
    DurationBars m_bars;
    DurationBars::Axis m_axis;
    QList<double> m_heights;
};

} // namespace Procession
