// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QJsonArray>
#include <QStringList>

namespace Procession {

/// The passages that answer a question as rows, the best first.
///
/// Threads: the GUI's. Owner: DocumentSearch.
class PassageListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        FileRole = Qt::UserRole + 1,
        PlaceRole, ///< such as `page 3 · 3.2.1 · Works › Concrete`
        TextRole, ///< from the paragraph on that has most of the question's words, which are marked, as StyledText takes it:
                  ///< nothing of the document is markup
        NoteRole, ///< such as `recognised in an image, 87 % sure`; empty for text
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    /// `passages` are as the API tells them; of files below one of the folders the rest of the path is shown.
    void show(const QString &question, const QJsonArray &passages, const QStringList &folders);
    /// As the API tells it; empty where there is none.
    QJsonObject at(int row) const;
    /// The file of that passage as it is shown.
    QString fileAt(int row) const;

Q_SIGNALS:
    void countChanged();

private:
    QString marked(const QString &text, int *marks = nullptr) const;
    QString excerpt(const QString &text) const;

    QStringList m_words; // of the question, without their ends
    QJsonArray m_rows;
    QStringList m_folders;
};

} // namespace Procession
