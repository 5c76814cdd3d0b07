// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "processid.h"
#include "result.h"

#include <vector>

namespace Procession {

class ProcessSource;
class ProcessTracker;

/// The processes that would end with this one, were it cancelled now: those that wait and couldn't begin any more, in the
/// order in which they would. Any thread.
std::vector<ProcessId> endingWith(const ProcessSource &source, const ProcessId &id);

/// What a retry from one process on did.
struct RetriedFrom
{
    std::vector<ProcessId> retried; ///< that process first
    quint64 lastSeq = 0;            ///< of the last change
};

/// Retries a process, and all that depend on it, directly or not, and failed, timed out or were cancelled: they wait for it.
/// One that completed stays as it is, as its status can't be left. Any thread.
/// Errors: those of ProcessTracker::retry() of the process itself.
Result<RetriedFrom> retryFrom(ProcessTracker &tracker, const ProcessId &id, const Origin &origin);

} // namespace Procession
