// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"

#include <QString>

namespace Procession {

/// The id that a test spells out.
inline ProcessId id(QStringView text)
{
    return ProcessId::fromString(text).value();
}

/// A start that is as short as can be.
inline StartChange startOf(QStringView processId, ProcessStatus status = ProcessStatus::Pending,
                           const ProcessType &type = ProcessType::backgroundJob())
{
    StartChange start;
    start.id = id(processId);
    start.type = type;
    start.name = QStringLiteral("A job");
    start.status = status;
    return start;
}

/// A policy whose first retry comes exactly after `delay`.
inline RetryPolicy retryAfter(std::chrono::milliseconds delay, int maxAttempts = 3)
{
    return {.maxAttempts = maxAttempts,
            .initialDelay = delay,
            .maxDelay = std::max<std::chrono::milliseconds>(delay, std::chrono::minutes(1)),
            .jitter = false};
}

inline ReportChange reportOf(ProcessStatus status)
{
    ReportChange report;
    report.status = status;
    return report;
}

inline ReportChange progressOf(double percent)
{
    ReportChange report;
    report.progress = percent;
    return report;
}

} // namespace Procession
