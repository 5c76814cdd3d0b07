// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptsmodel.h"

#include "selectedprocess.h"

#include <algorithm>

namespace Procession {

AttemptsModel::AttemptsModel(const SelectedProcess &selected, QObject *parent)
    : QAbstractListModel(parent)
    , m_selected(selected)
{
    connect(&selected, &SelectedProcess::changed, this, &AttemptsModel::follow);
    follow();
}

int AttemptsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_attempts.size());
}

QVariant AttemptsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Attempt &attempt = m_attempts[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NumberRole:
        return attempt.number;
    case StatusRole:
        return StatusText::of(attempt.status);
    case BeginRole:
        return static_cast<double>(attempt.startedAt.value_or(0));
    case EndRole:
        return static_cast<double>(attempt.endedAt.value_or(0));
    default:
        return {};
    }
}

QHash<int, QByteArray> AttemptsModel::roleNames() const
{
    return {{NumberRole, "number"}, {StatusRole, "status"}, {BeginRole, "begin"}, {EndRole, "end"}};
}

const Attempt *AttemptsModel::find(int number) const
{
    const auto at = std::find_if(m_attempts.begin(), m_attempts.end(),
                                 [number](const Attempt &attempt) { return attempt.number == number; });
    return at == m_attempts.end() ? nullptr : &*at;
}

int AttemptsModel::neighbour(int number, int rows) const
{
    const Attempt *attempt = find(number);
    if (!attempt)
        return number;
    const auto row = static_cast<int>(attempt - m_attempts.data());
    return m_attempts[static_cast<size_t>(std::clamp(row + rows, 0, rowCount() - 1))].number;
}

void AttemptsModel::follow()
{
    const ProcessPtr &process = m_selected.process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    std::vector<Attempt> attempts = process ? attemptsOf(**process) : std::vector<Attempt>{};
    const size_t before = m_attempts.size();
    const bool isSame = std::exchange(m_key, key) == key;
    const bool endIsSame = isSame && before > 0 && attempts.size() >= before
        && std::equal(m_attempts.rbegin(), m_attempts.rend(), attempts.rbegin(),
                      [](const Attempt &a, const Attempt &b) { return a.number == b.number; });
    if (!endIsSame) {
        if (before == 0 && attempts.empty())
            return;
        beginResetModel();
        m_attempts = std::move(attempts);
        endResetModel();
    } else {
        const size_t added = attempts.size() - before;
        if (added > 0) {
            beginInsertRows({}, 0, static_cast<int>(added) - 1);
            m_attempts.insert(m_attempts.begin(), attempts.begin(),
                              attempts.begin() + static_cast<std::ptrdiff_t>(added));
            endInsertRows();
        }
        for (size_t at = added; at < attempts.size(); ++at) {
            if (m_attempts[at] == attempts[at])
                continue;
            m_attempts[at] = attempts[at];
            const QModelIndex row = index(static_cast<int>(at));
            Q_EMIT dataChanged(row, row);
        }
    }
    if (m_attempts.size() != before)
        Q_EMIT countChanged();
    Q_EMIT changed();
}

} // namespace Procession
