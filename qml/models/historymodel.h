// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "failurehour.h"
#include "historysource.h"
#include "statustext.h"

#include <QAbstractListModel>
#include <QFutureWatcher>
#include <QStringList>

#include <optional>

namespace Procession {

/// Finished processes of a history as rows, the last to finish first, a page at a time.
///
/// Where it asks again before an answer came, only the later answer counts. While it isn't shown it reads nothing. A
/// process that finishes while it is shown moves no row under the user's eyes; isStale() tells of it.
/// Threads: the GUI's. Owner: Dashboard. Cost: a row is a pointer to a process, kept as far as the user scrolled.
class HistoryModel : public QAbstractListModel
{
    Q_OBJECT
    /// Whether this server keeps a history at all; without one there are no rows.
    Q_PROPERTY(bool available READ isAvailable CONSTANT)
    /// Only this terminal status.
    Q_PROPERTY(Procession::StatusText::Status status READ status WRITE setStatus NOTIFY filterChanged)
    /// How long ago a process may have finished: a Period.
    Q_PROPERTY(int period READ period WRITE setPeriod NOTIFY filterChanged)
    /// The periods in words, in their order.
    Q_PROPERTY(QStringList periodChoices READ periodChoices CONSTANT)
    /// The failures of an hour of the week that alone are shown; empty where all are. The period doesn't count then.
    Q_PROPERTY(QString hourText READ hourText NOTIFY filterChanged)
    /// Whether less than everything is asked for.
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filterChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why the history could not be read; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    /// More has finished since the rows were read.
    Q_PROPERTY(bool stale READ isStale NOTIFY stateChanged)
    /// Says that there are no rows, and of which time.
    Q_PROPERTY(QString emptyText READ emptyText NOTIFY stateChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        KeyRole, ///< tells processes apart that had the same id (createdSeq)
        TypeRole,
        StateRole, ///< of StatusText
        NameRole,
        MessageRole, ///< the error message where there is one
        StartedRole, ///< times in ms since the epoch, 0 where there is none
        FinishedRole,
        AttemptRole, ///< such as `2` or `2/3`
    };
    Q_ENUM(Role)

    enum Period { LastHour, LastDay, LastWeek, LastMonth, AnyTime };
    Q_ENUM(Period)

    /// Rows that are read at once, and a few more where a search found many at the end.
    static constexpr qsizetype pageSize = 200;

    /// `history` is null where the server keeps none. Both must outlive this.
    HistoryModel(HistorySource *history, const Clock &clock, QObject *parent = nullptr);
    ~HistoryModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    bool isAvailable() const { return m_history != nullptr; }
    StatusText::Status status() const { return m_status; }
    void setStatus(StatusText::Status status);
    int period() const { return m_period; }
    void setPeriod(int period);
    QStringList periodChoices() const;
    QString hourText() const { return m_hour ? m_hour->words() : QString(); }
    bool isFiltered() const;
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }
    bool isStale() const { return m_isStale; }
    QString emptyText() const;
    int count() const { return rowCount(); }

    /// Only this type, empty for all; only rows with this text in id, name, message or error.
    void setTypeAndText(const QString &type, const QString &text);
    /// Only processes with a failure in that hour of the week, whatever status they ended in; nothing for all.
    void setFailureHour(const std::optional<FailureHour> &hour);
    Q_INVOKABLE void clearFailureHour() { setFailureHour({}); }
    /// Whether anybody looks at it; if so, it is up to date or soon will be.
    void setShown(bool shown);
    /// Something finished.
    void markStale();

    /// The process of a row; null where there is no such row.
    ProcessPtr processAt(int row) const;
    /// The row of the process with this key; -1 where it isn't among those read.
    Q_INVOKABLE int rowOf(double key) const;
    /// Reads the next page, where there is one. A ListView does so by itself, but not always: it forgets about it when
    /// it makes its last row while others are being inserted.
    Q_INVOKABLE void readOn() { fetchMore({}); }
    /// Reads the first page anew.
    Q_INVOKABLE void reload();
    /// Reads once more what could not be read.
    Q_INVOKABLE void tryAgain();
    /// Shows any status and time; type and text aren't its own.
    Q_INVOKABLE void clearFilter();

Q_SIGNALS:
    void filterChanged();
    void stateChanged();
    void countChanged();

private:
    void changeFilter();
    void ask(const QString &cursor);
    void takeAnswer();
    HistoryQuery query() const;

    HistorySource *m_history;
    const Clock &m_clock;
    QFutureWatcher<HistorySource::Finished> m_answer;
    HistoryQuery m_query; // of the rows that are there, or are on their way
    std::vector<ProcessPtr> m_rows;
    QString m_nextCursor;
    QString m_type;
    QString m_text;
    StatusText::Status m_status = StatusText::All;
    int m_period = AnyTime;
    std::optional<FailureHour> m_hour;
    bool m_isShown = false;
    bool m_isOutdated = true; // to be read when it is shown
    bool m_isLoading = false;
    bool m_isStale = false;
    QString m_error;
};

} // namespace Procession
