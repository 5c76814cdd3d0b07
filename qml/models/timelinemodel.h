// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historysource.h"
#include "tracethinner.h"

#include <QAbstractListModel>
#include <QFutureWatcher>

namespace Procession {

class EventLog;
class SelectedProcess;

/// The life of the selected process in words, the last event in the first row.
///
/// The model asks the history for what was committed before the process was selected, and reads later events in the
/// log, so that no event is missing between the two, however slow the history is. Only the answer to the latest
/// question counts. Of live progress the model shows as much as the history keeps.
/// Threads: the GUI's. Owner: Dashboard. Cost: a row for each kept event, a few hundred for a process of a month.
class TimelineModel : public QAbstractListModel
{
    Q_OBJECT
    /// Whether this server keeps a history at all; without one there are no rows.
    Q_PROPERTY(bool available READ isAvailable CONSTANT)
    /// The history is being read.
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why it could not be read; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)

public:
    enum Role {
        TitleRole = Qt::UserRole + 1, ///< such as `Running` or `40%`
        RetryRole,                    ///< of a failure: such as `retry in 4 s, attempt 2 of 3`, or why there is none
        OriginRole,                   ///< such as `by token default · curl/7.88 from ::1`; empty for plain reports
        ReasonRole,                   ///< the reason that was given for the change
        MessageRole,                  ///< the message, where it is a new one
        ErrorRole,                    ///< the error, where it is a new one
        CauseRole,                    ///< the line of the error that tells its cause
        StatusRole,                   ///< the status since then, of StatusText
        GlyphRole,                    ///< the icon's name; empty for what is no more than a point on the way
        TimeRole,                     ///< time of day
        DayRole,                      ///< date, where the row above is of another one
        AttemptRole,                  ///< such as `attempt 2`; empty where there was only one
        MomentRole,                   ///< ms since the epoch
        AttemptNumberRole,            ///< of the attempt that it belongs to
        ProgressRole,                 ///< from 0 to 100; -1 where it told none
        KindRole,                     ///< of EventKind
    };
    Q_ENUM(Role)

    /// `history` is null where the server keeps none. All of them must outlive this.
    TimelineModel(const SelectedProcess &selected, const EventLog &log, HistorySource *history,
                  QObject *parent = nullptr);
    ~TimelineModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool isAvailable() const { return m_history != nullptr; }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }

    /// Reads everything anew.
    Q_INVOKABLE void reload();

Q_SIGNALS:
    void stateChanged();

private:
    void follow();
    bool takeNews();
    void takeAnswer();
    void setState(bool loading, const QString &error);
    const HistoryEvent *before(size_t at) const { return at > 0 ? &m_rows[at - 1] : nullptr; }
    QString title(size_t at) const;
    QString dayHeading(size_t at) const;
    QString glyph(size_t at) const;
    int attempts() const { return m_rows.empty() ? 1 : m_rows.back().attempt; }

    const SelectedProcess &m_selected;
    const EventLog &m_log;
    HistorySource *m_history;
    QFutureWatcher<HistorySource::Life> m_answer;
    quint64 m_key = 0;      // of the process, its createdSeq; 0 for none
    quint64 m_position = 0; // the last event of the log that was looked at
    TraceThinner m_thinner;
    std::vector<HistoryEvent> m_rows; // the first event first
    bool m_isLoading = false;
    QString m_error;
};

} // namespace Procession
