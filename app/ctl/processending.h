// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <chrono>

namespace Procession {

/// Whether a process that the server tells of will go on.
enum class ProcessEnding : quint8 {
    Live,      ///< it waits, runs, or will be tried again
    Undecided, ///< it failed, and the server hasn't told yet whether it will be tried again
    Over,
};

/// The server decides on a retry within moments, where the policy asks for one at all; who hears nothing for so long
/// may take an undecided process for over.
inline constexpr std::chrono::seconds retryDecisionTime{3};

inline ProcessEnding endingOf(const QJsonObject &process)
{
    using namespace Qt::StringLiterals;
    const QString status = process.value("status"_L1).toString();
    if (status == "pending"_L1 || status == "running"_L1)
        return ProcessEnding::Live;
    if (status == "completed"_L1 || status == "cancelled"_L1)
        return ProcessEnding::Over;
    const QString retry = process.value("retry"_L1)["status"_L1].toString();
    if (retry == "scheduled"_L1)
        return ProcessEnding::Live;
    return retry == "exhausted"_L1 || retry == "cancelled"_L1 ? ProcessEnding::Over : ProcessEnding::Undecided;
}

} // namespace Procession
