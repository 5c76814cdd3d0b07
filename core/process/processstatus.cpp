// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processstatus.h"

namespace Procession {

namespace {

struct StatusRow
{
    ProcessStatus status;
    QLatin1StringView name;
    bool terminal;
    bool retryable;
    /// Reached by a report from: pending, running.
    bool fromPending;
    bool fromRunning;
};

// The one table of names and legal transitions.
constexpr std::array<StatusRow, allStatuses.size()> statusTable{{
    // status                     name                            terminal retryable fromPending fromRunning
    {ProcessStatus::Pending, QLatin1StringView("pending"), false, false, true, false},
    {ProcessStatus::Running, QLatin1StringView("running"), false, false, true, true},
    {ProcessStatus::Completed, QLatin1StringView("completed"), true, false, true, true},
    {ProcessStatus::Failed, QLatin1StringView("failed"), true, true, true, true},
    {ProcessStatus::Cancelled, QLatin1StringView("cancelled"), true, true, true, true},
    {ProcessStatus::Timeout, QLatin1StringView("timeout"), true, true, true, true},
}};

constexpr const StatusRow &row(ProcessStatus status)
{
    return statusTable[static_cast<size_t>(status)];
}

} // namespace

QLatin1StringView wireName(ProcessStatus status)
{
    return row(status).name;
}

std::optional<ProcessStatus> statusFromString(QStringView name)
{
    for (const StatusRow &candidate : statusTable) {
        if (name == candidate.name)
            return candidate.status;
    }
    return std::nullopt;
}

bool isTerminal(ProcessStatus status)
{
    return row(status).terminal;
}

bool isLegalTransition(ProcessStatus from, ProcessStatus to)
{
    if (from == ProcessStatus::Pending)
        return row(to).fromPending;
    if (from == ProcessStatus::Running)
        return row(to).fromRunning;
    return false;
}

bool isRetryable(ProcessStatus status)
{
    return row(status).retryable;
}

} // namespace Procession
