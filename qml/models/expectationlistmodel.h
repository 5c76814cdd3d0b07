// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "framedcursor.h"
#include "processsource.h"

#include <QAbstractListModel>

namespace Procession {

/// The expected jobs as rows, by name, kept up to date from the log.
///
/// It takes what changed a few times a second at most. While nobody looks at it, it has no rows and reads nothing.
/// Threads: the GUI's. Owner: Dashboard. Cost: a pointer for each expectation.
class ExpectationListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// How many are down.
    Q_PROPERTY(int down READ down NOTIFY downChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        WordsRole,     ///< when runs are expected, in words
        StateTextRole, ///< how it stands, in words
        DownRole,
        LateRole,
        SinceRole,  ///< it is in that state since then, ms since the epoch
        NextRole,   ///< when the next run is due, ms since the epoch; 0 where none is awaited
        LastRole,   ///< the last ping, ms since the epoch; 0 for none
        ReasonRole, ///< why it is down or paused; empty otherwise
        RunRole,    ///< the id of the last run that is a process; empty where there is none
        DescriptionRole,
    };
    Q_ENUM(Role)

    explicit ExpectationListModel(const ProcessSource &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }
    int down() const { return m_down; }
    /// Whether anybody looks at it.
    void setShown(bool shown);

Q_SIGNALS:
    void countChanged();
    void downChanged();

private:
    using Rows = std::vector<ExpectationPtr>;

    Rows::iterator placeOf(const Text &name);
    void readLog();
    void reload();
    void put(const ExpectationPtr &expectation);
    void remove(const Text &name);
    void countDown();

    const ProcessSource &m_source;
    FramedCursor m_cursor;
    Rows m_rows;    // by name
    int m_down = 0; // how many
    bool m_isShown = false;
};

} // namespace Procession
