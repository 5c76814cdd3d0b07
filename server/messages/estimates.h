// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "jsonwriter.h"
#include "processid.h"

#include <optional>
#include <vector>

namespace Procession {

class Clock;
class DurationHistory;
struct Process;

/// How long processes still take, as `full=1` tells it: at the moment when it is asked for.
///
/// A value of two pointers; what they point to must outlive it. Threads: any.
class Estimates
{
public:
    /// `durations` is null where nobody estimates: then there is no estimate of any process.
    Estimates(const DurationHistory *durations, const Clock &clock);

    /// Nothing where it doesn't run, or nothing is known. Cost: some microseconds.
    std::optional<Estimate> of(const Process &process) const;
    /// As DurationHistory::leftMs(), now.
    std::optional<qint64> leftMs(const Process &process) const;
    /// Writes all members that `full=1` asks for, `estimate` last. `waitingFor`: as writeProcess() takes it.
    void writeFull(ObjectWriter &object, const Process &process,
                   const std::vector<ProcessId> *waitingFor = nullptr) const;
    void writeFull(ObjectWriter &&object, const Process &process,
                   const std::vector<ProcessId> *waitingFor = nullptr) const
    {
        writeFull(object, process, waitingFor);
    }

private:
    const DurationHistory *m_durations;
    const Clock *m_clock;
};

} // namespace Procession
