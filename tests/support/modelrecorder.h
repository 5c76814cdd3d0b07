// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QAbstractItemModelTester>
#include <QStringList>

#include <utility>

namespace Procession {

/// Writes down what a model tells its views, while Qt's model tester watches that it may.
///
/// A run of rows is told as in `inserted 0-2`. The tester never fetches more by itself: tests do. Lives on the stack of a test, beside the model.
class ModelRecorder : public QObject
{
public:
    explicit ModelRecorder(QAbstractItemModel &model)
        : m_tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal)
    {
        m_tester.setUseFetchMore(false);
        const auto rows = [this](const QString &what) {
            return [this, what](const QModelIndex &, int first, int last) { write(what, first, last); };
        };
        connect(&model, &QAbstractItemModel::rowsInserted, this, rows(QStringLiteral("inserted")));
        connect(&model, &QAbstractItemModel::rowsRemoved, this, rows(QStringLiteral("removed")));
        connect(&model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex &first, const QModelIndex &last) {
                    write(QStringLiteral("changed"), first.row(), last.row());
                });
        connect(&model, &QAbstractItemModel::layoutChanged, this, [this] { m_told << QStringLiteral("reordered"); });
        connect(&model, &QAbstractItemModel::modelReset, this, [this] { m_told << QStringLiteral("reset"); });
    }

    /// What was told since this was last asked.
    QStringList take() { return std::exchange(m_told, {}); }

private:
    void write(const QString &what, int first, int last)
    {
        m_told << QStringLiteral("%1 %2-%3").arg(what).arg(first).arg(last);
    }

    QAbstractItemModelTester m_tester;
    QStringList m_told;
};

} // namespace Procession
