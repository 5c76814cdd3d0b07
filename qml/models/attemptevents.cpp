// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptevents.h"

#include "timelinemodel.h"

#include <utility>

namespace Procession {

AttemptEvents::AttemptEvents(TimelineModel &timeline, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSourceModel(&timeline);
}

void AttemptEvents::setAttempt(int number)
{
    if (std::exchange(m_attempt, number) == number)
        return;
    clearSpan();
    invalidateFilter();
}

void AttemptEvents::showSpan(double fromMs, double toMs)
{
    if (m_from == fromMs && m_to == toMs)
        return;
    m_from = fromMs;
    m_to = toMs;
    invalidateFilter();
    Q_EMIT spanChanged();
}

bool AttemptEvents::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex event = sourceModel()->index(row, 0, parent);
    if (m_attempt > 0 && event.data(TimelineModel::AttemptNumberRole).toInt() != m_attempt)
        return false;
    const double moment = event.data(TimelineModel::MomentRole).toDouble();
    return !isSpanShown() || (moment >= m_from && moment <= m_to);
}

} // namespace Procession
