// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historysource.h"
#include "pastmoment.h"
#include "statustext.h"

#include <QAbstractListModel>
#include <QFutureWatcher>
#include <QStringList>
#include <QTimer>

namespace Procession {

/// The list of processes as it was at a moment of the past, the newest first, a page at a time, and one of them in detail.
///
/// Nothing can be done to them: they are how it was. Where it asks again before an answer came, only the later answer counts,
/// and while the moment moves on it waits until that rests. While it isn't shown it reads nothing.
/// Threads: the GUI's. Owner: Dashboard; `history` and `moment` must outlive it.
class PastModel : public QAbstractListModel
{
    Q_OBJECT
    /// Only this status; Waiting is a failure whose retry was scheduled then.
    Q_PROPERTY(Procession::StatusText::Status status READ status WRITE setStatus NOTIFY filterChanged)
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filterChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why it could not be read; empty where it could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// The process that is looked at; empty for none.
    Q_PROPERTY(QString selectedId READ selectedId NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedName READ selectedName NOTIFY selectedChanged)
    Q_PROPERTY(Procession::StatusText::Status selectedState READ selectedState NOTIFY selectedChanged)
    /// Label and value of each field that holds something, in turn, and its error.
    Q_PROPERTY(QStringList selectedFields READ selectedFields NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedError READ selectedError NOTIFY selectedChanged)

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TypeRole,
        StateRole, ///< of StatusText
        NameRole,
        MessageRole,  ///< the error message where there is one
        CreatedRole,  ///< in ms since the epoch
        RanRole,      ///< for how long the attempt had run, in words; empty where it hadn't begun
        ProgressRole, ///< such as `42%`, or empty
        AttemptRole,
    };
    Q_ENUM(Role)

    static constexpr qsizetype pageSize = 200;

    PastModel(HistorySource *history, PastMoment &moment, QObject *parent = nullptr);
    ~PastModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    StatusText::Status status() const { return m_status; }
    void setStatus(StatusText::Status status);
    bool isFiltered() const { return m_status != StatusText::All || !m_type.isEmpty() || !m_text.isEmpty(); }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }
    int count() const { return rowCount(); }
    QString selectedId() const;
    QString selectedName() const;
    StatusText::Status selectedState() const;
    QStringList selectedFields() const;
    QString selectedError() const;

    /// Only this type, empty for all; only processes with this text in id, name, message or error as they were.
    void setTypeAndText(const QString &type, const QString &text);
    /// Whether anybody looks at it; if so, it is up to date or soon will be.
    void setShown(bool shown);
    /// The row of the selected process; -1 where it isn't among those read.
    int selectedRow() const;

    /// Selects the process of a row; none where there is no such row.
    Q_INVOKABLE void select(int row);
    /// Reads the next page, where there is one.
    Q_INVOKABLE void readOn() { fetchMore({}); }
    Q_INVOKABLE void reload();
    /// Reads once more what could not be read.
    Q_INVOKABLE void tryAgain();
    /// Shows any status; type and text aren't its own.
    Q_INVOKABLE void clearFilter() { setStatus(StatusText::All); }

Q_SIGNALS:
    void filterChanged();
    void stateChanged();
    void countChanged();
    void selectedChanged();

private:
    void follow();
    void changeFilter();
    void ask(const QString &cursor);
    void takeAnswer();
    void keepSelected();
    PastQuery query() const;

    HistorySource *m_history;
    PastMoment &m_moment;
    QFutureWatcher<HistorySource::Finished> m_answer;
    QTimer m_resting;  // of the moment
    PastQuery m_query; // of the rows that are there, or are on their way
    std::vector<ProcessPtr> m_rows;
    QString m_nextCursor;
    ProcessPtr m_selected;
    QString m_type;
    QString m_text;
    StatusText::Status m_status = StatusText::All;
    bool m_isShown = false;
    bool m_isOutdated = true; // to be read when it is shown
    bool m_isLoading = false;
    QString m_error;
};

} // namespace Procession
