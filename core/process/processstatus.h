// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace Procession {

/// Where a process stands. The last four are terminal: only a retry leads out of them.
enum class ProcessStatus : quint8 {
    Pending,
    Running,
    Completed,
    Failed,
    Cancelled,
    Timeout,
};

inline constexpr std::array allStatuses{
    ProcessStatus::Pending, ProcessStatus::Running,   ProcessStatus::Completed,
    ProcessStatus::Failed,  ProcessStatus::Cancelled, ProcessStatus::Timeout,
};

/// The wire name, such as `running`.
QLatin1StringView wireName(ProcessStatus status);
/// The status of that wire name, or nothing where there is none.
std::optional<ProcessStatus> statusFromString(QStringView name);

/// Whether the operation is over in this status.
bool isTerminal(ProcessStatus status);
/// Whether a report may move a process from one status to another. Staying in a live status is a move
/// that changes nothing and is allowed; a terminal status admits none.
bool isLegalTransition(ProcessStatus from, ProcessStatus to);
/// Whether a retry may start from this status.
bool isRetryable(ProcessStatus status);

} // namespace Procession
