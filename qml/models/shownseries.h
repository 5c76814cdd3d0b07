// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriessource.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

class EventLog;
class SelectedProcess;
class ShownAttempt;

/// The course of the attempt that a page shows: as far as it is recorded, and going on with the log.
///
/// It is read while the page is shown, once for each attempt, and again where some of the log was missed. What the log tells
/// meanwhile is kept, and goes on behind the last moment that the answer has.
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class ShownSeries : public QObject
{
    Q_OBJECT
    /// The course is being read.
    Q_PROPERTY(bool loading READ isLoading NOTIFY changed)
    /// Why the course before the page was opened could not be read; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    /// `source` is null where the server records none: then it begins with the log.
    ShownSeries(const SelectedProcess &selected, const ShownAttempt &attempt, const EventLog &log, SeriesSource *source,
                QObject *parent = nullptr);
    ~ShownSeries() override;

    void setShown(bool shown);
    const AttemptSeries &series() const { return m_series; }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }

    /// Reads all of it anew.
    Q_INVOKABLE void reload();

Q_SIGNALS:
    /// series() has more, or is that of another attempt.
    void changed();

private:
    void follow();
    bool takeNews();
    void takeAnswer();

    const SelectedProcess &m_selected;
    const ShownAttempt &m_attempt;
    const EventLog &m_log;
    SeriesSource *m_source;
    QFutureWatcher<SeriesSource::Answer> m_answer;
    bool m_isShown = false;
    quint64 m_key = 0; // of the process, its createdSeq; 0 for none
    int m_number = 0;
    quint64 m_position = 0; // the last event of the log that was looked at
    AttemptSeries m_series;
    bool m_isLoading = false;
    QString m_error;
};

} // namespace Procession
