// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimates.h"

#include "clock.h"
#include "durationhistory.h"
#include "estimatejson.h"
#include "processjson.h"

namespace Procession {

Estimates::Estimates(const DurationHistory *durations, const Clock &clock)
    : m_durations(durations)
    , m_clock(&clock)
{
}

std::optional<Estimate> Estimates::of(const Process &process) const
{
    return m_durations ? m_durations->estimate(process, m_clock->wallMs()) : std::nullopt;
}

std::optional<qint64> Estimates::leftMs(const Process &process) const
{
    return m_durations ? m_durations->leftMs(process, m_clock->wallMs()) : std::nullopt;
}

void Estimates::writeFull(ObjectWriter &object, const Process &process, const std::vector<ProcessId> *waitingFor) const
{
    writeProcess(object, process, true, waitingFor);
    writeEstimate(object, of(process));
}

} // namespace Procession
