// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "framedcursor.h"
#include "operator.h"

#include <QAbstractListModel>
#include <QSet>

namespace Procession {

class ProcessSource;

/// The collections of documents as rows, by name, and which of them are asked.
///
/// They are read when somebody looks, and again when a training ends. Threads: the GUI's. Owner: Dashboard; its parts must
/// outlive it.
class CollectionListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY stateChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    /// Why they could not be read; empty where they could.
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        DetailsRole, ///< such as `1,204 files, 18,038 passages, 3 unread`
        ProblemRole, ///< why it can't be asked, or that it is being trained; empty otherwise
        ChosenRole,  ///< whether it is asked
    };
    Q_ENUM(Role)

    CollectionListModel(const ProcessSource &source, Operator &documents, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    bool isLoading() const { return m_isLoading; }
    const QString &error() const { return m_error; }

    /// Whether somebody looks at them.
    void setShown(bool shown);
    /// Reads them anew; what is there stays until the answer came.
    Q_INVOKABLE void reload();
    /// Asks the collection, or no longer; one is always asked.
    Q_INVOKABLE void toggle(int row);
    /// The names of those that are asked, as `collections` of a question takes them.
    QJsonArray chosen() const;
    /// The folders that they were trained on.
    QStringList folders() const;

Q_SIGNALS:
    void stateChanged();

private:
    void follow();
    void take(const Result<QJsonObject> &answer);

    Operator &m_documents;
    FramedCursor m_cursor;
    QJsonArray m_rows;
    QSet<QString> m_left; ///< those that aren't asked
    QString m_error;
    bool m_isLoading = false;
    bool m_isStale = false; ///< something changed while they were read
};

} // namespace Procession
