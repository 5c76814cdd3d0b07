// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

/// Knows when attempts printed something. Output doesn't pass the door, so that the monitor of deadlines asks for it.
/// Threads: the monitor's, for which a call must be short. Owner: app/.
class OutputClock
{
public:
    OutputClock() = default;
    virtual ~OutputClock() = default;
    Q_DISABLE_COPY_MOVE(OutputClock)

    /// The wall time of the last output of the process's current attempt; nothing where it printed nothing yet.
    virtual std::optional<qint64> lastOutputMs(const Process &process) const = 0;
};

} // namespace Procession
