// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include <vector>

namespace Procession {

/// What a part of the overview tells, line by line: figures, names or reasons.
///
/// Threads: the GUI's. Owner: Overview. A list that is shown again as it was moves nothing.
class OverviewRows : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    /// How a change is to be taken.
    enum Tone { Neutral, Better, Worse };
    Q_ENUM(Tone)

    enum Role {
        LabelRole = Qt::UserRole + 1,
        ValueRole,
        DetailRole, ///< beside the value, or how it changed
        ShareRole,  ///< of the bar, 0 to 1
        ToneRole,
        TypeRole,
        SinceRole,   ///< when it began, where that is known
        SinceIdRole, ///< the process with which it began
        SearchRole,  ///< words that the runs behind it have in common, for a search
    };
    Q_ENUM(Role)

    struct Row
    {
        QString label{};
        QString value{};
        QString detail{};
        double share = 0.0;
        Tone tone = Neutral;
        QString type{};
        QString search{};
        QString since{};
        QString sinceId{};
        friend bool operator==(const Row &a, const Row &b) = default;
    };

    using QAbstractListModel::QAbstractListModel;

    int count() const { return rowCount(); }
    void show(std::vector<Row> rows);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    std::vector<Row> m_rows;
};

} // namespace Procession
