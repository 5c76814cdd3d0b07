// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processestimates.h"

#include "durationhistory.h"
#include "estimatetext.h"

namespace Procession {

ProcessEstimates::ProcessEstimates(const ProcessListModel &list, QObject *parent)
    : QObject(parent)
    , m_list(list)
{
}

std::optional<Estimate> ProcessEstimates::of(const QString &processId, double nowMs) const
{
    const auto id = ProcessId::fromString(processId);
    const int row = m_durations && id ? m_list.rowOf(*id) : -1;
    return row < 0 ? std::nullopt : m_durations->estimate(**m_list.processAt(row), static_cast<qint64>(nowMs));
}

QString ProcessEstimates::left(const QString &processId, double nowMs) const
{
    const auto estimate = of(processId, nowMs);
    return estimate && estimate->left ? bandText(*estimate->left) : QString();
}

bool ProcessEstimates::isOverdue(const QString &processId, double nowMs) const
{
    const auto estimate = of(processId, nowMs);
    return estimate && estimate->overdue;
}

QString ProcessEstimates::details(const QString &processId, double nowMs) const
{
    const auto estimate = of(processId, nowMs);
    return estimate ? estimateText(*estimate) : QString();
}

} // namespace Procession
