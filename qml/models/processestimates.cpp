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
    const int row = id ? m_list.rowOf(*id) : -1;
    return row < 0 ? std::nullopt : of(**m_list.processAt(row), nowMs);
}

std::optional<Estimate> ProcessEstimates::of(const Process &process, double nowMs) const
{
    return m_durations ? m_durations->estimate(process, static_cast<qint64>(nowMs)) : std::nullopt;
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
