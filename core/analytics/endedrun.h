// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history.h"

#include <QByteArray>

#include <optional>

namespace Procession {

/// One attempt of a process that is over, as far as the history's summaries count it: a run. Plain data.
struct EndedRun
{
    /// In bytes of UTF-8; what is longer is cut.
    static constexpr qsizetype longestName = 200;
    static constexpr qsizetype longestReason = 160;

    quint64 seq = 0; ///< of the event that ended it
    ProcessId id;
    ProcessType type;
    QByteArray name;   ///< without all that only tells one run from another (maskedName)
    QByteArray group;  ///< the text at `group` of its metadata; empty where there is none
    QByteArray reason; ///< why it failed, with # for numbers and ids; empty where it didn't
    ProcessStatus outcome = ProcessStatus::Completed;
    int attempt = 1;
    bool isFinal = true;                ///< no retry was scheduled when it ended
    qint64 endedAt = 0;                 ///< wall time in ms
    std::optional<qint64> durationMs{}; ///< of running; empty where it never ran
    std::optional<qint64> waitMs{};     ///< from the start of the process until its first attempt ran
    std::optional<qint64> memoryPeak{}; ///< bytes
};

/// The run that the event ended; nothing where it ended none. Any thread.
std::optional<EndedRun> runEndedBy(const Event &event);
/// The run that the event of a stored life ended, by the later state of its process. Any thread.
EndedRun endedRunOf(const Process &process, const HistoryEvent &end);

} // namespace Procession
