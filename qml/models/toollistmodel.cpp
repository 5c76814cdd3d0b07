// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toollistmodel.h"

#include "rowtext.h"

#include <QPointer>

namespace Procession {

using namespace Qt::StringLiterals;

ToolListModel::ToolListModel(Operator &tools, QObject *parent)
    : QAbstractListModel(parent)
    , m_tools(tools)
{
}

int ToolListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ToolListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QJsonObject tool = m_rows[index.row()].toObject();
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return tool["name"_L1].toString();
    case DescriptionRole:
        return shownText(tool["description"_L1].toString());
    default:
        return {};
    }
}

QHash<int, QByteArray> ToolListModel::roleNames() const
{
    return {{NameRole, "name"}, {DescriptionRole, "description"}};
}

void ToolListModel::reload()
{
    if (std::exchange(m_isLoading, true))
        return;
    Q_EMIT stateChanged();
    m_tools.readTools([asker = QPointer(this)](const Result<QJsonArray> &answer) {
        if (asker)
            asker->take(answer);
    });
}

void ToolListModel::take(const Result<QJsonArray> &answer)
{
    m_isLoading = false;
    m_error = answer ? QString() : shownText(answer.error().message);
    if (answer && *answer != m_rows) {
        beginResetModel();
        m_rows = *answer;
        endResetModel();
    }
    Q_EMIT stateChanged();
}

int ToolListModel::rowOf(const QString &name) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (nameAt(row) == name)
            return row;
    }
    return -1;
}

QString ToolListModel::nameAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[row].toObject()["name"_L1].toString() : QString();
}

QJsonObject ToolListModel::find(const QString &name) const
{
    const int row = rowOf(name);
    return row < 0 ? QJsonObject() : m_rows[row].toObject();
}

} // namespace Procession
